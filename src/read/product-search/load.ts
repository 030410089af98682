// Finds products: by words, price at a moment, stock and collection, in the order that is asked for.
// A cursor is a place in that order, so a page neither repeats nor skips a product when others come.
import { sql } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { matchOf, matchQuery, wordsOf } from '#kernel/database/full-text.ts'
import { shapedStatement } from '#kernel/database/statement.ts'
import { ListRefused } from '#kernel/filter.ts'
import { cursorValues, extentOf, type OrderBy, type Page, type PageArgs } from '#kernel/page.ts'
import { loadSearchSynonyms, withSynonyms } from '#read/search-synonyms/load.ts'
import {
  and,
  conditionsOf,
  joinsOf,
  type ProductQuestion,
  type QuestionShape,
  type SearchOrder,
  shapeOf,
  sortOf,
  valuesOf,
} from './question.ts'
import { respelled } from './spelling.ts'
import { productSearchView } from './table.ts'

export { type ProductQuestion, SEARCH_ORDERS, type SearchOrder } from './question.ts'

/** A product in its place: `sort` is what the order goes by. */
export type FoundProduct = { id: string; serial: number; sort: string | number }

export const QUERY_LENGTH_MAX = 200
/** What a person typed, as a query; null where nothing was typed. Signs alone match nothing. */
export function queryOf(typed: string | null | undefined): string | null {
  if (typed == null || typed.trim() === '') return null
  if (typed.length <= QUERY_LENGTH_MAX) return matchQuery(typed)
  const found = `A query has at most ${QUERY_LENGTH_MAX} characters, found ${typed.length}.`
  throw new ListRefused(found, ['query'])
}

export const defaultOrderOf = ({ match }: ProductQuestion): OrderBy<SearchOrder> =>
  match === null ? { field: 'NAME', direction: 'ASC' } : { field: 'RELEVANCE', direction: 'DESC' }

/** With words that count as the same. */
export async function withOtherWords(
  tx: Connection,
  question: ProductQuestion,
  typed: string | null | undefined,
): Promise<ProductQuestion> {
  if (typed == null || question.match === null) return question
  const words = wordsOf(typed)
  const groups = words.length === 0 ? [] : await loadSearchSynonyms(tx)
  return groups.length === 0
    ? question
    : { ...question, match: matchOf(withSynonyms(words, groups)) }
}

/**
 * What is searched for instead of something that finds nothing at all: words of the catalog that are like those that
 * were typed, and what they are. Null where the question stands as it is.
 */
export async function corrected(
  tx: Connection,
  question: ProductQuestion,
  typed: string | null | undefined,
): Promise<{ question: ProductQuestion; corrected: string } | null> {
  if (typed == null || question.match === null || (await findsAny(tx, question))) return null
  const meant = await respelled(tx, typed)
  if (!meant) return null
  const instead = { ...question, match: meant.match }
  return (await findsAny(tx, instead)) ? { question: instead, corrected: meant.corrected } : null
}

/** Whatever else is asked of it: a filter that leaves nothing is no mistake in spelling. */
async function findsAny(tx: Connection, question: ProductQuestion): Promise<boolean> {
  const words = { ...question, price: null, inStock: null, collectionId: null }
  const window = { by: 'NAME', above: null, below: null, isIncluded: false } as const
  return (await run(tx, words, { ...window, descends: false, limit: 1 })).length > 0
}

export async function searchProducts(
  tx: Connection,
  question: ProductQuestion,
  args: PageArgs<SearchOrder>,
): Promise<Page<FoundProduct>> {
  const { size, isForward } = extentOf(args)
  const { field: by, direction } = args.orderBy ?? defaultOrderOf(question)
  if (by === 'RELEVANCE' && question.match === null)
    throw new ListRefused('The order RELEVANCE needs a query.', ['orderBy', 'field'])
  const isUp = direction === 'ASC'
  const after = placeOf(by, args.after, 'after')
  const before = placeOf(by, args.before, 'before')
  const rows = await run(tx, question, {
    by,
    above: isUp ? after : before,
    below: isUp ? before : after,
    isIncluded: false,
    descends: isUp !== isForward,
    limit: size + 1,
  })
  const goesOn = rows.length > size
  const shown = rows.slice(0, size)
  if (!isForward) shown.reverse()

  /** Whether a product stands at a cursor or beyond it, seen from this page. */
  const beyond = async (at: Connection, place: Place | null, isNext: boolean): Promise<boolean> => {
    if (!place) return false
    const side = isNext === isUp ? 'above' : 'below'
    const bound = { above: null, below: null, [side]: place }
    const window = { ...bound, by, isIncluded: true, descends: false, limit: 1 }
    return (await run(at, question, window)).length > 0
  }
  return {
    edges: shown.map((row) => ({ cursor: cursorOf(by, row), row })),
    hasNextPage: async (at) => (isForward && goesOn) || beyond(at, before, true),
    hasPreviousPage: async (at) => (!isForward && goesOn) || beyond(at, after, false),
  }
}

export async function countProducts(
  tx: Connection,
  question: ProductQuestion,
  by: SearchOrder,
): Promise<number> {
  const shape = shapeOf(question, by)
  const [counted] = await countAll(tx, JSON.stringify(shape), shape, valuesOf(question))
  return counted?.count ?? 0
}

type Place = { sort: string | number; serial: number }
type Window = {
  by: SearchOrder
  above: Place | null
  below: Place | null
  isIncluded: boolean
  descends: boolean
  limit: number
}
type Shape = QuestionShape & { descends: boolean; above: string | null; below: string | null }

function run(tx: Connection, question: ProductQuestion, window: Window): Promise<FoundProduct[]> {
  const { by, above, below, isIncluded, descends, limit } = window
  const shape: Shape = {
    ...shapeOf(question, by),
    descends,
    above: above && (isIncluded ? '>=' : '>'),
    below: below && (isIncluded ? '<=' : '<'),
  }
  const values = {
    ...valuesOf(question),
    aboveSort: above?.sort,
    aboveSerial: above?.serial,
    belowSort: below?.sort,
    belowSerial: below?.serial,
    limit,
  }
  return select(tx, JSON.stringify(shape), shape, values)
}

const select = shapedStatement((db, $, shape: Shape) => {
  const { serial } = productSearchView
  const sort = sortOf(shape)
  const place = sql`(${sort}, ${serial})`
  const conditions = conditionsOf(shape, $)
  if (shape.above)
    conditions.push(sql`${place} ${sql.raw(shape.above)} (${$.aboveSort}, ${$.aboveSerial})`)
  if (shape.below)
    conditions.push(sql`${place} ${sql.raw(shape.below)} (${$.belowSort}, ${$.belowSerial})`)
  const direction = sql.raw(shape.descends ? 'desc' : 'asc')
  const found = { id: productSearchView.id, serial, sort: sql<string | number>`${sort}` }
  const rows = db.select(found).from(productSearchView).$dynamic()
  for (const { table, on } of joinsOf(shape, $)) rows.innerJoin(table, on)
  return rows
    .where(and(conditions))
    .orderBy(sql`${sort} ${direction}`, sql`${serial} ${direction}`)
    .limit($.limit as never)
})

const countAll = shapedStatement((db, $, shape: QuestionShape) => {
  const count = sql<number>`count(*)`
  const counted = db.select({ count }).from(productSearchView).$dynamic()
  for (const { table, on } of joinsOf(shape, $)) counted.innerJoin(table, on)
  return counted.where(and(conditionsOf(shape, $)))
})

const cursorOf = (by: SearchOrder, { sort, serial }: Place): string =>
  Buffer.from(JSON.stringify([by, sort, serial])).toString('base64url')

/** What a cursor may hold of each order. */
const SORTS: Record<SearchOrder, (value: unknown) => boolean> = {
  RELEVANCE: Number.isFinite,
  NAME: (value) => typeof value === 'string',
  CREATED_AT: Number.isSafeInteger,
  PRICE: Number.isSafeInteger,
}

function placeOf(
  by: SearchOrder,
  cursor: string | null | undefined,
  argument: 'after' | 'before',
): Place | null {
  if (cursor == null) return null
  const [order, sort, serial] = cursorValues(cursor)
  if (order === by && SORTS[by](sort) && Number.isSafeInteger(serial))
    return { sort, serial } as Place
  const required = `\`${argument}\` must be a cursor of this search in the order ${by}.`
  throw new ListRefused(required, [argument])
}
