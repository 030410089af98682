// Gives a variant a price from one moment until another. The clock alone switches between prices.
import { command, id } from '#write/command.ts'
import { touchProduct } from './change.ts'
import { priceSet } from './events.ts'
import { priceBook, pricesOf } from './price-book.ts'
import { priceFields } from './product-input.ts'
import {
  PriceNeverHolds,
  ProductIsArchived,
  TooManyPrices,
  VariantIsArchived,
  VariantNotFound,
} from './rejections.ts'
import { requireOpenVariant } from './require.ts'

export const setPrice = command({
  name: 'SetPrice',
  summary:
    'Gives a variant a price, now or for later. Of the prices that hold at a moment, the one that began last counts; of those, the one that was set last.',
  permission: 'catalog.write',
  input: {
    variantId: id('variant').describe('The variant that gets the price.'),
    ...priceFields,
  },
  rejections: [
    VariantNotFound,
    VariantIsArchived,
    ProductIsArchived,
    PriceNeverHolds,
    TooManyPrices,
  ],

  async handle(context, { variantId, from, until, ...price }) {
    const { tx, now, record } = context
    const { product } = await requireOpenVariant(tx, variantId)
    const book = priceBook(context, await pricesOf(tx, [variantId]))
    book.add({ ...price, variantId, from: from ?? now, until: until ?? null }, ['input'])
    await book.write()
    await touchProduct(tx, { id: product.id, updatedAt: now })
    record(priceSet({ productId: product.id, variantId }))
    return { variant: variantId, product: product.id }
  },
})
