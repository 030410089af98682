// What lines add up to. Everything is rounded once a line, and totals are sums of rounded parts.
import { sumOf } from './money.ts'

export type Totals = {
  subtotal: number
  discountTotal: number
  shippingTotal: number
  taxTotal: number
  total: number
}

export const lineTotalOf = (unitPrice: number, quantity: number): number => unitPrice * quantity

/** total = subtotal − discounts + shipping + tax, where prices do not include it. */
export function totalsOf(
  lines: readonly { lineTotal: number }[],
  { discountTotal = 0, shippingTotal = 0, taxTotal = 0 }: Partial<Totals> = {},
): Totals {
  const subtotal = sumOf(lines.map(({ lineTotal }) => lineTotal))
  const total = sumOf([subtotal, -discountTotal, shippingTotal, taxTotal])
  return { subtotal, discountTotal, shippingTotal, taxTotal, total }
}
