// A cart or a draft order with all that its price depends on, priced as it is placed.
import { type PricedBasket, parcelOf, priceBasket } from '#domain/basket.ts'
import { collectionsByProduct } from '#write/catalog/collections.ts'
import type { Context } from '#write/command.ts'
import { refusalOfCode } from '#write/discounts/code-problems.ts'
import { offersFor } from '#write/discounts/offers.ts'
import { methodById } from '#write/shipping/method.ts'
import { ShippingMethodUnavailable } from '#write/shipping/rejections.ts'
import { taxRatesOf } from '#write/tax/rates.ts'
import type { Buyable } from './buyable.ts'
import type { Cart } from './cart.ts'

/**
 * What the basket costs now, or a refusal of the first code that does not count, or of a shipping method
 * that is not offered: nobody is charged more than the basket said. The parts are in the order of its lines.
 */
export async function priceToPlace(
  { tx, now, settings }: Context,
  basket: Pick<Cart, 'currency' | 'customerId' | 'discountCodes' | 'shippingMethodId'>,
  {
    lines,
    countryCode,
    emailKey,
    path,
  }: {
    lines: readonly (Buyable & { quantity: number })[]
    countryCode: string
    emailKey: string | null
    path: readonly string[]
  },
): Promise<PricedBasket> {
  const { currency, customerId, discountCodes: codes, shippingMethodId } = basket
  const offers = await offersFor(tx, { codes, now, buyer: { customerId, emailKey } })
  const needsCollections = [...offers.automatic, ...offers.codes].some(
    ({ collectionIds }) => collectionIds.length > 0,
  )
  const collectionsOf = needsCollections
    ? await collectionsByProduct(
        tx,
        lines.map(({ productId }) => productId),
      )
    : new Map<string, string[]>()
  const asked = {
    ...offers,
    lines: lines.map((line, index) => ({
      key: String(index),
      productId: line.productId,
      collectionIds: collectionsOf.get(line.productId) ?? [],
      unitPrice: line.unitPrice,
      quantity: line.quantity,
      taxClass: line.taxClass,
      weight: line.weight ?? 0,
    })),
    currency,
    countryCode,
    taxRates: await taxRatesOf(tx, countryCode),
    pricesIncludeTax: settings.pricesIncludeTax,
    shippingMethod: shippingMethodId === null ? null : await methodById(tx, shippingMethodId),
    now,
  }
  const priced = priceBasket(asked)
  const [problem] = priced.discountProblems
  if (problem) throw refusalOfCode(problem, path)
  if (shippingMethodId !== null && priced.shippingMethod === null)
    throw new ShippingMethodUnavailable({ shippingMethodId, ...parcelOf(asked) }, path)
  return priced
}
