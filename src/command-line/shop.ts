// How a verb gets at the shop: through a running server's socket, or by opening the file itself where
// no server runs.
import { existsSync } from 'node:fs'
import { type Config, readConfig } from '#config'
import { commandsThrough, type Served, socketPathOf } from '#http/command-socket.ts'
import { type Logger, openLog } from '#http/log.ts'
import { engineAt } from '#kernel/database/engine-at.ts'
import type { Readers } from '#kernel/database/readers.ts'
import { DatabaseInUse } from '#kernel/database/sqlite/lock.ts'
import { unfinishedRestore } from '#kernel/database/sqlite/restore.ts'
import { openShop } from '../open-shop.ts'
import { Failure } from './failures.ts'

export type Settings = { config: Config; log: Logger }

/** What is given on the command line stands before the environment. */
export function settings(given: NodeJS.ProcessEnv = {}): Settings {
  const config = readConfig({ ...process.env, ...given })
  return { config, log: openLog(config.logLevel) }
}

/** Nobody but the verb waits for an answer: more of its commands may share a commit. */
const BATCH_MS_MAX = 50

export type Shop = Served & { readers: Readers }

export async function withShop<T>(
  { config, log }: Settings,
  use: (shop: Shop) => Promise<T>,
): Promise<T> {
  const { close, ...shop } = await reach(config, log)
  try {
    return await use(shop)
  } finally {
    await close()
  }
}

/** What a verb looks up must be what it gave a moment ago. */
const withoutReplicas = ({ database, ...config }: Config): Config => ({
  ...config,
  database: 'file' in database ? database : { ...database, replicas: [] },
})

async function reach(config: Config, log: Logger): Promise<Shop & { close: () => Promise<void> }> {
  try {
    return await openShop(withoutReplicas(config), { log, reacts: false, batchMsMax: BATCH_MS_MAX })
  } catch (thrown) {
    const path = socketPathOf(config.file)
    if (!(thrown instanceof DatabaseInUse) || path === null || !existsSync(path)) throw thrown
    const { close, ...served } = commandsThrough(path)
    const pool = (await engineAt(config.database)).readers()
    return {
      ...served,
      readers: pool,
      close: async () => {
        close()
        await pool.close()
      },
    }
  }
}

/**
 * For verbs that only look: the database must be there, and no restore half done.
 * @param isLookedAt True where a restore that is half done is what is looked for.
 */
export function requireDatabase({ database }: Config, { isLookedAt = false } = {}): void {
  if (!('file' in database)) return // Whoever connects finds out.
  const { file } = database
  if (!isLookedAt && unfinishedRestore(file))
    throw new Failure(
      `A restore of ${file} was not finished. Start the server, or give restore again: either brings it to its end.`,
    )
  if (!existsSync(file)) throw new Failure(`There is no database at ${file}.`)
}

/** For verbs that handle files of SQLite's. */
export function requireFile({ database }: Config): string {
  if ('file' in database) return database.file
  throw new Failure(
    'This is for a database in a file. PostgreSQL is backed up and restored by its own tools, or by whoever manages it.',
  )
}
