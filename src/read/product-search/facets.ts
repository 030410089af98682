// What a search could be narrowed to, with how many would be left: each kind counted as if nothing of its own
// kind had been chosen yet.
import { eq, sql } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { shapedStatement } from '#kernel/database/statement.ts'
import { collectionProductView } from '#read/collection/table.ts'
import { productPriceView } from '#read/product-price/table.ts'
import { countProducts } from './load.ts'
import {
  and,
  conditionsOf,
  holdsNow,
  joinsOf,
  type ProductQuestion,
  type QuestionShape,
  shapeOf,
  valuesOf,
} from './question.ts'
import { productSearchView } from './table.ts'

export type CollectionCount = { collectionId: string; count: number }
/** The lowest and the highest price of what was found, in minor units; null where nothing has one. */
export type PriceSpan = { min: number; max: number }

const COLLECTIONS_MAX = 50

/** The collections that most of what was found stands in. */
export function countByCollection(
  tx: Connection,
  question: ProductQuestion,
): Promise<CollectionCount[]> {
  const free = { ...question, collectionId: null }
  const shape = shapeOf(free, 'NAME')
  return byCollection(tx, JSON.stringify(shape), shape, valuesOf(free))
}

export async function countByStock(
  tx: Connection,
  question: ProductQuestion,
): Promise<{ inStock: number; soldOut: number }> {
  const count = (inStock: boolean) => countProducts(tx, { ...question, inStock }, 'NAME')
  return { inStock: await count(true), soldOut: await count(false) }
}

export async function priceSpan(
  tx: Connection,
  question: ProductQuestion,
): Promise<PriceSpan | null> {
  const free = { ...question, price: null }
  const shape = shapeOf(free, 'NAME')
  const values = { ...valuesOf(free), currency: question.orderCurrency }
  const [span] = await spanOf(tx, JSON.stringify(shape), shape, values)
  return span?.min != null && span.max != null ? { min: span.min, max: span.max } : null
}

const byCollection = shapedStatement((db, $, shape: QuestionShape) => {
  const { collectionId, productId } = collectionProductView
  const count = sql<number>`count(*)`
  const rows = db
    .select({ collectionId, count })
    .from(productSearchView)
    .innerJoin(collectionProductView, eq(productId, productSearchView.id))
    .$dynamic()
  for (const { table, on } of joinsOf(shape, $)) rows.innerJoin(table, on)
  return rows
    .where(and(conditionsOf(shape, $)))
    .groupBy(collectionId)
    .orderBy(sql`${count} desc`, collectionId)
    .limit(COLLECTIONS_MAX)
})

const spanOf = shapedStatement((db, $, shape: QuestionShape) => {
  const { amount, productId, currency } = productPriceView
  const rows = db
    .select({
      min: sql<number | null>`min(${amount})`,
      max: sql<number | null>`max(${amount})`,
    })
    .from(productSearchView)
    .innerJoin(productPriceView, eq(productId, productSearchView.id))
    .$dynamic()
  for (const { table, on } of joinsOf(shape, $)) rows.innerJoin(table, on)
  return rows.where(
    and([...conditionsOf(shape, $), sql`${currency} = ${$.currency}`, ...holdsNow($)]),
  )
})
