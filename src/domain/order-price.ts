// What an order says of its price once it is placed: which discounts it had, and how much tax of which
// rate is in it.
import { sumOf } from './money.ts'

/** What a discount took; the discount is null where the order was placed elsewhere. */
export type OrderLineDiscount = { discountId: string | null; amount: number }

/** A discount as it was when the order was placed. */
export type OrderDiscount = OrderLineDiscount & { code: string | null; name: string }

export type TaxSum = { taxRate: number; net: number; tax: number; gross: number }

/** Sums of the parts by their rate, the lowest first. Parts that cost nothing count for none. */
export function taxesOf(parts: readonly TaxSum[]): TaxSum[] {
  const rates = [...new Set(parts.filter(({ gross }) => gross > 0).map(({ taxRate }) => taxRate))]
  return rates
    .sort((one, other) => one - other)
    .map((taxRate) => {
      const own = parts.filter((part) => part.taxRate === taxRate)
      return {
        taxRate,
        net: sumOf(own.map(({ net }) => net)),
        tax: sumOf(own.map(({ tax }) => tax)),
        gross: sumOf(own.map(({ gross }) => gross)),
      }
    })
}
