// Takes a price away: a planned one never begins, one that holds ends now. What it covered holds again.
import { eq } from 'drizzle-orm'
import { as, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { command, id } from '#write/command.ts'
import { touchProduct } from './change.ts'
import { priceRemoved } from './events.ts'
import { removePrices } from './price-book.ts'
import { PriceNotFound, ProductIsArchived, VariantIsArchived } from './rejections.ts'
import { requireOpen } from './require.ts'
import { prices, products, variants } from './tables.ts'

export const removePrice = command({
  name: 'RemovePrice',
  summary:
    'Takes a price away: one that is planned never begins, one that holds ends now, one that has ended stays as it was. What it covered holds again; where it covered nothing, the variant can no longer be bought in that currency.',
  permission: 'catalog.write',
  input: { priceId: id('price').describe('The price, by the id that `Variant.prices` shows.') },
  rejections: [PriceNotFound, VariantIsArchived, ProductIsArchived],

  async handle({ tx, now, record }, { priceId }) {
    const path = ['input', 'priceId']
    const [found] = await priceBy(tx, { priceId })
    if (!found) throw new PriceNotFound({ priceId }, path)
    requireOpen(found, path)
    const { price, variant, product } = found
    if (price.until === null || price.until > now) {
      if ((price.from ?? -Infinity) >= now) await removePrices(tx, { ids: listOf([priceId]) })
      else await endPrice(tx, { priceId, until: now })
      await touchProduct(tx, { id: product.id, updatedAt: now })
      record(priceRemoved({ productId: product.id, variantId: variant.id }))
    }
    return { variant: variant.id, product: product.id }
  },
})

const priceBy = statement((db, $: Params<{ priceId: string }>) =>
  db
    .select({ price: prices, variant: variants, product: products })
    .from(prices)
    .innerJoin(variants, eq(variants.id, prices.variantId))
    .innerJoin(products, eq(products.id, variants.productId))
    .where(eq(prices.id, $.priceId)),
)

const endPrice = statement((db, $: Params<{ priceId: string; until: number }>) =>
  db
    .update(prices)
    .set({ until: as(prices.until, $.until) })
    .where(eq(prices.id, $.priceId)),
)
