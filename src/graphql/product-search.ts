// The search: products by words, price at this moment, stock and collection, as a connection.
import type { ProductStatus } from '#domain/product-status.ts'
import { type OrderBy, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from '#kernel/page.ts'
import {
  countProducts,
  defaultOrderOf,
  type FoundProduct,
  type ProductQuestion,
  QUERY_LENGTH_MAX,
  queryOf,
  SEARCH_ORDERS,
  type SearchOrder,
  searchProducts,
} from '#read/product-search/load.ts'
import { builder, needs } from './builder.ts'
import { answering, orderByInput } from './connection.ts'
import type { Context } from './context.ts'
import { ProductConnection } from './products.ts'
import { ProductStatusEnum, seesUnpublished } from './variants.ts'

const PriceRange = builder.inputType('PriceRangeInput', {
  description:
    'From one price to another, in minor units; each end is included and may be left out.',
  fields: (t) => ({
    min: t.field({ type: 'MinorUnits', description: 'This or more.' }),
    max: t.field({ type: 'MinorUnits', description: 'This or less.' }),
  }),
})

const Where = builder.inputType('ProductSearchWhere', {
  description: 'What found products must be. All that is given must hold.',
  fields: (t) => ({
    status: t.field({
      type: [ProductStatusEnum],
      description: 'One of these; shoppers are shown published products alone.',
    }),
    price: t.field({ type: PriceRange, description: 'With a variant that costs as much now.' }),
    inStock: t.boolean({
      description: 'True: with a variant that can be bought now. False: with none.',
    }),
    collectionId: t.id({ description: 'In this collection.' }),
  }),
})

const OrderByInput = orderByInput<FoundProduct, SearchOrder>('ProductSearch', {
  orders: Object.fromEntries(
    Object.entries(SEARCH_ORDERS).map(([name, description]) => [
      name,
      { description, columns: [] },
    ]),
  ) as never, // The names are those of SEARCH_ORDERS, which fromEntries forgets.
})

const EVERY_STATUS: readonly ProductStatus[] = ['DRAFT', 'PUBLISHED', 'ARCHIVED']
/** What staff find unless they ask for more. */
const STATUSES_DEFAULT: readonly ProductStatus[] = ['DRAFT', 'PUBLISHED']

builder.queryField('searchProducts', (t) =>
  t.field({
    ...needs('catalog.read'),
    description:
      'Finds products by the beginnings of words in their names, SKUs, variants and descriptions. What a command changed is found right after it. Best first, or by name where nothing is searched for.',
    type: ProductConnection,
    nullable: true,
    args: {
      query: t.arg.string({
        description: `What a person typed, at most ${QUERY_LENGTH_MAX} characters: every word must occur, by its beginning at least. All products unless given.`,
      }),
      currency: t.arg({
        type: 'CurrencyCode',
        description: "What prices are filtered and put in order in; the shop's own unless given.",
      }),
      where: t.arg({ type: Where, description: 'Only what fits this.' }),
      orderBy: t.arg({ type: OrderByInput, description: 'In which order.' }),
      first: t.arg.int({
        description: `How many from the start, or after a cursor: 1 to ${PAGE_SIZE_MAX}; more is refused. ${PAGE_SIZE_DEFAULT} unless given.`,
      }),
      after: t.arg.string({ description: 'Only what follows this cursor.' }),
      last: t.arg.int({
        description: `How many from the end, or before a cursor: 1 to ${PAGE_SIZE_MAX}. Not together with \`first\`.`,
      }),
      before: t.arg.string({ description: 'Only what stands before this cursor.' }),
    },
    resolve: (_, { query, currency, where, ...extent }, context) =>
      answering(async () => {
        const question = questionOf(context, { query, currency, where })
        const orderBy = extent.orderBy as OrderBy<SearchOrder> | null | undefined
        const args = { ...extent, orderBy }
        const page = await context.read((tx) => searchProducts(tx, question, args))
        const { field } = orderBy ?? defaultOrderOf(question)
        return {
          page,
          keyOf: ({ id }: FoundProduct) => id,
          count: () => context.read((tx) => countProducts(tx, question, field)),
        }
      }),
  }),
)

type Asked = {
  query?: string | null | undefined
  currency?: string | null | undefined
  where?: typeof Where.$inferInput | null | undefined
}

function questionOf(context: Context, { query, currency, where }: Asked): ProductQuestion {
  const asked = (where?.status as ProductStatus[] | null | undefined) ?? STATUSES_DEFAULT
  const shown = seesUnpublished(context.viewer) ? EVERY_STATUS : ['PUBLISHED']
  const orderCurrency = currency ?? context.backend.shop.currency
  const { price } = where ?? {}
  return {
    match: queryOf(query),
    statuses: asked.filter((status) => shown.includes(status)),
    price: price
      ? { currency: orderCurrency, min: price.min ?? null, max: price.max ?? null }
      : null,
    inStock: where?.inStock ?? null,
    collectionId: where?.collectionId ?? null,
    orderCurrency,
    now: context.now,
  }
}
