// What a cart costs and what stands in its way at a moment: the same price rule and the same sums that
// placing uses, over what the views say now.
import { AMOUNT_MAX, sumOf } from '#domain/money.ts'
import { type PriceInterval, priceAt } from '#domain/pricing.ts'
import { lineTotalOf, type Totals, totalsOf } from '#domain/totals.ts'
import type { CartRow } from './load.ts'

export const CART_PROBLEMS = {
  NOT_SELLABLE: 'The variant is no longer for sale.',
  PRICE_MISSING: "The variant has no price in the cart's currency now.",
  INSUFFICIENT_STOCK: 'There is less of the variant than the cart asks for.',
  TOO_LARGE: 'The line costs more than an order can.',
} as const

export type CartProblem = {
  code: keyof typeof CART_PROBLEMS
  message: string
  lineId: string
  /** Units that could be had, where stock is the problem. */
  available: number | null
}

export type PricedLine = {
  id: string
  variantId: string
  quantity: number
  currency: string
  /** Minor units; null where there is no price now. */
  unitPrice: number | null
  lineTotal: number | null
  /** Units that are held back for it now. */
  reserved: number
  reservedUntil: number | null
  problems: CartProblem[]
}

export type PricedCart = Totals & {
  lines: PricedLine[]
  problems: CartProblem[]
  /** Epoch milliseconds; null where nothing is held back now. */
  reservedUntil: number | null
}

/** What pricing needs to know of a variant. */
export type CartVariant = {
  sku: string
  status: string
  productStatus: string
  isService: boolean
  prices: readonly PriceInterval[]
}
export type CartStock = { tracked: boolean; backorder: boolean; sellable: number }

export type CartReservation = { cartLineId: string; quantity: number; expiresAt: number }

export function priceCart(
  { status, lines, currency }: Pick<CartRow, 'status' | 'lines' | 'currency'>,
  {
    variants,
    stocks,
    reservations,
    now,
  }: {
    variants: ReadonlyMap<string, CartVariant | null>
    /** As they are now to others: what this cart holds back is not in them. */
    stocks: ReadonlyMap<string, CartStock | null>
    reservations: readonly CartReservation[]
    now: number
  },
): PricedCart {
  const holding = reservations.filter(({ expiresAt }) => expiresAt > now)
  const priced = lines.map(({ id, variantId, quantity }) => {
    const variant = variants.get(variantId) ?? null
    const unitPrice = variant ? (priceAt(variant.prices, currency, now) ?? null) : null
    const isTooLarge = unitPrice !== null && unitPrice * quantity > AMOUNT_MAX
    const own = holding.filter(({ cartLineId }) => cartLineId === id)
    const reserved = sumOf(own.map(({ quantity }) => quantity))
    const reservedUntil = own[0]?.expiresAt ?? null
    const line = { id, variantId, quantity, currency, unitPrice, reserved, reservedUntil }
    return {
      ...line,
      lineTotal: unitPrice === null || isTooLarge ? null : lineTotalOf(unitPrice, quantity),
      problems: status === 'OPEN' ? problemsOf(line, variant, stocks.get(variantId) ?? null) : [],
    }
  })
  const totals = totalsOf(priced.map(({ lineTotal }) => ({ lineTotal: lineTotal ?? 0 })))
  return {
    ...totals,
    lines: priced,
    problems: priced.flatMap(({ problems }) => problems),
    reservedUntil: holding[0]?.expiresAt ?? null, // All of a cart's end at once.
  }
}

function problemsOf(
  { id, quantity, currency, unitPrice, reserved }: Omit<PricedLine, 'lineTotal' | 'problems'>,
  variant: CartVariant | null,
  stock: CartStock | null,
): CartProblem[] {
  const problem = (code: CartProblem['code'], message: string, available: number | null = null) => [
    { code, message, lineId: id, available },
  ]
  if (variant?.status !== 'ACTIVE' || variant.productStatus !== 'PUBLISHED')
    return problem('NOT_SELLABLE', `${variant?.sku ?? 'The variant'} is no longer for sale.`)
  if (unitPrice === null)
    return problem('PRICE_MISSING', `${variant.sku} has no price in ${currency} now.`)
  if (unitPrice * quantity > AMOUNT_MAX)
    return problem('TOO_LARGE', `${variant.sku}: ${quantity} units cost more than an order can.`)
  if (variant.isService || stock?.tracked === false || stock?.backorder) return []
  const available = Math.max(0, (stock?.sellable ?? 0) + reserved)
  if (available >= quantity) return []
  const message = `${variant.sku}: ${quantity} requested, ${available} available.`
  return problem('INSUFFICIENT_STOCK', message, available)
}
