// Moves a shop from a file to PostgreSQL while it goes on: every row is copied, and what changes meanwhile is noted by
// triggers in the file and brought over until little is left. Only then must the shop stand still for a moment.
import { randomUUID } from 'node:crypto'
import type Sqlite from 'better-sqlite3'
import type { Connection } from './connection.ts'
import { putRows, type References, removeRows, withoutReferences } from './postgres/put-rows.ts'
import { sqliteOf } from './sqlite/sqlite-of.ts'
import { pagesOf, type Value } from './state-hash.ts'

/** What was found at either end keeps the shop from being moved. */
export class MoveImpossible extends Error {}

export type Move = {
  /** Copies every row, and goes on where a run before was cut short. */
  copy: (onRows: (table: string, rows: number) => void) => Promise<void>
  /** Brings over what has changed since it last looked; answers how many rows that were. */
  catchUp: () => Promise<number>
  /** Makes the references between tables anew, unlooked at: what is written from then on is checked. */
  refer: () => Promise<void>
  /** Looks whether every row refers to what is there. */
  validate: () => Promise<void>
  /** Takes away what was added to either end for the move. */
  tidy: () => Promise<void>
}

/** Takes out of a file what a move has added that goes on no more. */
export const giveUpMove = (from: Connection): void => forget(sqliteOf(from))

/** A table and what names a row of it. */
type Moved = { table: string; columns: string[]; key: string[] }

/** Of each engine's own. */
const STAYS = ['kernel_migrations', 'kernel_writer', 'kernel_move']
const CHANGES = '_move_changes'
const ROWS_AT_ONCE = 1_000

/**
 * @param from The file, opened to be written: triggers are added to it.
 * @param to Migrated, and empty where the move does not go on.
 */
export async function beginMove(from: Connection, to: Connection): Promise<Move> {
  const sqlite = sqliteOf(from)
  const tables = await movedTables(from, to)
  const progress = await progressIn(to)
  await requireSameMove(sqlite, to, progress)
  note(sqlite, tables)
  if (progress.get('references') === undefined)
    await inTransaction(to, async () =>
      progress.set('references', JSON.stringify(await withoutReferences(to))),
    )
  const { make, validate } = JSON.parse(progress.get('references') as string) as References

  // Of a table stands there what stood here at one moment, or a part of it: what is unique is never there twice.
  const step = (work: () => Promise<void>): Promise<void> =>
    atOneMoment(sqlite, () => inTransaction(to, work))

  const changesOf = sqlite.prepare(
    `SELECT key, max(id) AS latest FROM ${CHANGES} WHERE name = ? AND id > ? GROUP BY key`,
  )
  async function bringOverChanges(moved: Moved): Promise<number> {
    const place = `changes of ${moved.table}`
    const after = Number(progress.get(place) ?? 0)
    const changed = changesOf.all(moved.table, after) as { key: string; latest: number }[]
    if (changed.length === 0) return 0
    const keys = changed.map(({ key }) => JSON.parse(key) as Value[])
    await bringOver(sqlite, to, moved, keys)
    const latest = changed.reduce((most, each) => Math.max(most, each.latest), after)
    await progress.set(place, String(latest))
    return changed.length
  }

  async function catchUp(): Promise<number> {
    let changes = 0
    await step(async () => {
      for (const moved of tables) changes += await bringOverChanges(moved)
    })
    return changes
  }

  async function copyTable(moved: Moved, onRows: (rows: number) => void): Promise<void> {
    const { table, columns, key } = moved
    const place = progress.get(`copied ${table}`)
    if (place === 'ALL') return
    const after = place === undefined ? [] : (JSON.parse(place) as Value[])
    const pages = pagesOf(from, table, { columns, key }, after)
    let rows: Record<string, Value>[]
    do {
      rows = []
      await step(async () => {
        await bringOverChanges(moved)
        rows = (await pages.next()).value ?? []
        await putRows(to, table, key, rows)
        const last = rows.at(-1)
        await progress.set(
          `copied ${table}`,
          last ? JSON.stringify(key.map((name) => last[name])) : 'ALL',
        )
      })
      onRows(rows.length)
    } while (rows.length > 0)
  }

  return {
    copy: async (onRows) => {
      for (const moved of tables) await copyTable(moved, (rows) => onRows(moved.table, rows))
    },
    catchUp,
    refer: async () => {
      for (const statement of make) await to.rows(statement)
    },
    validate: async () => {
      for (const statement of validate) await to.rows(statement)
    },
    tidy: async () => {
      forget(sqlite)
      await to.rows('DROP TABLE kernel_move')
    },
  }
}

/** Tables that both have, with their keys. */
async function movedTables(from: Connection, to: Connection): Promise<Moved[]> {
  const [own, theirs] = [await tablesOf(from), await tablesOf(to)]
  const lacking = own.filter((table) => !theirs.includes(table))
  if (lacking.length > 0)
    throw new MoveImpossible(
      `PostgreSQL has no table ${lacking.join(', ')}. Move with the release and the MODULES that the shop is served with.`,
    )
  const moved: Moved[] = []
  for (const table of own) {
    const { all, key } = await from.dialect.schema.columns(from, table)
    moved.push({ table, columns: all, key })
  }
  return moved
}

const tablesOf = async (of: Connection): Promise<string[]> =>
  (await of.dialect.schema.tables(of)).filter((name) => !STAYS.includes(name))

type Progress = {
  get: (name: string) => string | undefined
  set: (name: string, value: string) => Promise<void>
}

/** How far the move has come stands where the rows go, in their own transactions. */
async function progressIn(to: Connection): Promise<Progress> {
  await to.rows(
    'CREATE TABLE IF NOT EXISTS kernel_move (name text PRIMARY KEY, value text NOT NULL)',
  )
  const rows = await to.rows<{ name: string; value: string }>('SELECT name, value FROM kernel_move')
  const known = new Map(rows.map(({ name, value }) => [name, value]))
  return {
    get: (name) => known.get(name),
    set: async (name, value) => {
      await to.rows(
        'INSERT INTO kernel_move VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
        name,
        value,
      )
      known.set(name, value)
    },
  }
}

/** What goes on must have begun with this file; what begins must find nothing there. */
async function requireSameMove(
  sqlite: Sqlite.Database,
  to: Connection,
  progress: Progress,
): Promise<void> {
  const begun = hasTable(sqlite, CHANGES)
    ? (sqlite.prepare('SELECT id FROM _move').pluck().get() as string)
    : null
  const known = progress.get('move')
  if (known !== undefined && known === begun) return
  if (known !== undefined)
    throw new MoveImpossible('Another shop is being moved there. Give an empty database.')
  const [counted] = await to.rows<{ count: number }>('SELECT count(*) AS count FROM kernel_journal')
  if (counted && counted.count > 0)
    throw new MoveImpossible('There is a shop already. Give an empty database.')
  if (begun !== null) forget(sqlite) // Of a move to elsewhere, that was given up.
  const move = randomUUID()
  sqlite.exec(`CREATE TABLE _move (id TEXT NOT NULL);
    CREATE TABLE ${CHANGES} (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, key TEXT NOT NULL);
    CREATE INDEX ${CHANGES}_of ON ${CHANGES} (name, id)`)
  sqlite.prepare('INSERT INTO _move VALUES (?)').run(move)
  await progress.set('move', move)
}

const hasTable = (sqlite: Sqlite.Database, name: string): boolean =>
  sqlite.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(name) !== undefined

const quoted = (name: string): string => `"${name}"`
const keyOf = (row: 'NEW' | 'OLD', key: readonly string[]): string =>
  `json_array(${key.map((name) => `${row}.${quoted(name)}`).join(', ')})`

/** Notes from now on which rows change. */
function note(sqlite: Sqlite.Database, tables: readonly Moved[]): void {
  const noted = (table: string, row: 'NEW' | 'OLD', key: readonly string[]) =>
    `INSERT INTO ${CHANGES} (name, key) VALUES ('${table}', ${keyOf(row, key)});`
  sqlite.exec('BEGIN IMMEDIATE')
  for (const { table, key } of tables)
    for (const [when, does] of [
      ['INSERT', noted(table, 'NEW', key)],
      ['DELETE', noted(table, 'OLD', key)],
      ['UPDATE', noted(table, 'OLD', key) + noted(table, 'NEW', key)],
    ])
      sqlite.exec(
        `CREATE TRIGGER IF NOT EXISTS ${quoted(`_move_${when}_${table}`)} AFTER ${when} ON ${quoted(table)} BEGIN ${does} END`,
      )
  sqlite.exec('COMMIT')
}

/** Takes what a move has added out of the file. */
function forget(sqlite: Sqlite.Database): void {
  const triggers = sqlite
    .prepare(
      "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '\\_move\\_%' ESCAPE '\\'",
    )
    .pluck()
    .all() as string[]
  sqlite.exec(
    `BEGIN IMMEDIATE; ${triggers.map((name) => `DROP TRIGGER ${quoted(name)};`).join(' ')}
     DROP TABLE IF EXISTS ${CHANGES}; DROP TABLE IF EXISTS _move; COMMIT`,
  )
}

/** Rows by their keys as they stand now; those that stand no more go. */
async function bringOver(
  sqlite: Sqlite.Database,
  to: Connection,
  { table, columns, key }: Moved,
  keys: readonly (readonly Value[])[],
): Promise<void> {
  const one = sqlite.prepare(
    `SELECT ${columns.map(quoted).join(', ')} FROM ${quoted(table)} WHERE ${key.map((name) => `${quoted(name)} = ?`).join(' AND ')}`,
  )
  // What is unique may have gone from one row to another: all of them leave before any comes back.
  for (const some of partsOf(keys)) await removeRows(to, table, key, some)
  for (const some of partsOf(keys)) {
    const stand = some.map((values) => one.get(...values) as Record<string, Value> | undefined)
    await putRows(
      to,
      table,
      key,
      stand.filter((row) => row !== undefined),
    )
  }
}

function* partsOf<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += ROWS_AT_ONCE) yield all.slice(at, at + ROWS_AT_ONCE)
}

/** Everything that `work` reads of the file is of one moment. */
async function atOneMoment<T>(sqlite: Sqlite.Database, work: () => Promise<T>): Promise<T> {
  sqlite.exec('BEGIN')
  try {
    return await work()
  } finally {
    sqlite.exec('COMMIT')
  }
}

async function inTransaction(
  { transaction }: Connection,
  work: () => Promise<void>,
): Promise<void> {
  await transaction.begin()
  try {
    await work()
    await transaction.commit()
  } catch (fault) {
    if (transaction.isOpen) await transaction.rollback()
    throw fault
  }
}
