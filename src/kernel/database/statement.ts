// Every query goes through here: prepared once a connection, started at once, a native promise of
// rows. What is written here is all that the rest of the code knows of how an engine runs SQL.
import { type Column, getTableColumns, type Placeholder, type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Buildable, Connection, Database } from './connection.ts'
import { dialect, inDialect } from './dialect.ts'
import { type Prepared, placeholderOf, type Values } from './prepared.ts'

export type Params<P> = { readonly [Name in keyof P & string]-?: Placeholder<Name> }
export type Statement<P, Row> = (tx: Connection, params: P) => Promise<Row[]>

/** What Drizzle's builders have in common; those without RETURNING promise no rows. */
type Built<Row> = { prepare(): { all(values?: Values): Row[] | unknown } }
type RowsOf<B> = B extends { prepare(): { all(values?: never): (infer Row)[] } } ? Row : never

const placeholdersOf = (row: number) =>
  new Proxy({}, { get: (_, name) => sql.placeholder(placeholderOf(row, String(name))) })
const placeholders = placeholdersOf(0)
let statements = 0

/**
 * Declares a statement. `build` runs once a connection; `$.name` stands for the parameter `name`.
 * @example const cartById = statement((db, $: Params<{ id: string }>) =>
 *   db.select().from(carts).where(eq(carts.id, $.id)))
 */
export function statement<P extends Values, B extends Built<unknown>>(
  build: (db: Database, $: Params<P>) => B,
): Statement<P, RowsOf<B>> {
  const number = statements++
  return (tx, params) => {
    tx.prepared[number] ??= preparedOn(tx, () => build(tx.db, placeholders as Params<P>))
    const ready = tx.prepared[number] as Prepared
    return settled(tx, ready, [params]) as Promise<RowsOf<B>[]>
  }
}

/** At most so many rows are written by one statement where each number of them has a text of its own. */
const COUNTS_MAX = 16

/**
 * Declares a statement that writes rows: `build` gets the placeholders of each row, and runs once a
 * connection for each number of rows, or once for any number. What a row leaves out is null.
 */
export function statementOfRows<P extends Values, B extends Built<unknown>>(
  build: (db: Database, rows: Params<P>[]) => B,
): (tx: Connection, rows: readonly P[]) => Promise<RowsOf<B>[]> {
  const first = statements
  statements += COUNTS_MAX
  const write = (tx: Connection, rows: readonly P[]) => {
    const count = tx.dialect.takesArrays ? 1 : rows.length
    const number = first + count - 1
    tx.prepared[number] ??= preparedOn(
      tx,
      () =>
        build(
          tx.db,
          Array.from({ length: count }, (_, row) => placeholdersOf(row) as Params<P>),
        ),
      { isWhole: false },
    )
    const ready = tx.prepared[number] as Prepared
    return settled(tx, ready, rows) as Promise<RowsOf<B>[]>
  }
  return async (tx, rows) => {
    const { rowsMax } = tx.dialect
    const answers: RowsOf<B>[] = []
    for (let at = 0; at < rows.length; at += rowsMax)
      answers.push(...(await write(tx, rows.slice(at, at + rowsMax))))
    return answers
  }
}

/** Statements of all shapes that a connection keeps; those longest unused go first. */
const SHAPES_MAX = 256
const shaped = new WeakMap<Connection, Map<string, Prepared>>()

/**
 * A statement whose text follows from a shape that is known only when it is asked, such as which
 * filters a list is given: prepared once a shape and connection, for as long as it stays in use.
 * @param key Says the shape in full: two shapes with one key would share a text.
 */
export function shapedStatement<Shape, B extends Built<unknown>>(
  build: (db: Database, $: Params<Values>, shape: Shape) => B,
): (tx: Connection, key: string, shape: Shape, params: Values) => Promise<RowsOf<B>[]> {
  const number = statements++
  return (tx, key, shape, params) => {
    const kept = shaped.get(tx) ?? new Map<string, Prepared>()
    shaped.set(tx, kept)
    const name = `${number} ${key}`
    const ready =
      kept.get(name) ?? preparedOn(tx, () => build(tx.db, placeholders as Params<Values>, shape))
    kept.delete(name)
    kept.set(name, ready)
    if (kept.size > SHAPES_MAX) kept.delete(kept.keys().next().value as string)
    return settled(tx, ready, [params]) as Promise<RowsOf<B>[]>
  }
}

/** Inserts rows whole: a column that a row leaves out is null. */
export function insertInto<T extends SQLiteTable>(
  table: T,
): (tx: Connection, rows: readonly T['$inferInsert'][]) => Promise<void> {
  const columns = Object.keys(getTableColumns(table))
  const insert = statementOfRows((db, rows: Params<Values>[]) =>
    db.insert(table).values(rows.map((row) => named(columns, row)) as never),
  )
  return async (tx, rows) => void (await insert(tx, rows))
}

/** What a row holds under each of these names. */
export const named = (names: readonly string[], row: Values): Values =>
  Object.fromEntries(names.map((name) => [name, row[name]]))

const preparedOn = (tx: Connection, build: () => Buildable, how = { isWhole: true }): Prepared =>
  inDialect(tx.dialect, () => tx.prepare(build(), how))

/** `column in list`, where the list is one parameter: a statement serves lists of any length. */
export const inList = (column: Column | SQL, list: Placeholder): SQL =>
  dialect().inList(column, list)

/** The same where few values are true of many rows: it is looked at row by row, never through an index. */
export const inListUnindexed = (column: Column, list: Placeholder): SQL =>
  dialect().inListUnindexed(column, list)

/** A list as the parameter that `inList` takes. */
export const listOf = (values: readonly (string | number)[]): string => JSON.stringify(values)

/** A parameter encoded as the column stores it, for `set` and comparisons. */
export const as = (column: Column, parameter: Placeholder): SQL =>
  sql`${sql.param(parameter, column)}`

/** Runs now, and answers by a promise. */
async function settled(
  tx: Connection,
  ready: Prepared,
  rows: readonly Values[],
): Promise<unknown[]> {
  tx.executed++
  return tx.isReader ? ready(rows, tx) : slowly(tx, ready, rows)
}

/**
 * Takes some ticks to settle: a handler that returns without awaiting it returns before that, and is caught.
 * On an asynchronous engine its write would be lost.
 */
async function slowly(
  tx: Connection,
  ready: Prepared,
  rows: readonly Values[],
): Promise<unknown[]> {
  tx.pending++
  try {
    const result = await ready(rows, tx)
    await undefined
    await undefined
    return result
  } finally {
    tx.pending--
  }
}
