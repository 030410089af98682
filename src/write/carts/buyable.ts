// Whether variants can be bought: they exist, are for sale and have a price in the currency, unless staff
// say what they cost.
import { priceAt } from '#domain/pricing.ts'
import { VariantNotFound, VariantNotSellable } from '#write/catalog/rejections.ts'
import { type Sellable, sellableVariants } from '#write/catalog/sellable.ts'
import type { Context } from '#write/command.ts'
import { PriceMissing } from './rejections.ts'

export type Wanted = {
  variantId: string
  path: readonly string[]
  /** What staff ask for a unit, where they don't go by the catalog. */
  unitPrice?: number | null
}
export type Buyable = Sellable & { currency: string; unitPrice: number }

/**
 * Each of these as it is sold, with the price that holds now, or a refusal of the first that can't be had.
 * @param isByStaff They sell what is not published too; what is archived nobody sells.
 */
export async function requireBuyable<W extends Wanted>(
  { tx, now }: Pick<Context, 'tx' | 'now'>,
  currency: string,
  wanted: readonly W[],
  { isByStaff = false }: { isByStaff?: boolean } = {},
): Promise<(W & Buyable)[]> {
  const sellables = await sellableVariants(
    tx,
    wanted.map(({ variantId }) => variantId),
  )
  return wanted.map((one) => {
    const { variantId, path } = one
    const sellable = sellables.get(variantId)
    if (!sellable) throw new VariantNotFound({ variantId }, path)
    const { sku, isArchived, isPublished, prices } = sellable
    if (isArchived || !(isPublished || isByStaff))
      throw new VariantNotSellable({ variantId, sku }, path)
    const unitPrice = one.unitPrice ?? priceAt(prices, currency, now)
    if (unitPrice === undefined) throw new PriceMissing({ variantId, sku, currency }, path)
    return { currency, ...one, ...sellable, unitPrice }
  })
}
