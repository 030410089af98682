// Turns what somebody means to buy into an order: prices frozen, stock allocated, discounts used, number
// given. Carts and draft orders both end here, and are refused alike.
import { type Address, emailKey as keyOf } from '#domain/address.ts'
import { orderDiscountOf } from '#domain/order-price.ts'
import { priceToPlace } from '#write/carts/basket.ts'
import { requireBuyable } from '#write/carts/buyable.ts'
import { PriceMissing } from '#write/carts/rejections.ts'
import { VariantNotFound, VariantNotSellable } from '#write/catalog/rejections.ts'
import type { Context } from '#write/command.ts'
import { CODE_REJECTIONS } from '#write/discounts/code-problems.ts'
import { useDiscounts } from '#write/discounts/usage.ts'
import { ShippingMethodUnavailable } from '#write/shipping/rejections.ts'
import { InsufficientStock } from '#write/stock/rejections.ts'
import { insertOrder, requireModest } from './insert-order.ts'
import { OrderTooLarge } from './placing-rejections.ts'

export type PlacedBasket = {
  /** The cart that it is, whose reservations become the order's. */
  cartId?: string
  isByStaff: boolean
  currency: string
  customerId: string | null
  email: string | null
  shippingAddress: Address
  discountCodes: string[]
  shippingMethodId: string | null
  lines: readonly PlacedLine[]
}

export type PlacedLine = {
  variantId: string
  quantity: number
  /** What staff ask for a unit, and why. */
  unitPrice?: number | null
  priceReason?: string | null
}

export const PLACING_REJECTIONS = [
  VariantNotFound,
  VariantNotSellable,
  PriceMissing,
  InsufficientStock,
  OrderTooLarge,
  ShippingMethodUnavailable,
  ...CODE_REJECTIONS,
]

/**
 * Answers the order's id.
 * @param path Where the input names the basket: what a refusal points at.
 */
export async function placeBasket(
  context: Context,
  basket: PlacedBasket,
  path: readonly string[],
): Promise<string> {
  const { now, settings } = context
  const { cartId, isByStaff, currency, customerId, email, shippingAddress } = basket
  const lines = await requireBuyable(
    context,
    currency,
    basket.lines.map((line) => ({ path, ...line })),
    { isByStaff },
  )
  requireModest(lines, path)
  const { countryCode } = shippingAddress
  const emailKey = email === null ? null : keyOf(email)
  const priced = await priceToPlace(context, basket, { lines, countryCode, emailKey, path })
  const { orderId } = await insertOrder(context, {
    path,
    cartId,
    customerId,
    email,
    emailKey,
    shippingAddress,
    countryCode,
    currency,
    placedAt: now,
    awaitsPaymentMs: settings.awaitsPaymentMs,
    lines: lines.flatMap((line, index) => {
      const part = priced.lines[index]
      if (!part) return []
      const { key: _key, subtotal: _subtotal, ...parts } = part
      const { variantId, sku, name, isService, quantity, unitPrice, taxClass } = line
      const priceReason = line.priceReason ?? null
      const sold = { variantId, sku, name, isService }
      return [{ quantity, unitPrice, priceReason, taxClass, ...sold, ...parts }]
    }),
    priced,
    pricesIncludeTax: settings.pricesIncludeTax,
    discounts: priced.applied.map(({ rule, amount }) => orderDiscountOf(rule, amount)),
    shippingMethod: priced.shippingMethod,
  })
  await useDiscounts(
    context,
    { orderId, customerId, emailKey },
    priced.applied.map(({ rule }) => rule.id),
  )
  return orderId
}
