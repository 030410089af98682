// Whether variants can be put into a cart: they exist, are for sale and have a price in its currency.
import { priceAt } from '#domain/pricing.ts'
import { VariantNotFound, VariantNotSellable } from '#write/catalog/rejections.ts'
import { type Sellable, sellableVariants } from '#write/catalog/sellable.ts'
import type { Context } from '#write/command.ts'
import { PriceMissing } from './rejections.ts'

export type Wanted = { variantId: string; path: readonly string[] }
export type Buyable = Sellable & { unitPrice: number }

/** The variants by id with the price that holds now, or a refusal of the first that can't be had. */
export async function requireBuyable(
  { tx, now }: Pick<Context, 'tx' | 'now'>,
  currency: string,
  wanted: readonly Wanted[],
): Promise<Map<string, Buyable>> {
  const sellables = await sellableVariants(
    tx,
    wanted.map(({ variantId }) => variantId),
  )
  const buyable = new Map<string, Buyable>()
  for (const { variantId, path } of wanted) {
    const sellable = sellables.get(variantId)
    if (!sellable) throw new VariantNotFound({ variantId }, path)
    const { sku, isSellable, prices } = sellable
    if (!isSellable) throw new VariantNotSellable({ variantId, sku }, path)
    const unitPrice = priceAt(prices, currency, now)
    if (unitPrice === undefined) throw new PriceMissing({ variantId, sku, currency }, path)
    buyable.set(variantId, { unitPrice, ...sellable })
  }
  return buyable
}
