// What a basket costs: its lines less discounts, its shipping, and the tax in both. Carts, placing and
// whatever changes an order later all ask here, so that what is shown is what is charged. Whole minor
// units only; everything is rounded once a line, and totals are sums of rounded parts.
import { portionOf, requireExact, sumOf } from './money.ts'

/** Rates of tax and discount are in thousandths of a percent: 9.975 % is 9975, the whole 100,000. */
export const RATE_WHOLE = 100_000

export type QuoteLine = {
  /** What tells the line from the others of the basket. */
  key: string
  productId: string
  collectionIds: readonly string[]
  unitPrice: number
  quantity: number
  taxRate: number
}

/** What a discount takes, and from which goods. Whether it may be had at all is decided before. */
export type QuoteDiscount = {
  id: string
  takes:
    | { kind: 'PERCENT'; rate: number }
    | { kind: 'FIXED'; amount: number }
    | { kind: 'FREE_SHIPPING' }
  /** Both empty: everything. */
  productIds: readonly string[]
  collectionIds: readonly string[]
}

export type DiscountPart = { discountId: string; amount: number }

/** subtotal − discount is `net` where tax comes on top, and `gross` where prices include it. */
export type QuotedPart = {
  subtotal: number
  discounts: DiscountPart[]
  discount: number
  net: number
  tax: number
  gross: number
  taxRate: number
}

export type Quote = {
  lines: (QuotedPart & { key: string })[]
  shipping: QuotedPart
  /** What each discount takes of lines and shipping together, in the order of application. */
  discounts: DiscountPart[]
  subtotal: number
  /** Of lines and shipping. */
  discountTotal: number
  /** Before discounts. */
  shippingTotal: number
  /** All tax, whether prices include it or it comes on top. */
  taxTotal: number
  /** What is to be paid: the gross of lines and shipping. */
  total: number
}

export function quote({
  lines,
  discounts,
  shipping,
  pricesIncludeTax,
}: {
  lines: readonly QuoteLine[]
  /** In their order of application: each is of what those before it left. */
  discounts: readonly QuoteDiscount[]
  shipping: { price: number; taxRate: number }
  pricesIncludeTax: boolean
}): Quote {
  const goods = lines.map((line) => begun(requireExact(line.unitPrice * line.quantity)))
  const freight = begun(shipping.price)
  for (const discount of discounts) {
    if (discount.takes.kind === 'FREE_SHIPPING') take(freight, discount.id, freight.left)
    else {
      const eligible = goods.filter((_, index) => isFor(discount, lines[index]))
      takenFrom(eligible, discount.takes).forEach((amount, index) => {
        take(eligible[index], discount.id, amount)
      })
    }
  }

  const quoted = lines.map(({ key, taxRate }, index) => ({
    key,
    ...taxed(goods[index] ?? begun(0), taxRate, pricesIncludeTax),
  }))
  const quotedShipping = taxed(freight, shipping.taxRate, pricesIncludeTax)
  const parts = [...quoted, quotedShipping]
  return {
    lines: quoted,
    shipping: quotedShipping,
    discounts: discounts.map(({ id }) => ({ discountId: id, amount: takenBy(id, parts) })),
    subtotal: sumOf(quoted.map(({ subtotal }) => subtotal)),
    discountTotal: sumOf(parts.map(({ discount }) => discount)),
    shippingTotal: shipping.price,
    taxTotal: sumOf(parts.map(({ tax }) => tax)),
    total: sumOf(parts.map(({ gross }) => gross)),
  }
}

export function isFor(
  { productIds, collectionIds }: Pick<QuoteDiscount, 'productIds' | 'collectionIds'>,
  line: Pick<QuoteLine, 'productId' | 'collectionIds'> | undefined,
): boolean {
  if (!line) return false
  if (productIds.length === 0 && collectionIds.length === 0) return true
  return (
    productIds.includes(line.productId) ||
    line.collectionIds.some((id) => collectionIds.includes(id))
  )
}

/** A sum and what discounts have left of it. */
type Begun = { subtotal: number; left: number; discounts: DiscountPart[] }

const begun = (subtotal: number): Begun => ({ subtotal, left: subtotal, discounts: [] })

function take(part: Begun | undefined, discountId: string, amount: number): void {
  if (!part || amount === 0) return
  part.left -= amount
  part.discounts.push({ discountId, amount })
}

function takenFrom(
  eligible: readonly Begun[],
  takes: Exclude<QuoteDiscount['takes'], { kind: 'FREE_SHIPPING' }>,
): number[] {
  const left = eligible.map((part) => part.left)
  if (takes.kind === 'PERCENT') return left.map((sum) => portionOf(sum, takes.rate, RATE_WHOLE))
  return splitOver(Math.min(takes.amount, sumOf(left)), left)
}

/**
 * An amount over weights in proportion, to the last unit: the units that rounding down leaves go to the
 * largest remainders, and among equal ones to the first.
 */
export function splitOver(amount: number, weights: readonly number[]): number[] {
  const whole = BigInt(sumOf(weights))
  if (whole === 0n) return weights.map(() => 0)
  const shares = weights.map((weight, index) => {
    const product = BigInt(amount) * BigInt(weight)
    return { index, share: Number(product / whole), remainder: product % whole }
  })
  let rest = amount - sumOf(shares.map(({ share }) => share))
  const parts = shares.map(({ share }) => share)
  const largestFirst = shares.toSorted((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  )
  for (const { index, share } of largestFirst) {
    if (rest === 0) break
    parts[index] = share + 1
    rest--
  }
  return parts
}

function taxed(
  { subtotal, left, discounts }: Begun,
  rate: number,
  isIncluded: boolean,
): QuotedPart {
  const tax = isIncluded
    ? portionOf(left, rate, RATE_WHOLE + rate)
    : portionOf(left, rate, RATE_WHOLE)
  return {
    subtotal,
    discounts,
    discount: subtotal - left,
    net: isIncluded ? left - tax : left,
    tax,
    gross: isIncluded ? left : requireExact(left + tax),
    taxRate: rate,
  }
}

const takenBy = (discountId: string, parts: readonly QuotedPart[]): number =>
  sumOf(
    parts
      .flatMap(({ discounts }) => discounts)
      .filter((part) => part.discountId === discountId)
      .map(({ amount }) => amount),
  )
