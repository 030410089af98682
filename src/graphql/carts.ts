// Carts: the type, priced at the moment of the question, and everything that is done to a cart.

import { type CartRow, loadCartViews, loadLatestOpenCart } from '#read/cart/load.ts'
import {
  CART_PROBLEMS,
  type CartProblem,
  type PricedCart,
  type PricedLine,
  priceCart,
} from '#read/cart/price.ts'
import { loadMembershipsByProduct } from '#read/collection/load.ts'
import { loadVariantViews, type VariantRow } from '#read/variant/load.ts'
import { loadVariantStockViews } from '#read/variant-stock/load.ts'
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
import { AddressType } from './address.ts'
import { builder, MoneyType, needs } from './builder.ts'
import type { Context } from './context.ts'
import { Customer } from './customers.ts'
import { CartDiscount, offersOf } from './discounts.ts'
import { mutation } from './mutation.ts'
import { noun } from './noun.ts'
import { Order } from './orders.ts'
import { reservationsOfCart, stockNow } from './reservations.ts'
import { methodById, methodsOffered, ShippingMethod, ShippingQuote } from './shipping-methods.ts'
import { taxRatesIn } from './tax.ts'
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

/** Where a cart goes to, as far as it says; the shop's own country otherwise. */
const countryOf = ({ shippingAddress }: CartRow, { backend }: Context): string =>
  shippingAddress?.countryCode ?? backend.shop.countryCode

const membershipsOf = { load: loadMembershipsByProduct }

/** The collections of what is in a cart, where any discount goes by them. */
async function collectionsFor(
  discounts: readonly { collectionIds: readonly string[] }[],
  variants: readonly (VariantRow | null)[],
  context: Context,
): Promise<Map<string, string[]>> {
  if (discounts.every(({ collectionIds }) => collectionIds.length === 0)) return new Map()
  const productIds = new Set(variants.flatMap((variant) => variant?.productId ?? []))
  return new Map(
    await Promise.all(
      [...productIds].map(async (id) => {
        const memberships = await context.batched(membershipsOf, id)
        return [id, memberships.map(({ collectionId }) => collectionId)] as const
      }),
    ),
  )
}

async function price(cart: CartRow, context: Context): Promise<PricedCart> {
  const ids = cart.lines.map(({ variantId }) => variantId)
  const countryCode = countryOf(cart, context)
  const [variants, stocks, reservations, offers, methods, taxRates] = await Promise.all([
    Promise.all(ids.map(async (id) => [id, await context.batched(variantOf, id)] as const)),
    Promise.all(ids.map(async (id) => [id, await stockNowOf(id, context)] as const)),
    context.batched(reservationsOfCart, cart.id),
    offersOf(cart, context),
    methodsOffered(context),
    taxRatesIn(countryCode, context),
  ])
  return priceCart(cart, {
    variants: new Map(variants),
    stocks: new Map(stocks),
    reservations,
    ...offers,
    collectionsOf: await collectionsFor(
      [...offers.automatic, ...offers.codes],
      variants.map(([, variant]) => variant),
      context,
    ),
    methods,
    countryCode,
    taxRates,
    pricesIncludeTax: context.backend.shop.pricesIncludeTax,
    now: context.now,
  })
}

async function stockNowOf(variantId: string, context: Context) {
  const stock = await context.batched(stockOf, variantId)
  return stock && stockNow(stock, context)
}

const CartProblemType = builder.objectRef<CartProblem>('CartProblem').implement({
  description: 'Why a cart, or a line of it, could not be placed now.',
  fields: (t) => ({
    code: t.field({
      type: enumNamed('CartProblemCode', CART_PROBLEMS),
      description: 'The kind of problem.',
      resolve: ({ code }) => code,
    }),
    message: t.exposeString('message', { description: 'For developers, in English.' }),
    lineId: t.exposeID('lineId', {
      nullable: true,
      description: 'The line that has it; null where it is of the cart as a whole.',
    }),
    discountCode: t.exposeString('discountCode', {
      nullable: true,
      description: 'The code that has it, where it is of a discount.',
    }),
    available: t.exposeInt('available', {
      nullable: true,
      description: 'Units that could be had now, where stock is the problem.',
    }),
  }),
})

type CartAmount = 'subtotal' | 'discountTotal' | 'shippingTotal' | 'taxTotal' | 'total'

const CartLine = builder.objectRef<PricedLine>('CartLine').implement({
  description: 'Units of one variant in a cart, at the price of this moment.',
  fields: (t) => {
    const partAmount = (name: 'discount' | 'tax' | 'gross', description: string) =>
      t.field({
        type: MoneyType,
        nullable: true,
        description,
        resolve: ({ part, currency }) => part && { amount: part[name], currency },
      })
    return {
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
        resolve: ({ unitPrice: amount, currency }) =>
          amount === null ? null : { amount, currency },
      }),
      lineTotal: t.field({
        type: MoneyType,
        nullable: true,
        description: 'Price × quantity; null where there is no price.',
        resolve: ({ lineTotal: amount, currency }) =>
          amount === null ? null : { amount, currency },
      }),
      discount: partAmount('discount', 'What discounts take of it; null where there is no price.'),
      tax: partAmount('tax', 'The tax in it or on it; null where there is no price.'),
      gross: partAmount(
        'gross',
        'What it costs, after discounts and with its tax; null where there is no price.',
      ),
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
    }
  },
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
    const amount = (name: CartAmount, description: string) =>
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
      discountTotal: amount('discountTotal', 'What discounts take off lines and shipping.'),
      shippingTotal: amount(
        'shippingTotal',
        'What shipping costs before discounts; nothing without a method.',
      ),
      taxTotal: amount(
        'taxTotal',
        'All tax, within prices or on top of them: `pricesIncludeTax` says which.',
      ),
      total: amount('total', 'What placing it now would charge.'),
      pricesIncludeTax: t.boolean({
        description: 'Whether prices have their tax in them, or it comes on top.',
        resolve: (_, _args, context) => context.backend.shop.pricesIncludeTax,
      }),
      taxCountryCode: t.string({
        description:
          'The country whose tax and shipping it is priced with: where it goes, or the shop’s own until that is known.',
        resolve: (cart, _, context) => countryOf(cart, context),
      }),
      taxIsEstimated: t.boolean({
        description: 'True until it is known where it goes.',
        resolve: ({ shippingAddress }) => shippingAddress === null,
      }),
      discountCodes: t.stringList({
        description: 'The codes that were entered, counting or not: `problems` says why not.',
        resolve: ({ discountCodes }) => discountCodes,
      }),
      discounts: t.field({
        type: [CartDiscount],
        description: 'The discounts that it gets now, in the order in which they are applied.',
        resolve: async (cart, _, context) =>
          (await pricingOf(cart, context)).discounts.map(({ rule: { code, name }, amount }) => ({
            code,
            name,
            amount,
            currency: cart.currency,
          })),
      }),
      shippingMethod: t.field({
        type: ShippingMethod.ref,
        nullable: true,
        description: 'The way of shipping that was chosen, offered now or not.',
        resolve: ({ shippingMethodId }, _, context) =>
          shippingMethodId === null ? null : context.batched(methodById, shippingMethodId),
      }),
      shippingMethods: t.field({
        type: [ShippingQuote],
        description:
          'The ways of shipping that are offered for what is in it and where it goes, the cheapest first.',
        resolve: async (cart, _, context) =>
          (await pricingOf(cart, context)).shippingMethods
            .map(({ method: { id, name }, price }) => ({
              id,
              name,
              price,
              currency: cart.currency,
            }))
            .sort((one, other) => one.price - other.price || (one.id < other.id ? -1 : 1)),
      }),
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
