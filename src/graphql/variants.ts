// Variants: what is sold, with its price at this moment and whether it can be had.

import type { Money } from '#domain/money.ts'
import { type PriceInterval, priceAt } from '#domain/pricing.ts'
import { PRODUCT_STATUSES, type ProductStatus, VARIANT_STATUSES } from '#domain/product-status.ts'
import { AVAILABILITIES, availabilityOf } from '#domain/stock.ts'
import { type Soon, soon } from '#kernel/soon.ts'
import type { SetPrice } from '#read/product/load.ts'
import {
  loadVariantViews,
  loadVariantViewsByExternalId,
  loadVariantViewsBySku,
  type VariantRow,
} from '#read/variant/load.ts'
import { loadVariantStockViews, type VariantStockRow } from '#read/variant-stock/load.ts'
import { builder, MoneyType, needs } from './builder.ts'
import type { Context, Source, Viewer } from './context.ts'
import { lookUp } from './lookup.ts'
import { noun } from './noun.ts'
import { stockNow } from './reservations.ts'
import { enumNamed } from './vocabulary.ts'

/** Drafts and what is archived are for those who keep the shop. */
export const seesUnpublished = ({ actor }: Viewer): boolean =>
  actor.kind === 'STAFF' || actor.kind === 'SYSTEM'

export const ProductStatusEnum = enumNamed('ProductStatus', PRODUCT_STATUSES)

export const isShown = (productStatus: ProductStatus, viewer: Viewer): boolean =>
  viewer.holds('catalog.read') && (productStatus === 'PUBLISHED' || seesUnpublished(viewer))

export const isVariantShown = (
  { status, productStatus }: Pick<VariantRow, 'status' | 'productStatus'>,
  viewer: Viewer,
): boolean => isShown(productStatus, viewer) && (status === 'ACTIVE' || seesUnpublished(viewer))

/** Stock as everybody may know it: the fields say no more than whether there is any. */
const stocks: Source<VariantStockRow> = {
  view: 'variant_stock_view',
  keyOf: ({ variantId }) => variantId,
  load: loadVariantStockViews,
  permission: 'whoever may see the variant',
  visible: () => true,
}

const stockOf = ({ id }: VariantRow, context: Context): Soon<VariantStockRow | null> =>
  soon(context.row(stocks, id), (stock) => stock && stockNow(stock, context))

const ScheduledPrice = builder.objectRef<SetPrice>('ScheduledPrice').implement({
  description: 'What a variant costs from one moment until another.',
  fields: (t) => ({
    id: t.exposeID('id', {
      description:
        'What `removePrice` takes. Stands twice where a price holds again after another.',
    }),
    price: t.field({
      type: MoneyType,
      description: 'The price.',
      resolve: ({ amount, currency }) => ({ amount, currency }),
    }),
    from: t.expose('from', {
      type: 'DateTime',
      nullable: true,
      description: 'When it begins to hold; null has always held.',
    }),
    until: t.expose('until', {
      type: 'DateTime',
      nullable: true,
      description: 'The first moment at which it no longer holds; null holds for good.',
    }),
  }),
})

export const Variant = noun<VariantRow>({
  name: 'Variant',
  kind: 'variant',
  description: 'What is sold, counted and priced: a product in one of its kinds.',
  source: {
    view: 'variant_view',
    keyOf: ({ id }) => id,
    load: loadVariantViews,
    permission: 'catalog.read; drafts and what is archived are for staff',
    visible: isVariantShown,
  },
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'How often its product has changed.' }),
    sku: t.exposeString('sku', {
      description: 'What staff and other systems call it, unique over all variants.',
    }),
    externalId: t.exposeString('externalId', {
      nullable: true,
      description: 'Its id in another system, unique over all variants.',
    }),
    name: t.exposeString('name', {
      description: "What sets it apart; its product's name where nothing does.",
    }),
    productName: t.exposeString('productName', { description: "Its product's name." }),
    status: t.expose('status', {
      type: enumNamed('VariantStatus', VARIANT_STATUSES),
      description: 'Whether it is still sold.',
    }),
    taxClass: t.exposeString('taxClass', {
      description: 'The class that it is taxed as: tax rates are set by country and class.',
    }),
    weight: t.exposeInt('weight', {
      nullable: true,
      description: 'Grams, packed; null where nobody said.',
    }),
    isService: t.exposeBoolean('isService', {
      description: 'True for what has no stock and ships nothing, such as postage.',
    }),
    price: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What it costs now; null where it can not be bought in that currency.',
      args: {
        currency: t.arg({ type: 'CurrencyCode', description: "The shop's own unless given." }),
      },
      resolve: ({ prices }, { currency }, { now, backend }) =>
        moneyAt(prices, currency ?? backend.shop.currency, now),
    }),
    prices: t.field({
      ...needs('catalog.write'),
      type: [ScheduledPrice],
      nullable: true,
      description:
        'Its prices in time, past and planned, without overlaps. Null to who may not change them.',
      args: {
        currency: t.arg({ type: 'CurrencyCode', description: 'Those in one currency alone.' }),
      },
      resolve: ({ prices }, { currency }) =>
        prices.filter((price) => currency == null || price.currency === currency),
    }),
    currentPrices: t.field({
      type: [MoneyType],
      description: 'What it costs now, in each currency that it can be bought in.',
      resolve: ({ prices }, _, { now }) => currentOf(prices, now),
    }),
    inStock: t.boolean({
      description: 'True where it can be bought now, if need be on backorder.',
      resolve: (variant, _, context) =>
        soon(stockOf(variant, context), (stock) => stock?.inStock ?? false),
    }),
    availability: t.field({
      type: enumNamed('Availability', AVAILABILITIES),
      description: 'Whether it can be had.',
      resolve: async (variant, _, context) => {
        const stock = await stockOf(variant, context)
        return stock ? availabilityOf([{ ...stock, locationId: '' }], stock) : 'OUT'
      },
    }),
    available: t.int({
      ...needs('stock.read'),
      nullable: true,
      description:
        'Units that can be sold now, over all locations: on hand − allocated − reserved − safety stock. Negative where more is owed than is there. Null for what is not counted, and to who may not read stock.',
      resolve: async (variant, _, context) => {
        const stock = await stockOf(variant, context)
        return stock?.tracked ? stock.sellable : null
      },
    }),
  }),
})

export function moneyAt(prices: readonly PriceInterval[], currency: string, now: number) {
  const amount = priceAt(prices, currency, now)
  return amount === undefined ? null : { amount, currency }
}

/** Intervals don't overlap: those that hold now are one a currency. */
const currentOf = (prices: readonly PriceInterval[], now: number): Money[] =>
  prices
    .filter(({ from, until }) => (from ?? now) <= now && (until ?? Infinity) > now)
    .map(({ amount, currency }) => ({ amount, currency }))

const bySku = { load: loadVariantViewsBySku }
const byExternalId = { load: loadVariantViewsByExternalId }

builder.queryField('variant', (t) =>
  t.field({
    ...needs('catalog.read'),
    description:
      'A variant by its id, its SKU or its id in another system: exactly one of them. Null where there is none, or it is not for you.',
    type: Variant.ref,
    nullable: true,
    args: {
      id: t.arg.id({ required: false, description: 'Its id.' }),
      sku: t.arg.string({ required: false, description: 'Its SKU.' }),
      externalId: t.arg.string({ required: false, description: 'Its id in another system.' }),
    },
    resolve: (_, { id, sku, externalId }, context) =>
      lookUp(context, Variant, { id, sku, externalId }, { sku: bySku, externalId: byExternalId }),
  }),
)
