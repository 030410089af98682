// Gives many variants prices at once, each row by the rules of setPrice.
import { list, object } from '#kernel/input.ts'
import { RowsRefused } from '#kernel/rejections.ts'
import { eachRow, policy, ROWS_MAX } from '#write/bulk.ts'
import { command } from '#write/command.ts'
import { touchProduct } from './change.ts'
import { priceSet } from './events.ts'
import { variantName, variantsNamed } from './named-variants.ts'
import { priceBook, pricesOf } from './price-book.ts'
import { priceFields } from './product-input.ts'
import {
  PriceNeverHolds,
  ProductIsArchived,
  SkuNotFound,
  TooManyPrices,
  VariantIsArchived,
  VariantNotFound,
} from './rejections.ts'
import { type Found, requireOpen } from './require.ts'

const priceRow = object('PriceRowInput', 'A price for one variant, now or for later.', {
  variant: variantName().describe('The variant that gets the price.'),
  ...priceFields,
})

export const setPrices = command({
  name: 'SetPrices',
  summary: 'Gives variants prices, each as `setPrice` would, in the order of the rows.',
  permission: 'catalog.write',
  input: {
    prices: list(priceRow, { max: ROWS_MAX }).describe(`The prices: 1 to ${ROWS_MAX}.`),
    policy: policy(),
  },
  rejections: [
    VariantNotFound,
    SkuNotFound,
    VariantIsArchived,
    ProductIsArchived,
    PriceNeverHolds,
    TooManyPrices,
    RowsRefused,
  ],

  async handle(context, { prices: rows, policy }) {
    const { tx, now, record } = context
    const named = await variantsNamed(
      tx,
      rows.map(({ variant }) => variant),
    )
    const found = new Map<string, Found>()
    const pathOf = (index: number) => ['input', 'prices', String(index)]
    const book = priceBook(context, await pricesOf(tx, named.ids))
    const results = await eachRow(
      context,
      { rows, policy },
      async ({ variant: name, from, until, ...price }, index) => {
        const path = pathOf(index)
        const variantPath = [...path, 'variant']
        const one = named.require(name, variantPath)
        requireOpen(one, variantPath)
        const variantId = one.variant.id
        book.add({ ...price, variantId, from: from ?? now, until: until ?? null }, path)
        found.set(variantId, one)
        return variantId
      },
    )
    await book.write()
    for (const [variantId, { product }] of found)
      record(priceSet({ productId: product.id, variantId }))
    for (const productId of new Set([...found.values()].map(({ product }) => product.id)))
      await touchProduct(tx, { id: productId, updatedAt: now })
    return { results }
  },
})
