// The rows of a view's or a tally's table, and the statements that keep them.
import { type Column, getTableColumns, getTableName, type SQL, sql } from 'drizzle-orm'
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Connection } from './database/connection.ts'
import {
  inList,
  listOf,
  named,
  type Params,
  type Statement,
  statement,
  statementOfRows,
} from './database/statement.ts'

export type Row = Record<string, unknown>
export type Key = string | number

type Keyed = { keys: string }

/** The statements that keep a view's rows. */
export type RowStore = {
  put: (tx: Connection, rows: readonly Row[]) => Promise<void>
  byKeys: (tx: Connection, keys: readonly Key[]) => Promise<Row[]>
  removeKeys: (tx: Connection, keys: readonly Key[]) => Promise<void>
  remove: (tx: Connection, row: Row) => Promise<void>
  identity: (row: Row) => string
  same: (one: Row, other: Row) => boolean
}

export function rowStore(table: SQLiteTable, key: string, compares: boolean): RowStore {
  const columns = getTableColumns(table) as Record<string, Column>
  const names = Object.keys(columns)
  const keyColumn = columns[key] as Column
  const identityNames = primaryNames(table, columns)
  const identityColumns = identityNames.map((name) => columns[name] as Column)
  const restNames = names.filter((name) => !identityNames.includes(name))

  const upsert = statementOfRows((db, rows: Params<Row>[]) => {
    const insert = db.insert(table).values(rows.map((row) => named(names, row)) as never)
    if (restNames.length === 0) return insert.onConflictDoNothing()
    return insert.onConflictDoUpdate({
      target: identityColumns as never,
      set: Object.fromEntries(restNames.map((name) => [name, excluded(columns[name]!)])) as never,
      ...(compares ? {} : { setWhere: anyDiffers(restNames.map((name) => columns[name]!)) }),
    })
  })
  const select = statement((db, $: Params<Keyed>) =>
    db.select().from(table).where(inList(keyColumn, $.keys)),
  ) as Statement<Keyed, Row>
  const removeAll = statement((db, $: Params<Keyed>) =>
    db.delete(table).where(inList(keyColumn, $.keys)),
  )
  const removeOne = statement((db, $: Params<Row>) =>
    db.delete(table).where(
      sql.join(
        identityNames.map((name) => sql`${columns[name]} = ${$[name]}`),
        sql` and `,
      ),
    ),
  )

  return {
    put: async (tx, rows) => void (await upsert(tx, rows)),
    byKeys: (tx, keys) => select(tx, { keys: listOf(keys) }),
    removeKeys: async (tx, keys) => void (await removeAll(tx, { keys: listOf(keys) })),
    remove: async (tx, row) => void (await removeOne(tx, row)),
    identity: (row) => JSON.stringify(identityNames.map((name) => row[name])),
    same: (one, other) => names.every((name) => sameValue(one[name] ?? null, other[name] ?? null)),
  }
}

const sameValue = (one: unknown, other: unknown): boolean =>
  one === other ||
  (typeof one === 'object' && one !== null && JSON.stringify(one) === JSON.stringify(other))

/** The column's value in the row that was not inserted because one like it stands. */
export const excluded = (column: Column): SQL => sql`excluded.${sql.identifier(snakeCase(column))}`

const anyDiffers = (columns: readonly Column[]): SQL =>
  sql.join(
    columns.map((column) => sql`${column} is distinct from ${excluded(column)}`),
    sql` or `,
  )

const snakeCase = ({ name }: Column): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

export function primaryNames(table: SQLiteTable, columns: Record<string, Column>): string[] {
  const composite = getTableConfig(table).primaryKeys[0]?.columns.map(({ name }) => name)
  const names = Object.keys(columns)
  const primary = composite
    ? names.filter((name) => composite.includes(columns[name]!.name))
    : names.filter((name) => columns[name]!.primary)
  if (primary.length === 0) throw new Error(`${getTableName(table)} has no primary key.`)
  return primary
}
