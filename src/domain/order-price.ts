// What an order says of its price once it is placed: which discounts it had, and how much tax of which
// rate is in it.
import type { DiscountRule } from './discounts.ts'
import { sumOf } from './money.ts'

/** What a discount took; the discount is null where the order was placed elsewhere. */
export type OrderLineDiscount = { discountId: string | null; amount: number }

/** What a discount promised an order: it holds for the order whatever becomes of the discount. */
export type DiscountTerms = Pick<
  DiscountRule,
  'takes' | 'productIds' | 'collectionIds' | 'isCombinable'
>

/** A discount as it was when the order got it. */
export type OrderDiscount = OrderLineDiscount & {
  code: string | null
  name: string
  /** Null where the order was placed elsewhere: it has what it has. */
  terms: DiscountTerms | null
  /** True where an edit took it off, and units that were settled before still have of it. */
  isRemoved?: boolean
}

export const orderDiscountOf = (rule: DiscountRule, amount: number): OrderDiscount => ({
  discountId: rule.id,
  code: rule.code,
  name: rule.name,
  amount,
  terms: {
    takes: rule.takes,
    productIds: rule.productIds,
    collectionIds: rule.collectionIds,
    isCombinable: rule.isCombinable,
  },
})

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
