// Turns a cart into an order: prices frozen, stock allocated, number given. Or leaves nothing behind.
import { email, identifying, maybe } from '#kernel/input.ts'
import { cartLinesOf, requireCart, writeCart } from '#write/carts/cart.ts'
import { cartCompleted } from '#write/carts/events.ts'
import {
  CartEmpty,
  CartNotFound,
  CartNotOpen,
  ShippingAddressMissing,
} from '#write/carts/rejections.ts'
import { command, id } from '#write/command.ts'
import { addressInput, addressOf } from '#write/customers/address-input.ts'
import { PLACING_REJECTIONS, placeBasket } from './place-basket.ts'

export const placeOrder = command({
  name: 'PlaceOrder',
  summary:
    'Places the order that a cart holds, at the prices, discounts and tax of this moment, and for what the cart says that it costs. A cart is one order: placed again, it answers the order that it became.',
  permission: 'orders.place',
  input: {
    cartId: id('cart').describe('The cart to place.'),
    email: identifying(email()).describe('Where the confirmation goes.'),
    shippingAddress: maybe(addressInput).describe(
      "Where to ship to. The cart's own address unless given.",
    ),
  },
  target: ({ cartId }) => ({ aggregate: 'cart', id: cartId }),
  rejections: [CartNotFound, CartNotOpen, CartEmpty, ShippingAddressMissing, ...PLACING_REJECTIONS],

  async handle(context, { cartId, email, shippingAddress: given }) {
    const { tx, now, record, actor } = context
    const cart = await requireCart(tx, actor, cartId)
    if (cart.orderId) return { order: cart.orderId, cart: cartId }
    const path = ['input', 'cartId']
    if (cart.status !== 'OPEN') throw new CartNotOpen({ cartId, status: cart.status }, path)
    const shippingAddress = given ? addressOf(given) : cart.shippingAddress
    if (!shippingAddress)
      throw new ShippingAddressMissing({ cartId, draftOrderId: null }, ['input', 'shippingAddress'])
    const lines = await cartLinesOf(tx, cartId)
    if (lines.length === 0) throw new CartEmpty({ cartId }, path)

    const basket = { cartId, ...cart, isByStaff: false, email, shippingAddress, lines }
    const orderId = await placeBasket(context, basket, path)
    await writeCart(tx, { ...cart, status: 'COMPLETED', orderId, touchedAt: now })
    record(cartCompleted({ cartId, orderId }))
    return { order: orderId, cart: cartId }
  },
})
