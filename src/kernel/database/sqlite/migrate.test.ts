import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { DatabaseTooNew, type Migration } from '../migrations.ts'
import { openWriter, requireSafeVersion } from './connection.ts'
import { DatabaseInUse, lockForWriting } from './lock.ts'
import { migrate, pendingMigrations } from './migrate.ts'
import type { SqliteConnection } from './sqlite-of.ts'

const FIRST = migration('0000_first', [
  'CREATE TABLE parents (id text PRIMARY KEY NOT NULL, name text) STRICT;',
  `CREATE TABLE children (
     id text PRIMARY KEY NOT NULL,
     parent_id text NOT NULL REFERENCES parents(id) ON DELETE CASCADE
   ) STRICT;`,
  'CREATE INDEX children_by_parent ON children (parent_id);',
  `CREATE TRIGGER parents_stay BEFORE DELETE ON parents
     BEGIN SELECT RAISE(ABORT, 'parents stay'); END;`,
])

/** What drizzle-kit writes when a column gets a default: the table is made anew and swapped. */
const REBUILD = migration('0001_rebuild', [
  'PRAGMA foreign_keys=OFF;',
  `CREATE TABLE __new_parents (id text PRIMARY KEY NOT NULL, name text DEFAULT 'nobody') STRICT;`,
  'INSERT INTO __new_parents(id, name) SELECT id, name FROM parents;',
  'DROP TABLE parents;',
  'ALTER TABLE __new_parents RENAME TO parents;',
  'PRAGMA foreign_keys=ON;',
])

test('rebuilding a filled table loses no row, no child, no index and no trigger', () => {
  const tx = filled()
  const before = schemaOf(tx)

  migrate(tx, pendingMigrations(tx, [FIRST, REBUILD]), 2)

  expect(rowsOf(tx, 'parents')).toEqual([{ id: 'p1', name: 'Ada' }])
  expect(rowsOf(tx, 'children')).toEqual([{ id: 'c1', parent_id: 'p1' }])
  expect(schemaOf(tx)).toEqual(before)
  expect(() => tx.sqlite.exec("DELETE FROM parents WHERE id = 'p1'")).toThrow('parents stay')
  expect(tx.sqlite.pragma('foreign_keys', { simple: true })).toBe(1)
})

test('a migration that fails or leaves orphans changes nothing', () => {
  const tx = filled()
  for (const statements of [
    ['DROP TABLE children;', 'NONSENSE;'],
    ['DROP TRIGGER parents_stay;', 'DELETE FROM parents;'],
  ]) {
    const broken = migration('0001_broken', statements)
    expect(() => migrate(tx, pendingMigrations(tx, [FIRST, broken]), 2)).toThrow()
    expect(rowsOf(tx, 'children')).toEqual([{ id: 'c1', parent_id: 'p1' }])
    expect(pendingMigrations(tx, [FIRST, broken])).toHaveLength(1)
  }
})

test('a database from newer code, or from other code, is refused', () => {
  const tx = filled()
  migrate(tx, pendingMigrations(tx, [FIRST, REBUILD]), 2)
  expect(() => pendingMigrations(tx, [FIRST])).toThrow(DatabaseTooNew)
  expect(() => pendingMigrations(tx, [FIRST, { ...REBUILD, hash: 'other' }])).toThrow(
    DatabaseTooNew,
  )
})

test('an SQLite that can lose commits is refused', () => {
  expect(() => requireSafeVersion('3.51.2')).toThrow('3.51.3 or later is required, found 3.51.2')
  expect(() => requireSafeVersion('3.51.3')).not.toThrow()
  expect(() => requireSafeVersion('4.0.0')).not.toThrow()
})

test('a second writer is refused until the first gives the lock back', () => {
  const file = freshFile()
  const unlock = lockForWriting(file)
  expect(() => lockForWriting(file)).toThrow(DatabaseInUse)
  unlock()
  lockForWriting(file)()
})

function migration(tag: string, statements: string[]): Migration {
  return { tag, at: 0, hash: `${tag} ${statements.length}`, statements }
}

function freshFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-migrate-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'some.db')
}

function filled(): SqliteConnection {
  const tx = openWriter(freshFile())
  onTestFinished(() => void tx.sqlite.close())
  migrate(tx, pendingMigrations(tx, [FIRST]), 1)
  tx.sqlite.exec(
    `INSERT INTO parents VALUES ('p1', 'Ada'); INSERT INTO children VALUES ('c1', 'p1')`,
  )
  return tx
}

const rowsOf = ({ sqlite }: SqliteConnection, table: string) =>
  sqlite.prepare(`SELECT * FROM ${table}`).all()

const schemaOf = ({ sqlite }: SqliteConnection) =>
  sqlite.prepare('SELECT type, name, tbl_name FROM sqlite_master ORDER BY type, name').all()
