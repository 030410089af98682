// Finds products: by words, price at a moment, stock and collection, in the order that is asked for.
// A cursor is a place in that order, so a page neither repeats nor skips a product when others come.
import { sql } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { matchQuery } from '#kernel/database/full-text.ts'
import { shapedStatement } from '#kernel/database/statement.ts'
import { ListRefused } from '#kernel/filter.ts'
import type { Page } from '#kernel/page.ts'
import {
  and,
  conditionsOf,
  type ProductQuestion,
  type QuestionShape,
  type SearchOrder,
  shapeOf,
  sortOf,
  sourceOf,
  valuesOf,
} from './question.ts'
import { productSearchView } from './table.ts'

export { type ProductQuestion, SEARCH_ORDERS, type SearchOrder } from './question.ts'

export type FoundProduct = { id: string; serial: number; sort: string | number }

/** Which part of the results is wanted. */
export type Extent = {
  size: number
  isForward: boolean
  after: string | null
  before: string | null
}

export const QUERY_LENGTH_MAX = 200

/** What a person typed as a query; null where nothing was typed. Words of signs alone match nothing. */
export function queryOf(typed: string | null | undefined): string | null {
  if (typed == null || typed.trim() === '') return null
  if (typed.length > QUERY_LENGTH_MAX)
    throw new ListRefused(
      `A query has at most ${QUERY_LENGTH_MAX} characters, found ${typed.length}.`,
      ['query'],
    )
  return matchQuery(typed) ?? MATCHES_NOTHING
}

const MATCHES_NOTHING = '""'

export async function searchProducts(
  tx: Connection,
  question: ProductQuestion,
  { size, isForward, after, before }: Extent,
): Promise<Page<FoundProduct>> {
  const { by, descends } = question.order
  if (by === 'RELEVANCE' && question.match === null)
    throw new ListRefused('The order RELEVANCE needs a query.', ['orderBy', 'field'])
  const [lower, upper] = descends ? [before, after] : [after, before]
  const from = placeOf(by, lower, descends ? 'before' : 'after')
  const to = placeOf(by, upper, descends ? 'after' : 'before')
  const rows = await run(tx, question, {
    ...(from && { from: { ...from, isIncluded: false } }),
    ...(to && { to: { ...to, isIncluded: false } }),
    descends: descends === isForward,
    limit: size + 1,
  })
  const goesOn = rows.length > size
  const shown = rows.slice(0, size)
  if (!isForward) shown.reverse()

  /** Whether a product stands at the place or beyond it: `up` looks towards larger ones. */
  const beyond = async (at: Connection, place: Place | null, isUp: boolean): Promise<boolean> => {
    if (!place) return false
    const bound = { ...place, isIncluded: true }
    const side = isUp ? { from: bound } : { to: bound }
    return (await run(at, question, { ...side, descends: false, limit: 1 })).length > 0
  }
  return {
    edges: shown.map((row) => ({ cursor: cursorOf(by, row), row })),
    hasNextPage: async (at) => (isForward && goesOn) || beyond(at, descends ? from : to, !descends),
    hasPreviousPage: async (at) =>
      (!isForward && goesOn) || beyond(at, descends ? to : from, descends),
  }
}

export async function countProducts(tx: Connection, question: ProductQuestion): Promise<number> {
  const shape = shapeOf(question)
  const [counted] = await countAll(tx, JSON.stringify(shape), shape, valuesOf(question))
  return (counted as { count: number }).count
}

type Place = { sort: string | number; serial: number }
type Bound = Place & { isIncluded: boolean }
type Window = { from?: Bound; to?: Bound; descends: boolean; limit: number }
type Shape = QuestionShape & { descends: boolean; from: '' | '>' | '>='; to: '' | '<' | '<=' }

function run(tx: Connection, question: ProductQuestion, { from, to, descends, limit }: Window) {
  const shape: Shape = {
    ...shapeOf(question),
    descends,
    from: from ? (from.isIncluded ? '>=' : '>') : '',
    to: to ? (to.isIncluded ? '<=' : '<') : '',
  }
  return select(tx, JSON.stringify(shape), shape, {
    ...valuesOf(question),
    fromSort: from?.sort,
    fromSerial: from?.serial,
    toSort: to?.sort,
    toSerial: to?.serial,
    limit,
  })
}

const select = shapedStatement((db, $, shape: Shape) => {
  const sort = sortOf(shape)
  const { serial } = productSearchView
  const conditions = conditionsOf(shape, $)
  if (shape.from)
    conditions.push(
      sql`(${sort}, ${serial}) ${sql.raw(shape.from)} (${$.fromSort}, ${$.fromSerial})`,
    )
  if (shape.to)
    conditions.push(sql`(${sort}, ${serial}) ${sql.raw(shape.to)} (${$.toSort}, ${$.toSerial})`)
  const direction = sql.raw(shape.descends ? 'desc' : 'asc')
  return db
    .select({ id: productSearchView.id, serial, sort: sql<string | number>`${sort}` })
    .from(sourceOf(shape, $))
    .where(and(conditions))
    .orderBy(sql`${sort} ${direction}`, sql`${serial} ${direction}`)
    .limit($.limit as never)
})

const countAll = shapedStatement((db, $, shape: QuestionShape) =>
  db
    .select({ count: sql<number>`count(*)` })
    .from(sourceOf(shape, $))
    .where(and(conditionsOf(shape, $))),
)

const cursorOf = (by: SearchOrder, { sort, serial }: Place): string =>
  Buffer.from(JSON.stringify([by, sort, serial])).toString('base64url')

const CURSOR_LENGTH_MAX = 2_000

function placeOf(by: SearchOrder, cursor: string | null, argument: string): Place | null {
  if (cursor === null) return null
  const [order, sort, serial] = decoded(cursor)
  const fits = by === 'NAME' ? typeof sort === 'string' : typeof sort === 'number'
  if (order !== by || !fits || typeof serial !== 'number')
    throw new ListRefused(`\`${argument}\` must be a cursor of this search in the order ${by}.`, [
      argument,
    ])
  return { sort: sort as string | number, serial }
}

function decoded(cursor: string): unknown[] {
  if (cursor.length > CURSOR_LENGTH_MAX) return []
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}
