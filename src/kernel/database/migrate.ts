// Brings a database to the shape that the code expects, and loses no row on the way: foreign keys are
// off while tables are rebuilt and checked before anything is committed.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Connection } from './connection.ts'

export type Migration = { tag: string; at: number; hash: string; statements: string[] }

export class DatabaseTooNew extends Error {}
export class MigrationNeeded extends Error {}

type Entry = { idx: number; when: number; tag: string }

/** The generated migrations of a folder, in order. */
export function readMigrations(folder: string): Migration[] {
  const file = readFileSync(join(folder, 'meta', '_journal.json'), 'utf8')
  const { entries } = JSON.parse(file) as { entries: Entry[] }
  return entries.map(({ tag, when }) => {
    const sql = readFileSync(join(folder, `${tag}.sql`), 'utf8')
    return {
      tag,
      at: when,
      hash: createHash('sha256').update(sql).digest('hex'),
      statements: sql.split('--> statement-breakpoint').filter((text) => text.trim() !== ''),
    }
  })
}

/** The migrations that this database still lacks. A database from newer code is refused. */
export function pendingMigrations(
  { sqlite }: Connection,
  known: readonly Migration[],
): Migration[] {
  sqlite.exec(`CREATE TABLE IF NOT EXISTS kernel_migrations (
    tag TEXT PRIMARY KEY, hash TEXT NOT NULL, applied_at INTEGER NOT NULL
  ) STRICT`)
  const applied = sqlite.prepare('SELECT tag, hash FROM kernel_migrations ORDER BY tag').all() as {
    tag: string
    hash: string
  }[]
  const byTag = new Map(known.map((migration) => [migration.tag, migration]))
  for (const { tag, hash } of applied) {
    const migration = byTag.get(tag)
    if (!migration)
      throw new DatabaseTooNew(
        `The database has the migration ${tag}, which this release does not know. Use the release that made it, or a newer one, with the MODULES that it had.`,
      )
    if (migration.hash !== hash)
      throw new DatabaseTooNew(
        `The migration ${tag} is not the one that the database was made with.`,
      )
  }
  const done = new Set(applied.map(({ tag }) => tag))
  return known.filter(({ tag }) => !done.has(tag))
}

/** Applies migrations in one transaction, or none of them. */
export function migrate({ sqlite }: Connection, pending: readonly Migration[], now: number): void {
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

const triggersOf = (sqlite: Connection['sqlite']): Trigger[] =>
  sqlite
    .prepare("SELECT name, tbl_name AS 'table', sql FROM sqlite_master WHERE type = 'trigger'")
    .all() as Trigger[]

/** A rebuilt table loses its triggers: those whose table still stands are made again. */
function restoreTriggers(sqlite: Connection['sqlite'], before: readonly Trigger[]): void {
  const standing = new Set(triggersOf(sqlite).map(({ name }) => name))
  const tables = new Set(
    sqlite.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[],
  )
  for (const { name, table, sql } of before)
    if (!standing.has(name) && tables.has(table)) sqlite.exec(sql)
}
