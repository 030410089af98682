// What lines add up to. Everything is rounded once a line, and totals are sums of rounded parts.
import { requireExact, sumOf } from './money.ts'

export type Totals = {
  subtotal: number
  discountTotal: number
  shippingTotal: number
  taxTotal: number
  total: number
}

export const lineTotalOf = (unitPrice: number, quantity: number): number =>
  requireExact(unitPrice * quantity)

/** What comes to the lines. `taxTotal` is tax on top: what prices include is in them already. */
type Extras = { discountTotal?: number; shippingTotal?: number; taxTotal?: number }

/** total = subtotal − discounts + shipping + tax */
export function totalsOf(
  lines: readonly { lineTotal: number }[],
  { discountTotal = 0, shippingTotal = 0, taxTotal = 0 }: Extras = {},
): Totals {
  const subtotal = sumOf(lines.map(({ lineTotal }) => lineTotal))
  const total = sumOf([subtotal, -discountTotal, shippingTotal, taxTotal])
  return { subtotal, discountTotal, shippingTotal, taxTotal, total }
}
