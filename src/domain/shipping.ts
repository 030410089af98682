// What a way of shipping costs for a basket, and whether it is offered for it at all.

export const SHIPPING_BASES = {
  FLAT: 'One price, whatever is in the basket.',
  WEIGHT: 'By what the goods weigh, in grams.',
  SUBTOTAL: 'By what the goods cost before discounts, in minor units.',
} as const
export type ShippingBasis = keyof typeof SHIPPING_BASES

/** A price up to a weight or subtotal, itself included; null is without end. */
export type ShippingBracket = { currency: string; upTo: number | null; price: number }

export type ShippingRule = {
  id: string
  name: string
  /** Where it goes to; none named is everywhere. */
  countryCodes: readonly string[]
  basis: ShippingBasis
  /** Of each currency from the lowest bracket to the highest. */
  brackets: readonly ShippingBracket[]
  taxClass: string
  archivedAt: number | null
}

/** What of a basket its shipping depends on. */
export type Parcel = { currency: string; countryCode: string; weight: number; subtotal: number }

/** The price, or null where the method is not offered for this parcel. */
export function shippingPriceOf(rule: ShippingRule, parcel: Parcel): number | null {
  const { countryCodes, basis, brackets, archivedAt } = rule
  if (archivedAt !== null) return null
  if (countryCodes.length > 0 && !countryCodes.includes(parcel.countryCode)) return null
  const measure = { FLAT: 0, WEIGHT: parcel.weight, SUBTOTAL: parcel.subtotal }[basis]
  const bracket = brackets.find(
    ({ currency, upTo }) => currency === parcel.currency && (upTo === null || measure <= upTo),
  )
  return bracket?.price ?? null
}
