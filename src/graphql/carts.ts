// Carts: the type, priced at the moment of the question, and everything that is done to a cart.

import type { Totals } from '#domain/totals.ts'
import { type CartRow, loadCartViews, loadLatestOpenCart } from '#read/cart/load.ts'
import {
  CART_PROBLEMS,
  type CartProblem,
  type PricedCart,
  type PricedLine,
  priceCart,
} from '#read/cart/price.ts'
import { loadVariantViews } from '#read/variant/load.ts'
import { loadVariantStockViews } from '#read/variant-stock/load.ts'
import { abandonCart } from '#write/carts/abandon-cart.ts'
import { mergeCart } from '#write/carts/merge-cart.ts'
import { CART_STATUSES } from '#write/carts/rejections.ts'
import { setCartAddress } from '#write/carts/set-cart-address.ts'
import { setCartCustomer } from '#write/carts/set-cart-customer.ts'
import { setCartLine } from '#write/carts/set-cart-line.ts'
import { startCart } from '#write/carts/start-cart.ts'
import { placeOrder } from '#write/orders/place-order.ts'
import { Viewer } from './access.ts'
import { AddressType } from './address.ts'
import { builder, MoneyType, needs } from './builder.ts'
import type { Context } from './context.ts'
import { Customer } from './customers.ts'
import { mutation } from './mutation.ts'
import { noun } from './noun.ts'
import { Order } from './orders.ts'
import { reservationsOfCart, stockNow } from './reservations.ts'
import { Variant } from './variants.ts'
import { enumNamed } from './vocabulary.ts'

// A cart shows what is wrong with a variant, so it reads what its viewer might not see by itself.
const variantOf = { load: loadVariantViews }
const stockOf = { load: loadVariantStockViews }

const pricings = new WeakMap<CartRow, Promise<PricedCart>>()

/** Prices a row once, however many of its fields are asked for. */
function pricingOf(cart: CartRow, context: Context): Promise<PricedCart> {
  const known = pricings.get(cart)
  if (known) return known
  const made = price(cart, context)
  pricings.set(cart, made)
  return made
}

async function price(cart: CartRow, context: Context): Promise<PricedCart> {
  const ids = cart.lines.map(({ variantId }) => variantId)
  const [variants, stocks, reservations] = await Promise.all([
    Promise.all(ids.map(async (id) => [id, await context.batched(variantOf, id)] as const)),
    Promise.all(ids.map(async (id) => [id, await stockNowOf(id, context)] as const)),
    context.batched(reservationsOfCart, cart.id),
  ])
  return priceCart(cart, {
    variants: new Map(variants),
    stocks: new Map(stocks),
    reservations,
    now: context.now,
  })
}

async function stockNowOf(variantId: string, context: Context) {
  const stock = await context.batched(stockOf, variantId)
  return stock && stockNow(stock, context)
}

const CartProblemType = builder.objectRef<CartProblem>('CartProblem').implement({
  description: 'Why a line of a cart could not be placed now.',
  fields: (t) => ({
    code: t.field({
      type: enumNamed('CartProblemCode', CART_PROBLEMS),
      description: 'The kind of problem.',
      resolve: ({ code }) => code,
    }),
    message: t.exposeString('message', { description: 'For developers, in English.' }),
    lineId: t.exposeID('lineId', { description: 'The line that has it.' }),
    available: t.exposeInt('available', {
      nullable: true,
      description: 'Units that could be had now, where stock is the problem.',
    }),
  }),
})

const CartLine = builder.objectRef<PricedLine>('CartLine').implement({
  description: 'Units of one variant in a cart, at the price of this moment.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id of the line.' }),
    variant: t.field({
      type: Variant.ref,
      nullable: true,
      description: 'What it is; null once shoppers may not see it any more.',
      resolve: ({ variantId }, _, context) => context.row(Variant.source, variantId),
    }),
    quantity: t.exposeInt('quantity', { description: 'Units.' }),
    unitPrice: t.field({
      type: MoneyType,
      nullable: true,
      description: 'The price of one unit now; null where there is none.',
      resolve: ({ unitPrice: amount, currency }) => (amount === null ? null : { amount, currency }),
    }),
    lineTotal: t.field({
      type: MoneyType,
      nullable: true,
      description: 'Price × quantity; null where there is no price.',
      resolve: ({ lineTotal: amount, currency }) => (amount === null ? null : { amount, currency }),
    }),
    reserved: t.exposeInt('reserved', {
      description: 'Units that are held back for it now, where the shop does so.',
    }),
    reservedUntil: t.expose('reservedUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when; null where none are.',
    }),
    problems: t.field({
      type: [CartProblemType],
      description:
        'What stands in the way of placing this line now; nothing once the cart is not open.',
      resolve: ({ problems }) => problems,
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
  fields: (t) => {
    const amount = (name: keyof Totals, description: string) =>
      t.field({
        type: MoneyType,
        description,
        resolve: async (cart, _, context) => ({
          amount: (await pricingOf(cart, context))[name],
          currency: cart.currency,
        }),
      })
    return {
      version: t.exposeInt('version', { description: 'How often it has changed.' }),
      status: t.field({
        type: enumNamed('CartStatus', CART_STATUSES),
        description: 'Whether it can still be changed.',
        resolve: ({ status }) => status,
      }),
      currency: t.expose('currency', {
        type: 'CurrencyCode',
        description: 'What it is priced in.',
      }),
      lines: t.field({
        type: [CartLine],
        description: 'What is in it, in the order in which it was put in.',
        resolve: async (cart, _, context) => (await pricingOf(cart, context)).lines,
      }),
      subtotal: amount('subtotal', 'The sum of the lines that have a price.'),
      discountTotal: amount('discountTotal', 'What discounts take off.'),
      shippingTotal: amount('shippingTotal', 'What shipping costs.'),
      taxTotal: amount('taxTotal', 'Tax on top of prices.'),
      total: amount('total', 'What placing it now would charge.'),
      problems: t.field({
        type: [CartProblemType],
        description: 'Everything that stands in the way of placing it now.',
        resolve: async (cart, _, context) => (await pricingOf(cart, context)).problems,
      }),
      reservedUntil: t.field({
        type: 'DateTime',
        nullable: true,
        description:
          'Until when units are held back for it. Changing a line holds them anew; afterwards they can be bought still, by whoever comes first.',
        resolve: async (cart, _, context) => (await pricingOf(cart, context)).reservedUntil,
      }),
      shippingAddress: t.expose('shippingAddress', {
        type: AddressType,
        nullable: true,
        description: 'Where it is to go.',
      }),
      customer: t.field({
        type: Customer.ref,
        nullable: true,
        description: 'Whose it is, if anybody’s.',
        resolve: ({ customerId }, _, context) =>
          customerId === null ? null : context.row(Customer.source, customerId),
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
    }
  },
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
