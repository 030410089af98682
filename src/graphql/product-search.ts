// The search: products by words, price at this moment, stock and collection, as a connection.
import type { ProductStatus } from '#domain/product-status.ts'
import { type OrderBy, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from '#kernel/page.ts'
import {
  type CollectionCount,
  countByCollection,
  countByStock,
  type PriceSpan,
  priceSpan,
} from '#read/product-search/facets.ts'
import {
  HIGHLIGHT_FIELDS,
  type Highlight,
  highlightsOf,
  type TextPart,
} from '#read/product-search/highlights.ts'
import {
  corrected,
  countProducts,
  defaultOrderOf,
  type FoundProduct,
  type ProductQuestion,
  QUERY_LENGTH_MAX,
  queryOf,
  SEARCH_ORDERS,
  type SearchOrder,
  searchProducts,
  withOtherWords,
} from '#read/product-search/load.ts'
import { loadSearchSynonyms } from '#read/search-synonyms/load.ts'
import { setSearchSynonyms } from '#write/search/set-search-synonyms.ts'
import { builder, MoneyType, needs } from './builder.ts'
import { Collection } from './collections.ts'
import { answering, connectionAndEdgeOf, type Listed, orderByInput } from './connection.ts'
import type { Batch, Context } from './context.ts'
import { mutation } from './mutation.ts'
import { Product } from './products.ts'
import { ProductStatusEnum, seesUnpublished } from './variants.ts'
import { enumNamed } from './vocabulary.ts'

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

/** A page of the search: what was asked, as it was understood. */
type Found = Listed & {
  question: ProductQuestion
  corrected: string | null
  highlights: Batch<number, Highlight[]>
}

/** All entries of a page are looked through by one statement. */
const highlightsBatch = ({ match }: ProductQuestion): Batch<number, Highlight[]> => ({
  load: async (connection, serials) =>
    match === null ? serials.map(() => []) : highlightsOf(connection, match, serials),
})

const CollectionFacet = builder
  .objectRef<CollectionCount>('ProductSearchCollectionFacet')
  .implement({
    description: 'A collection that found products stand in.',
    fields: (t) => ({
      collection: t.field({
        type: Collection.ref,
        nullable: true,
        description: 'Which; null where it is not for you.',
        resolve: ({ collectionId }, _, context) => context.row(Collection.source, collectionId),
      }),
      count: t.exposeInt('count', { description: 'How many of them.' }),
    }),
  })

const StockFacet = builder
  .objectRef<{ inStock: number; soldOut: number }>('ProductSearchStockFacet')
  .implement({
    description: 'How many found products can be bought now, and how many can not.',
    fields: (t) => ({
      inStock: t.exposeInt('inStock', { description: 'With a variant that can be bought now.' }),
      soldOut: t.exposeInt('soldOut', { description: 'With none.' }),
    }),
  })

const PriceFacet = builder
  .objectRef<PriceSpan & { currency: string }>('ProductSearchPriceFacet')
  .implement({
    description: 'What found products cost now.',
    fields: (t) => ({
      min: t.field({
        type: MoneyType,
        description: 'The lowest price of a variant.',
        resolve: ({ min: amount, currency }) => ({ amount, currency }),
      }),
      max: t.field({
        type: MoneyType,
        description: 'The highest.',
        resolve: ({ max: amount, currency }) => ({ amount, currency }),
      }),
    }),
  })

const Facets = builder.objectRef<ProductQuestion>('ProductSearchFacets').implement({
  description:
    'What the search could be narrowed to, with how many products would be left. Each is counted as if its own filter were not set.',
  fields: (t) => ({
    collections: t.field({
      type: [CollectionFacet],
      description: 'The collections that most of them stand in, at most 50.',
      resolve: (question, _, context) => context.read((tx) => countByCollection(tx, question)),
    }),
    stock: t.field({
      type: StockFacet,
      description: 'By whether they can be bought now.',
      resolve: (question, _, context) => context.read((tx) => countByStock(tx, question)),
    }),
    price: t.field({
      type: PriceFacet,
      nullable: true,
      description: 'From which price to which; null where nothing found has one in the currency.',
      resolve: async (question, _, context) => {
        const span = await context.read((tx) => priceSpan(tx, question))
        return span && { ...span, currency: question.orderCurrency }
      },
    }),
  }),
})

const TextPartType = builder.objectRef<TextPart>('TextPart').implement({
  description: 'A part of a text.',
  fields: (t) => ({
    text: t.exposeString('text', { description: 'The words, as plain text.' }),
    isMatch: t.exposeBoolean('isMatch', { description: 'True for what was searched for.' }),
  }),
})

const HighlightType = builder.objectRef<Highlight>('ProductSearchHighlight').implement({
  description: 'A text of a product in which something was found.',
  fields: (t) => ({
    field: t.expose('field', {
      type: enumNamed('ProductSearchField', HIGHLIGHT_FIELDS),
      description: 'Which text.',
    }),
    parts: t.expose('parts', {
      type: [TextPartType],
      description: 'The text in parts: joined they are the text.',
    }),
  }),
})

const { connection: ProductSearchConnection, edge: ProductSearchEdge } = connectionAndEdgeOf(
  Product,
  'ProductSearch',
)

builder.objectFields(ProductSearchConnection, (t) => ({
  correctedQuery: t.string({
    nullable: true,
    description:
      'What was searched for instead, where nothing had the words that were typed; null where something had.',
    resolve: (found) => (found as Found).corrected,
  }),
  facets: t.field({
    type: Facets,
    description: 'What the search could be narrowed to. Counted only when asked for.',
    resolve: (found) => (found as Found).question,
  }),
}))

builder.objectFields(ProductSearchEdge, (t) => ({
  highlights: t.field({
    type: [HighlightType],
    description: 'Where what was searched for stands; none where nothing was searched for.',
    resolve: ({ row, listed }, _, context) =>
      context.batched((listed as Found).highlights, (row as FoundProduct).serial),
  }),
}))

const EVERY_STATUS: readonly ProductStatus[] = ['DRAFT', 'PUBLISHED', 'ARCHIVED']
/** What staff find unless they ask for more. */
const STATUSES_DEFAULT: readonly ProductStatus[] = ['DRAFT', 'PUBLISHED']

builder.queryField('searchProducts', (t) =>
  t.field({
    ...needs('catalog.read'),
    description:
      'Finds products by the beginnings of words in their names, SKUs, variants and descriptions. Where nothing has them, words of the catalog that are written or sound like them count, and `correctedQuery` says which. What a command changed is found right after it. Best first, or by name where nothing is searched for.',
    type: ProductSearchConnection,
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
        const asked = questionOf(context, { query, currency, where })
        const typed = await context.read((tx) => withOtherWords(tx, asked, query))
        const orderBy = extent.orderBy as OrderBy<SearchOrder> | null | undefined
        const args = { ...extent, orderBy }
        const pageOf = (question: ProductQuestion) =>
          context.read((tx) => searchProducts(tx, question, args))
        const found = await pageOf(typed)
        // Only what shows nothing may have been mistyped.
        const instead =
          found.edges.length === 0 ? await context.read((tx) => corrected(tx, typed, query)) : null
        const question = instead?.question ?? typed
        const page = instead ? await pageOf(question) : found
        const { field } = orderBy ?? defaultOrderOf(question)
        return {
          ...{ page, question, corrected: instead?.corrected ?? null },
          keyOf: ({ id }: FoundProduct) => id,
          count: () => context.read((tx) => countProducts(tx, question, field)),
          highlights: highlightsBatch(question),
        } as Listed
      }),
  }),
)

const SynonymGroup = builder.objectRef<readonly string[]>('SynonymGroup').implement({
  description: 'Words that count as the same in the search.',
  fields: (t) => ({
    words: t.stringList({
      description: 'Words or short phrases, as they were set.',
      resolve: (words) => [...words],
    }),
  }),
})

builder.queryField('searchSynonyms', (t) =>
  t.field({
    ...needs('catalog.read'),
    description:
      'The words that count as the same in `searchProducts`, in the groups that were set.',
    type: [SynonymGroup],
    resolve: (_, __, context) => context.read(loadSearchSynonyms),
  }),
)

mutation(setSearchSynonyms, {})

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
