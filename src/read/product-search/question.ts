// What can be asked of the search, and the condition that it becomes. The shape of a question makes
// the statement's text, its values come as parameters: equal shapes share one prepared statement.
import { type SQL, sql } from 'drizzle-orm'
import type { ProductStatus } from '#domain/product-status.ts'
import { matchesOf } from '#kernel/database/full-text.ts'
import { inList, listOf, type Params } from '#kernel/database/statement.ts'
import { cartReservationView } from '#read/cart-reservation/table.ts'
import { collectionProductView } from '#read/collection/table.ts'
import { productPriceView } from '#read/product-price/table.ts'
import { variantView } from '#read/variant/table.ts'
import { variantStockView } from '#read/variant-stock/table.ts'
import { productSearchView, productWords } from './table.ts'

export const SEARCH_ORDERS = {
  RELEVANCE: 'By how well the words fit: the name counts most, then SKUs and variants.',
  NAME: 'By name, case and marks aside.',
  CREATED_AT: 'By when it was created.',
  PRICE:
    'By the lowest price of its variants; products without a price in the currency are left out.',
} as const
export type SearchOrder = keyof typeof SEARCH_ORDERS

export type ProductQuestion = {
  /** A full-text query; null asks for all products. */
  match: string | null
  statuses: readonly ProductStatus[]
  /** Products with a variant that costs as much at `now`; either end may be open. */
  price: { currency: string; min: number | null; max: number | null } | null
  inStock: boolean | null
  collectionId: string | null
  /** What the order PRICE goes by. */
  orderCurrency: string
  /** Epoch milliseconds: the prices that hold then count. */
  now: number
}

export type QuestionShape = {
  isMatched: boolean
  hasMin: boolean
  hasMax: boolean
  hasPrice: boolean
  inStock: boolean | null
  isInCollection: boolean
  by: SearchOrder
}

type Values = Record<string, unknown>

export const shapeOf = (question: ProductQuestion, by: SearchOrder): QuestionShape => ({
  isMatched: question.match !== null,
  hasPrice: question.price !== null,
  hasMin: question.price?.min != null,
  hasMax: question.price?.max != null,
  inStock: question.inStock,
  isInCollection: question.collectionId !== null,
  by,
})

export const valuesOf = ({ price, statuses, ...question }: ProductQuestion): Values => ({
  match: question.match,
  statuses: listOf(statuses),
  currency: price?.currency,
  min: price?.min,
  max: price?.max,
  collectionId: question.collectionId,
  orderCurrency: question.orderCurrency,
  now: question.now,
})

const WEIGHTS = { name: 10, variantWords: 5, description: 1 }

type Join = { table: SQL; on: SQL }

/** What the products' rows are joined with: what matches and, where it is the order, the price. */
export function joinsOf({ isMatched, by }: QuestionShape, $: Params<Values>): Join[] {
  const joins: Join[] = []
  if (isMatched)
    joins.push({
      table: sql`${matchesOf(productWords, $.match!, Object.values(WEIGHTS))} as matched`,
      on: sql`matched."row" = ${productSearchView.serial}`,
    })
  if (by === 'PRICE')
    joins.push({
      table: sql`${productPriceView}`,
      on: and([
        sql`${productPriceView.productId} = ${productSearchView.id}`,
        sql`${productPriceView.currency} = ${$.orderCurrency}`,
        sql`${productPriceView.isLowest} = 1`,
        ...holdsNow($),
      ]),
    })
  return joins
}

/** What the order goes by; the serial tells apart what is equal in it. */
export const sortOf = ({ by }: QuestionShape): SQL =>
  ({
    RELEVANCE: sql`-matched."rank"`,
    NAME: sql`${productSearchView.nameKey}`,
    CREATED_AT: sql`${productSearchView.createdAt}`,
    PRICE: sql`${productPriceView.amount}`,
  })[by]

export function conditionsOf(shape: QuestionShape, $: Params<Values>): SQL[] {
  const conditions = [inList(productSearchView.status, $.statuses!)]
  if (shape.hasPrice) conditions.push(costs(shape, $))
  if (shape.inStock !== null)
    conditions.push(shape.inStock ? isInStock($) : sql`not ${isInStock($)}`)
  if (shape.isInCollection)
    conditions.push(
      sql`exists (select 1 from ${collectionProductView} where ${and([
        sql`${collectionProductView.collectionId} = ${$.collectionId}`,
        sql`${collectionProductView.productId} = ${productSearchView.id}`,
      ])})`,
    )
  return conditions
}

const costs = ({ hasMin, hasMax }: QuestionShape, $: Params<Values>): SQL =>
  sql`exists (select 1 from ${productPriceView} where ${and([
    sql`${productPriceView.productId} = ${productSearchView.id}`,
    sql`${productPriceView.currency} = ${$.currency}`,
    ...holdsNow($),
    ...(hasMin ? [sql`${productPriceView.amount} >= ${$.min}`] : []),
    ...(hasMax ? [sql`${productPriceView.amount} <= ${$.max}`] : []),
  ])})`

export const holdsNow = ($: Params<Values>): SQL[] => [
  sql`${productPriceView.from} <= ${$.now}`,
  sql`${productPriceView.until} > ${$.now}`,
]

export const and = (conditions: readonly SQL[]): SQL => sql.join([...conditions], sql` and `)

/** In stock as the row says, or because what carts held back has lapsed by now. */
const isInStock = ($: Params<Values>): SQL =>
  sql`exists (select 1 from ${variantStockView} inner join ${variantView} on ${variantView.id} = ${variantStockView.variantId} where ${and(
    [
      sql`${variantStockView.productId} = ${productSearchView.id}`,
      sql`(${variantStockView.inStock} = 1 or (${variantStockView.reserved} > 0 and ${variantStockView.sellable} + ${lapsed($)} > 0))`,
      sql`${variantView.status} = 'ACTIVE'`,
    ],
  )})`

const lapsed = ($: Params<Values>): SQL =>
  sql`(select coalesce(sum(${cartReservationView.quantity}), 0) from ${cartReservationView} where ${and(
    [
      sql`${cartReservationView.variantId} = ${variantStockView.variantId}`,
      sql`${cartReservationView.expiresAt} <= ${$.now}`,
    ],
  )})`
