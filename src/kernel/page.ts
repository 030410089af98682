// Pages of a list: filtered, in a named order, from a cursor on. A cursor is a place in the order, not
// a count, so a page neither repeats nor skips a row when others come or go.
import { asc, type Column, desc, getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Connection } from './database/connection.ts'
import { named, type Params, shapedStatement } from './database/statement.ts'
import {
  conditionOf,
  type Filters,
  ListRefused,
  type Plan,
  planOf,
  type Term,
  type Where,
} from './filter.ts'
import { wellFormed } from './input.ts'
import type { RowsByKey } from './load.ts'
import type { Key } from './row-store.ts'

export const PAGE_SIZE_MAX = 100
export const PAGE_SIZE_DEFAULT = 20

/** Columns that are never null and together unique; an index has them in this order. */
export type Ordering = { readonly columns: readonly Column[]; readonly description: string }
export const ordering = (description: string, ...columns: Column[]): Ordering => ({
  columns,
  description,
})

export type Direction = 'ASC' | 'DESC'
export type OrderBy<Name extends string = string> = { field: Name; direction: Direction }

export type PageArgs<Name extends string = string> = {
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
  where?: Where | null | undefined
  orderBy?: OrderBy<Name> | null | undefined
}

export type Page<Row> = {
  readonly edges: readonly { readonly cursor: string; readonly row: Row }[]
  /** Looks only where the page itself does not tell. */
  readonly hasNextPage: (tx: Connection) => Promise<boolean>
  readonly hasPreviousPage: (tx: Connection) => Promise<boolean>
}

export type Listing<Row, Name extends string = string> = {
  readonly filters: Filters
  readonly orders: Readonly<Record<Name, Ordering>>
  readonly defaultOrder: OrderBy<Name>
  readonly page: (tx: Connection, args: PageArgs<Name>) => Promise<Page<Row>>
  readonly count: (tx: Connection, where?: Where | null) => Promise<number>
}

/** What makes the text of a list's statement; the values come as parameters. */
type Shape = {
  term: Term
  order: string
  descends: boolean
  /** Which of the bounds are there, and whether each includes the row that it names. */
  after: '' | '>' | '>='
  before: '' | '<' | '<='
}

/** Declares a list over a view's table. An edge derives its arguments from what is declared. */
export function listing<T extends SQLiteTable, Name extends string>(declared: {
  table: T
  filters: Filters
  orders: Readonly<Record<Name, Ordering>>
  defaultOrder: OrderBy<NoInfer<Name>>
  /** Gives the rows by this key, for lists of which most rows are kept already: a page then reads no more than keys. */
  rows?: { key: keyof T['$inferSelect'] & string; load: RowsByKey<T['$inferSelect']> }
}): Listing<T['$inferSelect'], Name> {
  const { table, filters, orders, defaultOrder, rows: whole } = declared
  const sortKeys = new Map<string, string[]>()
  for (const [name, { columns }] of Object.entries<Ordering>(orders))
    sortKeys.set(name, requireSortable(table, name, columns))

  const orderNamed = (name: string) => (orders as Readonly<Record<string, Ordering>>)[name]
  const columnsOf = (name: string) => (orderNamed(name) as Ordering).columns

  const read = whole ? named([whole.key], getTableColumns(table)) : getTableColumns(table)
  const select = shapedStatement((db, $, shape: Shape) =>
    db
      .select(read as Record<string, SQLiteColumn>)
      .from(table)
      .where(conditionsOf(shape, $))
      .orderBy(...columnsOf(shape.order).map((column) => (shape.descends ? desc : asc)(column)))
      .limit($.limit as never),
  )
  const countAll = shapedStatement((db, $, term: Term) =>
    db
      .select({ count: sql<number>`count(*)` })
      .from(table)
      .where(conditionOf(filters, term, $)),
  )

  function conditionsOf(shape: Shape, $: Params<Record<string, unknown>>): SQL {
    const columns = columnsOf(shape.order)
    const parts = [conditionOf(filters, shape.term, $)]
    if (shape.after) parts.push(compared(columns, shape.after, 'after', $))
    if (shape.before) parts.push(compared(columns, shape.before, 'before', $))
    return sql.join(parts, sql` and `)
  }

  async function page(tx: Connection, args: PageArgs<Name>): Promise<Page<T['$inferSelect']>> {
    const { size, isForward } = extentOf(args)
    const { field, direction } = args.orderBy ?? defaultOrder
    const order = orderNamed(field)
    if (!order) throw new ListRefused(`There is no order ${field}.`, ['orderBy', 'field'])
    const plan = planOf(filters, args.where)
    const isUp = direction === 'ASC'
    const after = placeOf(field, order, args.after, 'after')
    const before = placeOf(field, order, args.before, 'before')
    const rows = await run(tx, {
      plan,
      order: field,
      descends: isUp !== isForward,
      [isUp ? 'after' : 'before']: after && { place: after, isIncluded: false },
      [isUp ? 'before' : 'after']: before && { place: before, isIncluded: false },
      limit: size + 1,
    })
    const goesOn = rows.length > size
    const found = rows.slice(0, size)
    if (!isForward) found.reverse()
    const shown = whole ? await wholeRows(tx, found, whole) : found

    /** Whether a row stands at a cursor or beyond it, seen from this page. */
    const beyond = async (place: Place | null, isNext: boolean, at: Connection) => {
      if (!place) return false
      const side = isNext === isUp ? 'after' : 'before'
      const found = await run(at, {
        plan,
        order: field,
        descends: false,
        [side]: { place, isIncluded: true },
        limit: 1,
      })
      return found.length > 0
    }
    return {
      edges: shown.map((row) => new Edge(row, sortKeys.get(field) as string[], field)),
      hasNextPage: async (at) => (isForward && goesOn) || beyond(before, true, at),
      hasPreviousPage: async (at) => (!isForward && goesOn) || beyond(after, false, at),
    }
  }

  function run(tx: Connection, { plan, order, descends, after, before, limit }: Run) {
    const shape: Shape = {
      term: plan.term,
      order,
      descends,
      after: after ? (after.isIncluded ? '>=' : '>') : '',
      before: before ? (before.isIncluded ? '<=' : '<') : '',
    }
    const values: Record<string, unknown> = { ...plan.values, limit }
    for (const [at, value] of (after?.place ?? []).entries()) values[`after${at}`] = value
    for (const [at, value] of (before?.place ?? []).entries()) values[`before${at}`] = value
    return select(tx, JSON.stringify(shape), shape, values) as Promise<T['$inferSelect'][]>
  }

  async function count(tx: Connection, where?: Where | null): Promise<number> {
    const { term, values } = planOf(filters, where)
    const [counted] = await countAll(tx, JSON.stringify(term), term, values)
    return (counted as { count: number }).count
  }

  return { filters, orders, defaultOrder, page, count }
}

/** In one snapshot each of them has its row. */
const wholeRows = async <Row extends Record<string, unknown>>(
  tx: Connection,
  found: readonly Row[],
  { key, load }: { key: keyof Row & string; load: RowsByKey<Row> },
): Promise<Row[]> =>
  (await load(
    tx,
    found.map((row) => row[key] as Key),
  )) as Row[]

class Edge<Row extends Record<string, unknown>> {
  readonly row: Row
  readonly #sortKeys: readonly string[]
  readonly #order: string

  constructor(row: Row, sortKeys: readonly string[], order: string) {
    this.row = row
    this.#sortKeys = sortKeys
    this.#order = order
  }

  /** Made when somebody asks: most pages are asked for their last one alone. */
  get cursor(): string {
    return cursorFor(
      this.#order,
      this.#sortKeys.map((key) => this.row[key]),
    )
  }
}

type Place = readonly (string | number)[]
type Limit = { place: Place; isIncluded: boolean } | null
type Run = {
  plan: Plan
  order: string
  descends: boolean
  after?: Limit
  before?: Limit
  limit: number
}

export function extentOf({ first, last }: PageArgs): { size: number; isForward: boolean } {
  if (first != null && last != null)
    throw new ListRefused('Either `first` or `last` can be given, found both.', ['last'])
  const size = first ?? last ?? PAGE_SIZE_DEFAULT
  const path = [last != null ? 'last' : 'first']
  if (!Number.isInteger(size) || size < 1)
    throw new ListRefused(`A page has at least 1 entry, found ${size}.`, path)
  if (size > PAGE_SIZE_MAX)
    throw new ListRefused(
      `A page has at most ${PAGE_SIZE_MAX} entries, found ${size}.`,
      path,
      'PAGE_TOO_LARGE',
    )
  return { size, isForward: last == null }
}

/** The columns against a place, as one comparison that an index on them answers. */
const compared = (
  columns: readonly Column[],
  operator: '>' | '>=' | '<' | '<=',
  name: 'after' | 'before',
  $: Params<Record<string, unknown>>,
): SQL => {
  const left = sql.join([...columns], sql`, `)
  const right = sql.join(
    columns.map((_, at) => sql`${$[`${name}${at}`]}`),
    sql`, `,
  )
  return sql`(${left}) ${sql.raw(operator)} (${right})`
}

/** The names of an order's columns in a row. Nulls and flags have no place in an order. */
function requireSortable(table: SQLiteTable, name: string, columns: readonly Column[]): string[] {
  const keys = new Map(Object.entries(getTableColumns(table)).map(([key, column]) => [column, key]))
  return columns.map((column) => {
    const key = keys.get(column as never)
    if (key && column.notNull && /^(string|number)$/.test(column.dataType)) return key
    throw new Error(`The order ${name} can not have the column ${column.name}.`)
  })
}

/** The place that a cursor of this order names; any other text is refused. */
function placeOf(
  name: string,
  { columns }: Ordering,
  cursor: string | null | undefined,
  argument: 'after' | 'before',
): Place | null {
  if (cursor == null) return null
  const [order, ...place] = cursorValues(cursor)
  const fits =
    order === name &&
    place.length === columns.length &&
    columns.every(({ dataType }, at) =>
      dataType === 'number' ? Number.isSafeInteger(place[at]) : typeof place[at] === dataType,
    )
  if (!fits)
    throw new ListRefused(`\`${argument}\` must be a cursor of this list in the order ${name}.`, [
      argument,
    ])
  return place as (string | number)[]
}

/** A place in a list in some order. */
export const cursorFor = (order: string, place: readonly unknown[]): string =>
  Buffer.from(JSON.stringify([order, ...place])).toString('base64url')

const CURSOR_LENGTH_MAX = 2_000

/** What a cursor holds; nothing where it is no cursor, or holds text that no column could. */
export function cursorValues(cursor: string): unknown[] {
  if (cursor.length > CURSOR_LENGTH_MAX) return []
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (!Array.isArray(values)) return []
    return values.every((value) => typeof value !== 'string' || wellFormed(value)) ? values : []
  } catch {
    return []
  }
}
