// What loaders are made of: rows of a view table in the order of the keys that were asked for, null
// where there is none, in one statement however many the keys.
import { type Column, getTableColumns, getTableName, type Placeholder, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Connection } from './database/connection.ts'
import type { Values } from './database/prepared.ts'
import {
  inList,
  listOf,
  named,
  type Params,
  shapedStatement,
  statement,
} from './database/statement.ts'
import type { Key, Row } from './row-store.ts'

const nameOf = (table: SQLiteTable, column: Column): string =>
  Object.entries(table).find(([, found]) => found === column)?.[0] ?? column.name

export type RowsByKey<R> = {
  /** @param columns What is needed of each row, the key's own column among them; all unless given. */
  (tx: Connection, keys: readonly Key[], columns?: readonly string[]): Promise<(R | null)[]>
  /** A row that is kept from an earlier snapshot and the same in this; undefined where it must be read. */
  kept: (tx: Connection, key: Key) => R | undefined
}

/** One row a key, or null. */
export function rowsByKey<T extends SQLiteTable>(
  table: T,
  column: Column,
): RowsByKey<T['$inferSelect']> {
  const name = nameOf(table, column)
  const tableName = getTableName(table)
  const keptRow = ({ moment }: Connection, key: Key) =>
    moment?.kept.row(tableName, name, key, moment)
  const selectOne = statement((db, $: Params<{ key: Key }>) =>
    db.select().from(table).where(sql`${column} = ${$.key}`),
  )
  const select = statement((db, $: Params<{ keys: string }>) =>
    db.select().from(table).where(inList(column, $.keys)),
  )
  const selectSome = shapedStatement((db, $: Params<Values>, columns: readonly string[]) =>
    db
      .select(named(columns, getTableColumns(table)) as Record<string, SQLiteColumn>)
      .from(table)
      .where(inList(column, $.keys as Placeholder)),
  )
  async function rowsOf(
    tx: Connection,
    keys: readonly Key[],
    columns?: readonly string[],
  ): Promise<Row[]> {
    if (columns) return selectSome(tx, columns.join(), columns, { keys: listOf(keys) })
    const rows: Row[] =
      keys.length === 1
        ? await selectOne(tx, { key: keys[0] as Key })
        : await select(tx, { keys: listOf(keys) })
    tx.moment?.kept.keep(tableName, name, rows, tx.moment)
    return rows
  }

  async function load(tx: Connection, keys: readonly Key[], columns?: readonly string[]) {
    const found = new Map<unknown, Row>()
    const missing: Key[] = []
    for (const key of keys) {
      const row = keptRow(tx, key)
      if (row) found.set(key, row)
      else missing.push(key)
    }
    if (missing.length > 0)
      for (const row of await rowsOf(tx, missing, columns)) found.set(row[name], row)
    return keys.map((key) => (found.get(key) as T['$inferSelect'] | undefined) ?? null)
  }

  return Object.assign(load, { kept: keptRow as RowsByKey<T['$inferSelect']>['kept'] })
}

export type GroupsByKey<R> = {
  (tx: Connection, keys: readonly Key[]): Promise<(readonly R[])[]>
  kept: (tx: Connection, key: Key) => readonly R[] | undefined
}

/** All rows of each key, in the order of `orderBy`. */
export function groupsByKey<T extends SQLiteTable>(
  table: T,
  column: Column,
  orderBy: readonly Column[],
): GroupsByKey<T['$inferSelect']> {
  type Group = readonly T['$inferSelect'][]
  const name = nameOf(table, column)
  const tableName = getTableName(table)
  const keptGroup = ({ moment }: Connection, key: Key) =>
    moment?.kept.group(tableName, name, key, moment) as Group | undefined
  const select = statement((db, $: Params<{ keys: string }>) =>
    db
      .select()
      .from(table)
      .where(inList(column, $.keys))
      .orderBy(...(orderBy as never[])),
  )

  async function load(tx: Connection, keys: readonly Key[]): Promise<Group[]> {
    const found = new Map<Key, Group>()
    const missing = new Map<unknown, Row[]>()
    for (const key of keys) {
      const group = keptGroup(tx, key)
      if (group) found.set(key, group)
      else missing.set(key, [])
    }
    if (missing.size > 0) {
      const read: Row[] = await select(tx, { keys: listOf([...missing.keys()] as Key[]) })
      for (const row of read) missing.get(row[name])?.push(row)
    }
    for (const [key, rows] of missing as Map<Key, Row[]>) {
      tx.moment?.kept.keepGroup(tableName, name, key, rows, tx.moment)
      found.set(key, rows as Group)
    }
    return keys.map((key) => found.get(key) as Group)
  }

  return Object.assign(load, { kept: keptGroup })
}
