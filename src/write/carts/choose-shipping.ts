// Says how a cart is to be shipped. Whether the method is offered for it is for the cart to say, and
// changes with what is in it and where it goes.
import { maybe } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { requireOfferedMethod } from '#write/shipping/method.ts'
import { ShippingMethodIsArchived, ShippingMethodNotFound } from '#write/shipping/rejections.ts'
import { requireOpenCart, writeCart } from './cart.ts'
import { cartChanged } from './events.ts'
import { CartNotFound, CartNotOpen } from './rejections.ts'

export const chooseShipping = command({
  name: 'ChooseShipping',
  summary:
    'Says how a cart is to be shipped. A method that is not offered for what is in the cart or where it goes stays beside its problem, and the cart can not be placed until it is, or another is chosen. Without a method shipping costs nothing.',
  permission: 'carts.write',
  input: {
    cartId: id('cart').describe('The cart.'),
    shippingMethodId: maybe(id('shippingMethod')).describe(
      'The method, such as `Cart.shippingMethods` offers; null chooses none.',
    ),
  },
  target: ({ cartId }) => ({ aggregate: 'cart', id: cartId }),
  rejections: [CartNotFound, CartNotOpen, ShippingMethodNotFound, ShippingMethodIsArchived],

  async handle({ tx, now, record, actor }, { cartId, shippingMethodId: chosen }) {
    const cart = await requireOpenCart(tx, actor, cartId)
    const shippingMethodId = chosen ?? null
    if (shippingMethodId !== null) await requireOfferedMethod(tx, shippingMethodId)
    await writeCart(tx, { ...cart, shippingMethodId, touchedAt: now })
    record(cartChanged({ cartId }))
    return { cart: cartId }
  },
})
