// What loaders are made of: rows of a view table in the order of the keys that were asked for, null
// where there is none, in one statement however many the keys.
import { type Column, getTableColumns, type Placeholder, sql } from 'drizzle-orm'
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
import type { Key } from './row-store.ts'

const nameOf = (table: SQLiteTable, column: Column): string =>
  Object.entries(table).find(([, found]) => found === column)?.[0] ?? column.name

/** One row a key, or null. */
export function rowsByKey<T extends SQLiteTable>(table: T, column: Column) {
  const name = nameOf(table, column)
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
  /** @param columns What is read of each row, the key's own column among them; all unless given. */
  return async (
    tx: Connection,
    keys: readonly Key[],
    columns?: readonly string[],
  ): Promise<(T['$inferSelect'] | null)[]> => {
    if (keys.length === 1 && !columns) {
      const [row = null] = await selectOne(tx, { key: keys[0] as Key })
      return [row as T['$inferSelect'] | null]
    }
    const list = { keys: listOf(keys) }
    const rows = (await (columns
      ? selectSome(tx, columns.join(), columns, list)
      : select(tx, list))) as Record<string, unknown>[]
    const byKey = new Map(rows.map((row) => [row[name], row]))
    return keys.map((key) => (byKey.get(key) as T['$inferSelect'] | undefined) ?? null)
  }
}

/** All rows of each key, in the order of `orderBy`. */
export function groupsByKey<T extends SQLiteTable>(
  table: T,
  column: Column,
  orderBy: readonly Column[],
) {
  const name = nameOf(table, column)
  const select = statement((db, $: Params<{ keys: string }>) =>
    db
      .select()
      .from(table)
      .where(inList(column, $.keys))
      .orderBy(...(orderBy as never[])),
  )
  return async (tx: Connection, keys: readonly Key[]): Promise<T['$inferSelect'][][]> => {
    const rows = (await select(tx, { keys: listOf(keys) })) as Record<string, unknown>[]
    const groups = new Map<unknown, Record<string, unknown>[]>(keys.map((key) => [key, []]))
    for (const row of rows) groups.get(row[name])?.push(row)
    return keys.map((key) => groups.get(key) as T['$inferSelect'][])
  }
}
