// What carts and draft orders have in common: lines and totals, priced at the moment of the question, and
// what stands in the way of placing them.
import { emailKey } from '#domain/address.ts'
import {
  CART_PROBLEMS,
  type CartProblem,
  type CartReservation,
  type PricedCart,
  type PricedLine,
  priceCart,
  type ShownBasket,
} from '#read/cart/price.ts'
import { loadMembershipsByProduct } from '#read/collection/load.ts'
import { loadVariantViews, type VariantRow } from '#read/variant/load.ts'
import { loadVariantStockViews } from '#read/variant-stock/load.ts'
import { AddressType } from './address.ts'
import { builder, MoneyType, type SchemaTypes } from './builder.ts'
import type { Batch, Context } from './context.ts'
import { Customer } from './customers.ts'
import { CartDiscount, offersOf } from './discounts.ts'
import { stockNow } from './reservations.ts'
import { methodById, methodsOffered, ShippingMethod, ShippingQuote } from './shipping-methods.ts'
import { taxRatesIn } from './tax.ts'
import { Variant } from './variants.ts'
import { enumNamed } from './vocabulary.ts'

// A cart shows what is wrong with a variant, so it reads what its viewer might not see by itself.
const variantOf = { load: loadVariantViews }
const stockOf = { load: loadVariantStockViews }
const membershipsOf = { load: loadMembershipsByProduct }

export type Pricing<R> = (basket: R, context: Context) => Promise<PricedCart>

/**
 * Prices a row once, however many of its fields are asked for.
 * @param reservationsOf What a cart holds back. Null where it is staff who sell: they hold nothing back.
 */
export function pricingBy<R extends ShownBasket>(
  reservationsOf: Batch<string, readonly CartReservation[]> | null,
): Pricing<R> {
  /** By operation: a row is kept longer than its price may hold. */
  const pricings = new WeakMap<Context, Map<R, Promise<PricedCart>>>()
  return (basket, context) => {
    const known = pricings.get(context) ?? new Map<R, Promise<PricedCart>>()
    pricings.set(context, known)
    const made = known.get(basket) ?? price(basket, reservationsOf, context)
    known.set(basket, made)
    return made
  }
}

async function price(
  basket: ShownBasket,
  reservationsOf: Batch<string, readonly CartReservation[]> | null,
  context: Context,
): Promise<PricedCart> {
  const ids = [...new Set(basket.lines.map(({ variantId }) => variantId))]
  const countryCode = countryOf(basket, context)
  const { customerId, email } = basket
  const buyer = { customerId, emailKey: email == null ? null : emailKey(email) }
  const [variants, stocks, reservations, offers, methods, taxRates] = await Promise.all([
    Promise.all(ids.map(async (id) => [id, await context.batched(variantOf, id)] as const)),
    Promise.all(ids.map(async (id) => [id, await stockNowOf(id, context)] as const)),
    reservationsOf ? context.batched(reservationsOf, basket.id) : [],
    offersOf({ codes: basket.discountCodes, buyer }, context),
    methodsOffered(context),
    taxRatesIn(countryCode, context),
  ])
  return priceCart(basket, {
    isByStaff: reservationsOf === null,
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

/** Where it goes to, as far as it says; the shop's own country otherwise. */
const countryOf = ({ shippingAddress }: ShownBasket, { backend }: Context): string =>
  shippingAddress?.countryCode ?? backend.shop.countryCode

async function stockNowOf(variantId: string, context: Context) {
  const stock = await context.batched(stockOf, variantId)
  return stock && stockNow(stock, context)
}

/** The collections of what is in a basket, where any discount goes by them. */
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

const CartProblemType = builder.objectRef<CartProblem>('CartProblem').implement({
  description: 'Why a cart or a draft order, or a line of it, could not be placed now.',
  fields: (t) => ({
    code: t.field({
      type: enumNamed('CartProblemCode', CART_PROBLEMS),
      description: 'The kind of problem.',
      resolve: ({ code }) => code,
    }),
    message: t.exposeString('message', { description: 'For developers, in English.' }),
    lineId: t.exposeID('lineId', {
      nullable: true,
      description: 'The line that has it; null where it is of the whole.',
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

type Types = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>

export function basketLineFields(t: PothosSchemaTypes.ObjectFieldBuilder<Types, PricedLine>) {
  const amount = (of: (line: PricedLine) => number | null, description: string) =>
    t.field({
      type: MoneyType,
      nullable: true,
      description: `${description}; null where there is no price.`,
      resolve: (line) => {
        const amount = of(line)
        return amount === null ? null : { amount, currency: line.currency }
      },
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
    unitPrice: amount(({ unitPrice }) => unitPrice, 'The price of one unit now'),
    lineTotal: amount(({ lineTotal }) => lineTotal, 'Price × quantity'),
    discount: amount(({ part }) => part?.discount ?? null, 'What discounts take of it'),
    tax: amount(({ part }) => part?.tax ?? null, 'The tax in it or on it'),
    gross: amount(({ part }) => part?.gross ?? null, 'What it costs, after discounts and with tax'),
    problems: t.field({
      type: [CartProblemType],
      description: 'What stands in the way of placing this line now; nothing once it is not open.',
      resolve: ({ problems }) => problems,
    }),
  }
}

type Amount = 'subtotal' | 'discountTotal' | 'shippingTotal' | 'taxTotal' | 'total'

export function basketFields<R extends ShownBasket>(
  t: PothosSchemaTypes.ObjectFieldBuilder<Types, R>,
  pricingOf: Pricing<R>,
) {
  const amount = (name: Amount, description: string) =>
    t.field({
      type: MoneyType,
      description,
      resolve: async (basket, _, context) => ({
        amount: (await pricingOf(basket, context))[name],
        currency: basket.currency,
      }),
    })
  return {
    currency: t.field({
      type: 'CurrencyCode',
      description: 'What it is priced in.',
      resolve: ({ currency }) => currency,
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
      resolve: (basket, _, context) => countryOf(basket, context),
    }),
    taxIsEstimated: t.boolean({
      description: 'True until it is known where it goes.',
      resolve: ({ shippingAddress }) => shippingAddress === null,
    }),
    discountCodes: t.stringList({
      description: 'The codes that were entered, counting or not: `problems` says why not.',
      resolve: ({ discountCodes }) => [...discountCodes],
    }),
    discounts: t.field({
      type: [CartDiscount],
      description: 'The discounts that it gets now, in the order in which they are applied.',
      resolve: async (basket, _, context) =>
        (await pricingOf(basket, context)).discounts.map(({ rule: { code, name }, amount }) => ({
          ...{ code, name, amount },
          currency: basket.currency,
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
      resolve: async (basket, _, context) =>
        (await pricingOf(basket, context)).shippingMethods
          .map(({ method: { id, name }, price }) => ({
            ...{ id, name, price },
            currency: basket.currency,
          }))
          .sort((one, other) => one.price - other.price || (one.id < other.id ? -1 : 1)),
    }),
    problems: t.field({
      type: [CartProblemType],
      description: 'Everything that stands in the way of placing it now.',
      resolve: async (basket, _, context) => (await pricingOf(basket, context)).problems,
    }),
    shippingAddress: t.field({
      type: AddressType,
      nullable: true,
      description: 'Where it is to go.',
      resolve: ({ shippingAddress }) => shippingAddress,
    }),
    customer: t.field({
      type: Customer.ref,
      nullable: true,
      description: 'Whose it is, if anybody’s.',
      resolve: ({ customerId }, _, context) =>
        customerId === null ? null : context.row(Customer.source, customerId),
    }),
  }
}
