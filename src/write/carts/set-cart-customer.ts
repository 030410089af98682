// Says whose cart it is: the customer who signed in, or the one that staff name.
import { maybe } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { requireCustomer } from '#write/customers/lookup.ts'
import { CustomerNotFound } from '#write/customers/rejections.ts'
import { requireOpenCart, writeCart } from './cart.ts'
import { cartChanged } from './events.ts'
import { CartNotFound, CartNotOpen } from './rejections.ts'

export const setCartCustomer = command({
  name: 'SetCartCustomer',
  summary:
    'Makes a cart a customer’s. A customer takes it for themselves; staff may name anybody, or nobody.',
  permission: 'carts.write',
  input: {
    cartId: id('cart').describe('The cart.'),
    customerId: maybe(id('customer')).describe(
      'Whose it is from now on. For staff; a customer is always themselves.',
    ),
  },
  target: ({ cartId }) => ({ aggregate: 'cart', id: cartId }),
  rejections: [CartNotFound, CartNotOpen, CustomerNotFound],

  async handle({ tx, now, record, actor }, { cartId, customerId: named }) {
    const cart = await requireOpenCart(tx, actor, cartId)
    const customerId = actor.kind === 'CUSTOMER' ? actor.id : (named ?? null)
    // A shop's public key knows no customer: whom it names is as unknown as one that isn't there.
    if (customerId !== null && actor.kind === 'PUBLISHABLE')
      throw new CustomerNotFound({ customerId }, ['input', 'customerId'])
    if (customerId !== null) await requireCustomer(tx, customerId)
    await writeCart(tx, { ...cart, customerId, touchedAt: now })
    record(cartChanged({ cartId }))
    return { cart: cartId }
  },
})
