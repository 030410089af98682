// Gives a variant a price from one moment until another. The clock alone switches between prices.
import { eq, sql } from 'drizzle-orm'
import { AMOUNT_MAX } from '#domain/money.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { amount, instant, maybe } from '#kernel/input.ts'
import { command, currency, id } from '#write/command.ts'
import { touchProduct } from './change.ts'
import { priceSet } from './events.ts'
import { insertPriceRows } from './insert.ts'
import {
  PriceNeverHolds,
  ProductIsArchived,
  VariantIsArchived,
  VariantNotFound,
} from './rejections.ts'
import { requireOpenVariant } from './require.ts'
import { prices } from './tables.ts'

export const setPrice = command({
  name: 'SetPrice',
  summary:
    'Gives a variant a price, now or for later. Of the prices that hold at a moment, the one that began last counts; of those, the one that was set last.',
  permission: 'catalog.write',
  input: {
    variantId: id('variant').describe('The variant that gets the price.'),
    amount: amount({ max: AMOUNT_MAX }).describe('Minor units of the currency: 1250 is 12.50 EUR.'),
    currency: currency().describe('ISO 4217 code.'),
    from: maybe(instant()).describe('When it begins to hold; now unless given.'),
    until: maybe(instant()).describe(
      'The first moment at which it no longer holds; for good unless given. What held before then holds again.',
    ),
  },
  rejections: [VariantNotFound, VariantIsArchived, ProductIsArchived, PriceNeverHolds],

  async handle({ tx, now, newId, record }, { variantId, from, until, ...price }) {
    const { product } = await requireOpenVariant(tx, variantId)
    const begins = from ?? now
    if (until != null && (until <= begins || until <= now))
      throw new PriceNeverHolds({ from: begins, until }, ['input', 'until'])
    const position = (await nextPosition(tx, { variantId }))[0]?.position ?? 0
    await insertPriceRows(tx, [
      { ...price, id: newId('price'), variantId, from: begins, until: until ?? null, position },
    ])
    await touchProduct(tx, { id: product.id, updatedAt: now })
    record(priceSet({ productId: product.id, variantId }))
    return { variant: variantId, product: product.id }
  },
})

const nextPosition = statement((db, $: Params<{ variantId: string }>) =>
  db
    .select({ position: sql<number | null>`max(${prices.position}) + 1` })
    .from(prices)
    .where(eq(prices.variantId, $.variantId)),
)
