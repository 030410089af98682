// Opens SQLite the one way that keeps promises: WAL, FULL, foreign keys, nothing older than is safe.
import { existsSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { type ConnectionOptions, newCounts, type Transaction } from '../connection.ts'
import { sqliteDialect } from './dialect.ts'
import { prepared } from './prepared.ts'
import type { SqliteConnection } from './sqlite-of.ts'

/** Below this SQLite can lose commits when two connections share a WAL (3.7.0 to 3.51.2). */
export const SQLITE_VERSION_MIN = '3.51.3'
const BUSY_TIMEOUT_MS = 250

export function openWriter(file: string, options: ConnectionOptions = {}): SqliteConnection {
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

export function openReader(file: string, options: ConnectionOptions = {}): SqliteConnection {
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

function open(file: string, open: Sqlite.Options, options: ConnectionOptions): SqliteConnection {
  const sqlite = new Sqlite(file, {
    ...open,
    timeout: BUSY_TIMEOUT_MS,
    ...(options.onStatement && { verbose: (sql) => options.onStatement?.(String(sql)) }),
  })
  requireSafeVersion(sqlite.prepare('SELECT sqlite_version()').pluck().get() as string)
  const connection: SqliteConnection = {
    dialect: sqliteDialect,
    sqlite,
    db: drizzle(sqlite, { casing: 'snake_case' }),
    transaction: transactionOf(sqlite, () => connection.commits++),
    prepared: [],
    prepare: prepared,
    rows: async <Row>(sql: string, ...values: readonly unknown[]) => {
      const statement = sqlite.prepare(sql)
      if (statement.reader) return statement.all(...values) as Row[]
      statement.run(...values)
      if (!sqlite.inTransaction) connection.commits++
      return []
    },
    lastSequence: lastSequenceOf(sqlite),
    isReader: open.readonly === true,
    ...newCounts(),
    close: () => void sqlite.close(),
  }
  return connection
}

function transactionOf(sqlite: Sqlite.Database, onCommit: () => void): Transaction {
  const statements = new Map<string, Sqlite.Statement>()
  const run = (sql: string) => {
    const statement = statements.get(sql) ?? sqlite.prepare(sql)
    statements.set(sql, statement)
    statement.run()
  }
  return {
    begin: () => run('BEGIN IMMEDIATE'),
    commit: () => {
      onCommit() // Of one that fails nobody knows yet what became of it.
      run('COMMIT')
    },
    rollback: () => run('ROLLBACK'),
    savepoint: (name) => run(`SAVEPOINT ${name}`),
    release: (name) => run(`RELEASE ${name}`),
    undo: (name) => run(`ROLLBACK TO ${name}`),
    get isOpen() {
      return sqlite.inTransaction
    },
    isSound: true,
    isShared: false,
  }
}

function lastSequenceOf(sqlite: Sqlite.Database): () => number {
  let last: Sqlite.Statement | null = null
  return () => {
    last ??= sqlite.prepare('SELECT max(sequence) FROM kernel_journal').pluck()
    return (last.get() as number | null) ?? 0
  }
}
