// Says where a cart is to be shipped to, before it is placed.
import { command, id } from '#write/command.ts'
import { addressInput, addressOf } from '#write/customers/address-input.ts'
import { requireOpenCart, writeCart } from './cart.ts'
import { cartChanged } from './events.ts'
import { CartNotFound, CartNotOpen } from './rejections.ts'

export const setCartAddress = command({
  name: 'SetCartAddress',
  summary: 'Says where a cart is to be shipped to.',
  permission: 'carts.write',
  input: {
    cartId: id('cart').describe('The cart.'),
    shippingAddress: addressInput.describe('Where to.'),
  },
  target: ({ cartId }) => ({ aggregate: 'cart', id: cartId }),
  rejections: [CartNotFound, CartNotOpen],

  async handle({ tx, now, record, actor }, { cartId, shippingAddress }) {
    const cart = await requireOpenCart(tx, actor, cartId)
    await writeCart(tx, { ...cart, shippingAddress: addressOf(shippingAddress), touchedAt: now })
    record(cartChanged({ cartId }))
    return { cart: cartId }
  },
})
