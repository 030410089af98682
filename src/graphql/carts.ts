// Carts: the type, priced at the moment of the question, and everything that is done to a cart.
import { type CartRow, loadCartViews, loadLatestOpenCart } from '#read/cart/load.ts'
import type { PricedLine } from '#read/cart/price.ts'
import { abandonCart } from '#write/carts/abandon-cart.ts'
import { applyDiscountCode } from '#write/carts/apply-discount-code.ts'
import { chooseShipping } from '#write/carts/choose-shipping.ts'
import { mergeCart } from '#write/carts/merge-cart.ts'
import { CART_STATUSES } from '#write/carts/rejections.ts'
import { removeDiscountCode } from '#write/carts/remove-discount-code.ts'
import { setCartAddress } from '#write/carts/set-cart-address.ts'
import { setCartCustomer } from '#write/carts/set-cart-customer.ts'
import { setCartLine } from '#write/carts/set-cart-line.ts'
import { startCart } from '#write/carts/start-cart.ts'
import { placeOrder } from '#write/orders/place-order.ts'
import { Viewer } from './access.ts'
import { basketFields, basketLineFields, pricingBy } from './baskets.ts'
import { builder, needs } from './builder.ts'
import { mutation } from './mutation.ts'
import { noun } from './noun.ts'
import { Order } from './orders.ts'
import { reservationsOfCart } from './reservations.ts'
import { enumNamed } from './vocabulary.ts'

const pricingOf = pricingBy<CartRow>(reservationsOfCart)

const CartLine = builder.objectRef<PricedLine>('CartLine').implement({
  description: 'Units of one variant in a cart, at the price of this moment.',
  fields: (t) => ({
    ...basketLineFields(t),
    reserved: t.exposeInt('reserved', {
      description: 'Units that are held back for it now, where the shop does so.',
    }),
    reservedUntil: t.expose('reservedUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when; null where none are.',
    }),
  }),
})

export const Cart = noun<CartRow>({
  name: 'Cart',
  kind: 'cart',
  description:
    'What somebody means to buy, priced whenever it is looked at. Its id is the right to it.',
  source: {
    view: 'cart_view',
    keyOf: ({ id }) => id,
    load: loadCartViews,
    permission: 'carts.write, with the id of the cart; a customer’s cart is theirs alone',
    visible: ({ customerId }, viewer) =>
      viewer.holds('carts.write') &&
      (viewer.actor.kind !== 'CUSTOMER' || customerId === null || viewer.isCustomer(customerId)),
  },
  fields: (t) => ({
    ...basketFields(t, pricingOf),
    version: t.exposeInt('version', { description: 'How often it has changed.' }),
    status: t.expose('status', {
      type: enumNamed('CartStatus', CART_STATUSES),
      description: 'Whether it can still be changed.',
    }),
    lines: t.field({
      type: [CartLine],
      description: 'What is in it, in the order in which it was put in.',
      resolve: async (cart, _, context) => (await pricingOf(cart, context)).lines,
    }),
    reservedUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'Until when units are held back for it. Changing a line holds them anew; afterwards they can be bought still, by whoever comes first.',
      resolve: async (cart, _, context) => (await pricingOf(cart, context)).reservedUntil,
    }),
    order: t.field({
      type: Order.ref,
      nullable: true,
      description: 'The order that it became. Whoever has the cart may see it.',
      resolve: ({ orderId }, _, context) => {
        if (orderId === null) return null
        context.grant(orderId)
        return context.row(Order.source, orderId)
      },
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was begun.' }),
    touchedAt: t.expose('touchedAt', {
      type: 'DateTime',
      description: 'When whoever holds it last changed it.',
    }),
  }),
})

builder.queryField('cart', (t) =>
  t.field({
    ...needs('carts.write'),
    description: 'A cart by its id.',
    type: Cart.ref,
    nullable: true,
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (_, { id }, context) => context.row(Cart.source, id),
  }),
)

mutation(startCart, { cart: Cart })
mutation(setCartLine, { cart: Cart })
mutation(setCartCustomer, { cart: Cart })
mutation(setCartAddress, { cart: Cart })
mutation(applyDiscountCode, { cart: Cart })
mutation(removeDiscountCode, { cart: Cart })
mutation(chooseShipping, { cart: Cart })
mutation(abandonCart, { cart: Cart })
mutation(mergeCart, { cart: Cart })

builder.objectField(Cart.ref, 'mergedInto', (t) =>
  t.field({
    type: Cart.ref,
    nullable: true,
    description: 'The cart that its lines went into, where it was merged.',
    resolve: ({ mergedIntoId }, _, context) =>
      mergedIntoId === null ? null : context.row(Cart.source, mergedIntoId),
  }),
)

builder.objectField(Viewer, 'cart', (t) =>
  t.field({
    type: Cart.ref,
    nullable: true,
    description:
      'The open cart that a customer changed last, on whichever device. Null for anybody else, or where there is none.',
    resolve: async ({ actor }, _, context) => {
      if (actor.kind !== 'CUSTOMER') return null
      const cart = await context.read((connection) => loadLatestOpenCart(connection, actor.id))
      if (!cart) return null
      context.prime(Cart.source, [cart])
      return context.row(Cart.source, cart.id)
    },
  }),
)
mutation(placeOrder, { order: Order, cart: Cart }, { grants: ['order'] })
