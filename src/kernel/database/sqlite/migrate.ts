// Brings a database to the shape that the code expects, and loses no row on the way: foreign keys are
// off while tables are rebuilt and checked before anything is committed.

import type { Connection } from '../connection.ts'
import type { Applied, Migration } from '../migrations.ts'
import { lacking } from '../migrations.ts'
import { type SqliteConnection, sqliteOf } from './sqlite-of.ts'

/** The migrations that this database still lacks. A database from newer code is refused. */
export function pendingMigrations(
  connection: Connection,
  known: readonly Migration[],
): Migration[] {
  const sqlite = sqliteOf(connection)
  sqlite.exec(`CREATE TABLE IF NOT EXISTS kernel_migrations (
    tag TEXT PRIMARY KEY, hash TEXT NOT NULL, applied_at INTEGER NOT NULL
  ) STRICT`)
  const applied = sqlite.prepare('SELECT tag, hash FROM kernel_migrations ORDER BY tag').all()
  return lacking(known, applied as Applied[])
}

/** Applies migrations in one transaction, or none of them. */
export function migrate(connection: Connection, pending: readonly Migration[], now: number): void {
  const sqlite = sqliteOf(connection)
  // Inside a transaction this pragma does nothing, and dropping a table would then delete its
  // children's rows: it has to be off before BEGIN.
  sqlite.pragma('foreign_keys = OFF')
  sqlite.exec('BEGIN IMMEDIATE')
  try {
    const triggers = triggersOf(sqlite)
    for (const { tag, hash, statements } of pending) {
      for (const statement of statements) if (!/^\s*PRAGMA/i.test(statement)) sqlite.exec(statement)
      sqlite
        .prepare('INSERT INTO kernel_migrations (tag, hash, applied_at) VALUES (?, ?, ?)')
        .run(tag, hash, now)
    }
    restoreTriggers(sqlite, triggers)
    const orphans = sqlite.pragma('foreign_key_check') as { table: string }[]
    if (orphans.length > 0)
      throw new Error(`Migrating would leave ${orphans.length} rows without what they refer to.`)
    sqlite.exec('COMMIT')
  } catch (fault) {
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK')
    throw fault
  } finally {
    sqlite.pragma('foreign_keys = ON')
  }
}

type Trigger = { name: string; table: string; sql: string }

const triggersOf = (sqlite: SqliteConnection['sqlite']): Trigger[] =>
  sqlite
    .prepare("SELECT name, tbl_name AS 'table', sql FROM sqlite_master WHERE type = 'trigger'")
    .all() as Trigger[]

/** A rebuilt table loses its triggers: those whose table still stands are made again. */
function restoreTriggers(sqlite: SqliteConnection['sqlite'], before: readonly Trigger[]): void {
  const standing = new Set(triggersOf(sqlite).map(({ name }) => name))
  const tables = new Set(
    sqlite.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[],
  )
  for (const { name, table, sql } of before)
    if (!standing.has(name) && tables.has(table)) sqlite.exec(sql)
}
