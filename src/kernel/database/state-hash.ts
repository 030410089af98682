// A shop's whole state as one hash: every row of every table by primary key, the kernel's bookkeeping
// and search indexes aside. Two databases with the same hash hold the same shop, whichever their engines.
import { createHash } from 'node:crypto'
import type { Connection } from './connection.ts'

export type StateHash = { hash: string; tables: Record<string, string> }

export async function stateHash(tx: Connection): Promise<StateHash> {
  const whole = createHash('sha256')
  const tables: Record<string, string> = {}
  for (const table of await stateTables(tx)) {
    const hash = createHash('sha256')
    for await (const row of rowsOf(tx, table)) hash.update(`${JSON.stringify(row)}\n`)
    tables[table] = hash.digest('hex')
    whole.update(`${table} ${tables[table]}\n`)
  }
  return { hash: whole.digest('hex'), tables }
}

/** Every table that is part of a shop's state, by name. */
export const stateTables = async (tx: Connection): Promise<string[]> =>
  (await tx.dialect.schema.tables(tx)).filter((name) => !name.startsWith('kernel_'))

export type Value = string | number | null

const ROWS_PER_PAGE = 1_000

/** Every row of a table in the order of its key, its values in the order of their columns' names. */
async function* rowsOf(tx: Connection, table: string): AsyncGenerator<Value[]> {
  const { all, key } = await tx.dialect.schema.columns(tx, table)
  const columns = [...all].sort()
  for await (const rows of pagesOf(tx, table, { columns, key }))
    for (const row of rows) yield columns.map((name) => row[name] ?? null)
}

/** Pages of a table's rows in the order of its key, from after the row whose key has these values. */
export async function* pagesOf(
  tx: Connection,
  table: string,
  { columns, key }: { columns: readonly string[]; key: readonly string[] },
  after: readonly Value[] = [],
): AsyncGenerator<Record<string, Value>[]> {
  const listed = (names: readonly string[]) => names.map(quoted).join(', ')
  const select = `SELECT ${listed(columns)} FROM ${quoted(table)}`
  const inOrder = `ORDER BY ${listed(key)} LIMIT ${ROWS_PER_PAGE}`
  const beyond = `WHERE (${listed(key)}) > (${key.map(() => '?').join(', ')})`
  for (let last = after; ; ) {
    const rows =
      last.length === 0
        ? await tx.rows<Record<string, Value>>(`${select} ${inOrder}`)
        : await tx.rows<Record<string, Value>>(`${select} ${beyond} ${inOrder}`, ...last)
    if (rows.length > 0) yield rows
    if (rows.length < ROWS_PER_PAGE) return
    const end = rows.at(-1) as Record<string, Value>
    last = key.map((name) => end[name] as Value)
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
