// What a cart or a draft order costs and what stands in its way at a moment: the same function that
// placing uses, over what the views say now.
import type { Address } from '#domain/address.ts'
import { type Basket, parcelOf, priceBasket } from '#domain/basket.ts'
import type { DiscountProblem, DiscountRule } from '#domain/discounts.ts'
import { AMOUNT_MAX, sumOf } from '#domain/money.ts'
import { type PriceInterval, priceAt } from '#domain/pricing.ts'
import type { QuotedPart } from '#domain/quote.ts'
import { type ShippingRule, shippingPriceOf } from '#domain/shipping.ts'

export const CART_PROBLEMS = {
  NOT_SELLABLE: 'The variant is no longer for sale.',
  PRICE_MISSING: 'The variant has no price in the currency now.',
  INSUFFICIENT_STOCK: 'There is less of the variant than is asked for.',
  TOO_LARGE: 'The line, or all of it together, costs more than an order can.',
  SHIPPING_ADDRESS_MISSING: 'The draft order does not say where it goes to.',
  DISCOUNT_NOT_STARTED: 'The discount of a code does not hold yet.',
  DISCOUNT_EXPIRED: 'The discount of a code no longer holds.',
  DISCOUNT_LIMIT_REACHED: 'As many orders as its limit allows hold the discount of a code.',
  DISCOUNT_CURRENCY_MISMATCH: 'The discount of a code holds in another currency.',
  DISCOUNT_WITHOUT_GOODS: 'There is nothing in it that the discount of a code is for.',
  DISCOUNT_MINIMUM_NOT_MET:
    'The goods that the discount of a code is for cost less than its minimum.',
  DISCOUNT_NOT_COMBINABLE:
    'The discount of a code can not stand beside one that was entered before.',
  SHIPPING_METHOD_UNAVAILABLE:
    'The way of shipping that was chosen is not offered for what is in it, or where it goes.',
} as const

export type CartProblem = {
  code: keyof typeof CART_PROBLEMS
  message: string
  /** The line that has it; null where it is the cart's. */
  lineId: string | null
  /** The code that has it, where one does. */
  discountCode: string | null
  /** Units that could be had, where stock is the problem. */
  available: number | null
}

/** A cart or a draft order, as it is priced whenever it is looked at. */
export type ShownBasket = {
  id: string
  status: string
  currency: string
  customerId: string | null
  email?: string | null
  shippingAddress: Address | null
  discountCodes: readonly string[]
  shippingMethodId: string | null
  lines: readonly ShownLine[]
}

export type ShownLine = {
  id: string
  variantId: string
  quantity: number
  /** What staff ask for a unit, and why, where they don't go by the catalog. */
  unitPrice?: number | null
  priceReason?: string | null
}

export type PricedLine = {
  id: string
  variantId: string
  quantity: number
  currency: string
  /** What the catalog says now. */
  catalogPrice: number | null
  priceReason: string | null
  /** Minor units; null where there is no price now. */
  unitPrice: number | null
  lineTotal: number | null
  /** What discounts take of it, and the tax on it; null where there is no price. */
  part: QuotedPart | null
  /** Units that are held back for it now. */
  reserved: number
  reservedUntil: number | null
  problems: CartProblem[]
}

export type PricedCart = {
  subtotal: number
  discountTotal: number
  shippingTotal: number
  taxTotal: number
  total: number
  discounts: { rule: DiscountRule; amount: number }[]
  /** The one that was chosen, where it is offered. */
  shippingMethod: ShippingRule | null
  /** Those that are offered for it now, and what each costs before discounts. */
  shippingMethods: { method: ShippingRule; price: number }[]
  lines: PricedLine[]
  problems: CartProblem[]
  /** Epoch milliseconds; null where nothing is held back now. */
  reservedUntil: number | null
}

/** What pricing needs to know of a variant. */
export type CartVariant = {
  sku: string
  productId: string
  taxClass: string
  weight: number | null
  status: string
  productStatus: string
  isService: boolean
  prices: readonly PriceInterval[]
}
export type CartStock = { tracked: boolean; backorder: boolean; sellable: number }

export type CartReservation = { cartLineId: string; quantity: number; expiresAt: number }

/** What the shop says of discounts, tax and the place that the cart goes to. */
type Terms = Omit<Basket, 'lines' | 'currency' | 'shippingMethod'>

export function priceCart(
  {
    status,
    lines,
    currency,
    shippingMethodId,
    shippingAddress,
  }: Pick<ShownBasket, 'status' | 'lines' | 'currency' | 'shippingMethodId' | 'shippingAddress'>,
  {
    isByStaff = false,
    variants,
    stocks,
    reservations,
    collectionsOf,
    methods,
    ...terms
  }: Terms & {
    /** A draft order: staff sell what is not published too, and say beforehand where it goes. */
    isByStaff?: boolean
    variants: ReadonlyMap<string, CartVariant | null>
    /** As they are now to others: what this cart holds back is not in them. */
    stocks: ReadonlyMap<string, CartStock | null>
    reservations: readonly CartReservation[]
    /** Of products, where any discount goes by collections. */
    collectionsOf: ReadonlyMap<string, readonly string[]>
    /** Those that are offered, and the one that was chosen. */
    methods: readonly ShippingRule[]
  },
): PricedCart {
  const { now } = terms
  const isOpen = status === 'OPEN'
  const holding = reservations.filter(({ expiresAt }) => expiresAt > now)
  const units = unitsByVariant(lines)
  const priced = lines.map(({ id, variantId, quantity, priceReason = null, ...own }) => {
    const variant = variants.get(variantId) ?? null
    const catalogPrice = variant ? (priceAt(variant.prices, currency, now) ?? null) : null
    const unitPrice = own.unitPrice ?? catalogPrice
    const isTooLarge = unitPrice !== null && unitPrice * quantity > AMOUNT_MAX
    const held = holding.filter(({ cartLineId }) => cartLineId === id)
    const reserved = sumOf(held.map(({ quantity }) => quantity))
    const reservedUntil = held[0]?.expiresAt ?? null
    const line = { id, variantId, quantity, currency, unitPrice, reserved, reservedUntil }
    const requested = units.get(variantId) ?? quantity
    const stock = stocks.get(variantId) ?? null
    return {
      ...{ ...line, catalogPrice, priceReason },
      lineTotal: unitPrice === null || isTooLarge ? null : unitPrice * quantity,
      problems: isOpen ? problemsOf({ ...line, requested, isByStaff }, variant, stock) : [],
    }
  })
  const basket = {
    ...terms,
    currency,
    lines: priced.flatMap(({ id, variantId, unitPrice, lineTotal, quantity }) => {
      const variant = variants.get(variantId)
      if (!variant || unitPrice === null || lineTotal === null) return []
      const { productId, taxClass, weight } = variant
      const collectionIds = collectionsOf.get(productId) ?? []
      const line = { key: id, productId, collectionIds, taxClass, unitPrice, quantity }
      return [{ ...line, weight: weight ?? 0 }]
    }),
    shippingMethod: methods.find(({ id }) => id === shippingMethodId) ?? null,
  }
  const quoted = priceBasket(basket)
  const parts = new Map(quoted.lines.map((line) => [line.key, line]))
  const parcel = parcelOf(basket)
  const isUnavailable = shippingMethodId !== null && quoted.shippingMethod === null
  const isTooLarge = Math.max(quoted.subtotal, quoted.total) > AMOUNT_MAX
  return {
    subtotal: quoted.subtotal,
    discountTotal: quoted.discountTotal,
    shippingTotal: quoted.shippingTotal,
    taxTotal: quoted.taxTotal,
    total: quoted.total,
    discounts: quoted.applied,
    shippingMethod: quoted.shippingMethod,
    shippingMethods: methods.flatMap((method) => {
      const price = shippingPriceOf(method, parcel)
      return price === null ? [] : [{ method, price }]
    }),
    lines: priced.map((line) => ({ ...line, part: parts.get(line.id) ?? null })),
    problems: [
      ...priced.flatMap(({ problems }) => problems),
      ...(isOpen ? quoted.discountProblems.map(problemOfCode) : []),
      ...(isOpen && isUnavailable ? [UNAVAILABLE] : []),
      ...(isOpen && isTooLarge ? [TOO_LARGE] : []),
      ...(isOpen && isByStaff && shippingAddress === null ? [ADDRESS_MISSING] : []),
    ],
    reservedUntil: holding[0]?.expiresAt ?? null, // All of a cart's end at once.
  }
}

const OF_CART = { lineId: null, discountCode: null, available: null }

const UNAVAILABLE: CartProblem = {
  ...OF_CART,
  code: 'SHIPPING_METHOD_UNAVAILABLE',
  message: 'The way of shipping that was chosen is not offered for this cart: choose another.',
}

const TOO_LARGE: CartProblem = {
  ...OF_CART,
  code: 'TOO_LARGE',
  message: 'All of it together costs more than an order can.',
}

const ADDRESS_MISSING: CartProblem = {
  ...OF_CART,
  code: 'SHIPPING_ADDRESS_MISSING',
  message: 'It is not known where it goes to.',
}

/** Lines of one variant are judged by their sum. */
function unitsByVariant(lines: readonly ShownLine[]): Map<string, number> {
  const units = new Map<string, number>()
  for (const { variantId, quantity } of lines)
    units.set(variantId, (units.get(variantId) ?? 0) + quantity)
  return units
}

function problemOfCode(problem: DiscountProblem): CartProblem {
  const { code, discountCode } = problem
  return { ...OF_CART, code, discountCode, message: `${discountCode}: ${CART_PROBLEMS[code]}` }
}

function problemsOf(
  {
    id,
    quantity,
    currency,
    unitPrice,
    reserved,
    requested,
    isByStaff,
  }: Pick<PricedLine, 'id' | 'quantity' | 'currency' | 'unitPrice' | 'reserved'> & {
    /** Units of its variant on all lines. */
    requested: number
    isByStaff: boolean
  },
  variant: CartVariant | null,
  stock: CartStock | null,
): CartProblem[] {
  const problem = (code: CartProblem['code'], message: string, available: number | null = null) => [
    { code, message, lineId: id, discountCode: null, available },
  ]
  if (!variant || !isForSale(variant, isByStaff))
    return problem('NOT_SELLABLE', `${variant?.sku ?? 'The variant'} is no longer for sale.`)
  if (unitPrice === null)
    return problem('PRICE_MISSING', `${variant.sku} has no price in ${currency} now.`)
  if (unitPrice * quantity > AMOUNT_MAX)
    return problem('TOO_LARGE', `${variant.sku}: ${quantity} units cost more than an order can.`)
  if (variant.isService || stock?.tracked === false || stock?.backorder) return []
  const available = Math.max(0, (stock?.sellable ?? 0) + reserved)
  if (available >= requested) return []
  const message = `${variant.sku}: ${requested} requested, ${available} available.`
  return problem('INSUFFICIENT_STOCK', message, available)
}

const isForSale = ({ status, productStatus }: CartVariant, isByStaff: boolean): boolean =>
  status === 'ACTIVE' &&
  (productStatus === 'PUBLISHED' || (isByStaff && productStatus !== 'ARCHIVED'))
