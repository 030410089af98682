// The limit of dispatch: the very write statements that it ran, with their values and in the same
// batches, replayed by prepared better-sqlite3 and nothing else.
import Sqlite from 'better-sqlite3'

export type Recorded = { sql: string; values: unknown[] }
/** The writes of each transaction, in order. */
export type Recording = Recorded[][]

type Method = (...values: unknown[]) => unknown

const WRITE = /^\s*(insert|update|delete)/i

/** Records what every connection of this process writes, until stopped. */
export function recordWrites(): () => Recording {
  const batches: Recording = []
  let batch: Recorded[] = []
  const { prepare } = Sqlite.prototype
  Sqlite.prototype.prepare = function recording(this: Sqlite.Database, sql: string) {
    const statement = prepare.call(this, sql) as unknown as Record<string, Method>
    const note = (values: unknown[]) => {
      if (WRITE.test(sql)) batch.push({ sql, values })
      if (sql === 'COMMIT') {
        if (batch.length > 0) batches.push(batch)
        batch = []
      }
    }
    for (const method of ['run', 'all', 'get']) {
      const original = statement[method] as Method
      statement[method] = (...values: unknown[]) => {
        note(values)
        return original.apply(statement, values)
      }
    }
    return statement as never
  } as typeof prepare
  return () => {
    Sqlite.prototype.prepare = prepare
    return batches
  }
}

/** Replays a recording on a copy of the database; answers the milliseconds that it took. */
export const replayWrites = (file: string, recording: Recording): number =>
  replayInTurn(file, recording).reduce((sum, each) => sum + each, 0)

/** The same; answers the milliseconds that each transaction took. */
export function replayInTurn(file: string, recording: Recording): number[] {
  const sqlite = new Sqlite(file)
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = FULL')
  sqlite.pragma('foreign_keys = ON')
  sqlite.pragma('secure_delete = ON')
  sqlite.pragma('temp_store = MEMORY')
  sqlite.pragma('cache_size = -65536')
  sqlite.pragma('wal_autocheckpoint = 0')
  const statements = new Map<string, Sqlite.Statement>()
  for (const { sql } of recording.flat())
    if (!statements.has(sql)) statements.set(sql, sqlite.prepare(sql))
  const begin = sqlite.prepare('BEGIN IMMEDIATE')
  const commit = sqlite.prepare('COMMIT')

  const took = recording.map((batch) => {
    const start = performance.now()
    begin.run()
    for (const { sql, values } of batch) {
      const statement = statements.get(sql) as Sqlite.Statement
      if (statement.reader) statement.all(...values)
      else statement.run(...values)
    }
    commit.run()
    return performance.now() - start
  })
  sqlite.close()
  return took
}
