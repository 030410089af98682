// Turns a cart into an order: prices frozen, stock allocated, number given. Or leaves nothing behind.
import { emailKey } from '#domain/address.ts'
import { orderDiscountOf } from '#domain/order-price.ts'
import { email, maybe, personal } from '#kernel/input.ts'
import { priceToPlace } from '#write/carts/basket.ts'
import { requireBuyable } from '#write/carts/buyable.ts'
import { cartLinesOf, requireCart, writeCart } from '#write/carts/cart.ts'
import { cartCompleted } from '#write/carts/events.ts'
import {
  CartEmpty,
  CartNotFound,
  CartNotOpen,
  PriceMissing,
  ShippingAddressMissing,
} from '#write/carts/rejections.ts'
import { VariantNotFound, VariantNotSellable } from '#write/catalog/rejections.ts'
import { command, id } from '#write/command.ts'
import { addressInput, addressOf } from '#write/customers/address-input.ts'
import { CODE_REJECTIONS } from '#write/discounts/code-problems.ts'
import { useDiscounts } from '#write/discounts/usage.ts'
import { ShippingMethodUnavailable } from '#write/shipping/rejections.ts'
import { InsufficientStock } from '#write/stock/rejections.ts'
import { insertOrder, requireModest } from './insert-order.ts'
import { OrderTooLarge } from './placing-rejections.ts'

export const placeOrder = command({
  name: 'PlaceOrder',
  summary:
    'Places the order that a cart holds, at the prices, discounts and tax of this moment, and for what the cart says that it costs. A cart is one order: placed again, it answers the order that it became.',
  permission: 'orders.place',
  input: {
    cartId: id('cart').describe('The cart to place.'),
    email: personal(email()).describe('Where the confirmation goes.'),
    shippingAddress: maybe(addressInput).describe(
      "Where to ship to. The cart's own address unless given.",
    ),
  },
  target: ({ cartId }) => ({ aggregate: 'cart', id: cartId }),
  rejections: [
    CartNotFound,
    CartNotOpen,
    CartEmpty,
    ShippingAddressMissing,
    VariantNotFound,
    VariantNotSellable,
    PriceMissing,
    InsufficientStock,
    OrderTooLarge,
    ShippingMethodUnavailable,
    ...CODE_REJECTIONS,
  ],

  async handle(context, { cartId, email, shippingAddress: given }) {
    const { tx, now, record, actor, settings } = context
    const cart = await requireCart(tx, actor, cartId)
    if (cart.orderId) return { order: cart.orderId, cart: cartId }
    const path = ['input', 'cartId']
    if (cart.status !== 'OPEN') throw new CartNotOpen({ cartId, status: cart.status }, path)
    const shippingAddress = given ? addressOf(given) : cart.shippingAddress
    if (!shippingAddress) throw new ShippingAddressMissing({ cartId }, ['input', 'shippingAddress'])
    const lines = await cartLinesOf(tx, cartId)
    if (lines.length === 0) throw new CartEmpty({ cartId }, path)

    const { currency, customerId } = cart
    const variants = await requireBuyable(
      context,
      currency,
      lines.map(({ variantId }) => ({ variantId, path })),
    )
    const wanted = lines.flatMap(({ variantId, quantity }) => {
      const variant = variants.get(variantId)
      return variant ? [{ quantity, ...variant }] : []
    })
    requireModest(wanted, path)
    const { countryCode } = shippingAddress
    const key = emailKey(email)
    const priced = await priceToPlace(context, cart, {
      lines: wanted,
      countryCode,
      emailKey: key,
      path,
    })
    const { orderId } = await insertOrder(context, {
      path,
      cartId,
      customerId,
      email,
      emailKey: key,
      shippingAddress,
      countryCode,
      currency,
      placedAt: now,
      awaitsPaymentMs: settings.awaitsPaymentMs,
      lines: wanted.flatMap(({ variantId, sku, name, isService, quantity, ...line }, index) => {
        const part = priced.lines[index]
        if (!part) return []
        const { key: _key, subtotal: _subtotal, ...parts } = part
        const { unitPrice, taxClass } = line
        return [{ variantId, sku, name, isService, quantity, unitPrice, taxClass, ...parts }]
      }),
      priced,
      pricesIncludeTax: settings.pricesIncludeTax,
      discounts: priced.applied.map(({ rule, amount }) => orderDiscountOf(rule, amount)),
      shippingMethod: priced.shippingMethod,
    })
    await useDiscounts(
      context,
      { orderId, customerId, emailKey: key },
      priced.applied.map(({ rule }) => rule.id),
    )
    await writeCart(tx, { ...cart, status: 'COMPLETED', orderId, touchedAt: now })
    record(cartCompleted({ cartId, orderId }))
    return { order: orderId, cart: cartId }
  },
})
