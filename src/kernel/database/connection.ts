// Opens SQLite the one way that keeps promises: WAL, FULL, foreign keys, nothing older than is safe.
import { existsSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import type { Moment } from './moment.ts'

export type Database = BetterSQLite3Database

/** A connection with its prepared statements. Handlers and refreshes know it as `tx`. */
export type Connection = {
  readonly sqlite: Sqlite.Database
  readonly db: Database
  /** Statements prepared on this connection, by the statement's own number. */
  readonly prepared: unknown[]
  /** Reads alone: nothing can be lost by not awaiting it. */
  readonly isReader: boolean
  /** Statements started and not yet awaited. */
  pending: number
  /** Statements run, ever. */
  executed: number
  /** Rows written, ever. */
  written: number
  /** Stands for the refreshes of one command while they run: see shared.ts. */
  round: object | null
  /** What its snapshot sees, where rows are kept between snapshots. */
  moment: Moment | null
}

/** Below this SQLite can lose commits when two connections share a WAL (3.7.0 to 3.51.2). */
export const SQLITE_VERSION_MIN = '3.51.3'
const BUSY_TIMEOUT_MS = 250

export type ConnectionOptions = {
  /** OFF only where durability is not the question, as in most tests. */
  synchronous?: 'FULL' | 'OFF'
  /** Hears of every statement that the driver runs, with its values. */
  onStatement?: (sql: string) => void
}

export function openWriter(file: string, options: ConnectionOptions = {}): Connection {
  const connection = open(file, {}, options)
  const { sqlite } = connection
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma(`synchronous = ${options.synchronous ?? 'FULL'}`)
  sqlite.pragma('foreign_keys = ON')
  sqlite.pragma('secure_delete = ON')
  // What a savepoint could undo stays in memory: on disk it would cost each command a file.
  sqlite.pragma('temp_store = MEMORY')
  sqlite.pragma('cache_size = -65536') // 64 MiB.
  sqlite.pragma('wal_autocheckpoint = 0') // Checkpoints are ours: see checkpoint.ts.
  return connection
}

export function openReader(file: string, options: ConnectionOptions = {}): Connection {
  if (!existsSync(file)) throw new Error(`There is no database at ${file}.`)
  const connection = open(file, { readonly: true }, options)
  connection.sqlite.pragma('query_only = ON')
  return connection
}

export function requireSafeVersion(version: string): void {
  const [found, required] = [version, SQLITE_VERSION_MIN].map((text) =>
    text.split('.').reduce((sum, part) => sum * 1_000 + Number(part), 0),
  ) as [number, number]
  if (found >= required) return
  throw new Error(
    `SQLite ${SQLITE_VERSION_MIN} or later is required, found ${version}: older ones can lose commits in WAL mode.`,
  )
}

function open(file: string, open: Sqlite.Options, options: ConnectionOptions): Connection {
  const sqlite = new Sqlite(file, {
    ...open,
    timeout: BUSY_TIMEOUT_MS,
    ...(options.onStatement && { verbose: (sql) => options.onStatement?.(String(sql)) }),
  })
  requireSafeVersion(sqlite.prepare('SELECT sqlite_version()').pluck().get() as string)
  return {
    sqlite,
    db: drizzle(sqlite, { casing: 'snake_case' }),
    prepared: [],
    isReader: open.readonly === true,
    pending: 0,
    executed: 0,
    written: 0,
    round: null,
    moment: null,
  }
}
