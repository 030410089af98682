// A basket as it is priced at a moment: which discounts it gets, what its shipping costs, which tax is
// on it. The cart that is looked at and the order that is placed are priced by this one function.
import { chooseDiscounts, type DiscountProblem, type DiscountRule } from './discounts.ts'
import { sumOf } from './money.ts'
import { type Quote, quote } from './quote.ts'
import { type ShippingRule, shippingPriceOf } from './shipping.ts'
import { STANDARD_TAX_CLASS, type TaxRates, taxRateOf } from './tax.ts'

export type BasketLine = {
  key: string
  productId: string
  collectionIds: readonly string[]
  unitPrice: number
  quantity: number
  taxClass: string
  /** Grams a unit. */
  weight: number
}

export type Basket = {
  lines: readonly BasketLine[]
  currency: string
  /** Where it is taxed and shipped to. */
  countryCode: string
  taxRates: TaxRates
  pricesIncludeTax: boolean
  /** The discounts of the codes that were entered, as they were entered. */
  codes: readonly DiscountRule[]
  automatic: readonly DiscountRule[]
  usedByCustomer: ReadonlyMap<string, number>
  /** The one that was chosen. */
  shippingMethod: ShippingRule | null
  now: number
}

export type PricedBasket = Quote & {
  /** Those that take something, in their order of application. */
  applied: { rule: DiscountRule; amount: number }[]
  discountProblems: DiscountProblem[]
  /** Null where none was chosen, and where the one that was chosen is not offered. */
  shippingMethod: ShippingRule | null
}

export function priceBasket(basket: Basket): PricedBasket {
  const { taxRates, pricesIncludeTax } = basket
  const lines = basket.lines.map((line) => ({
    taxRate: taxRateOf(taxRates, line.taxClass),
    ...line,
  }))
  const price = basket.shippingMethod && shippingPriceOf(basket.shippingMethod, parcelOf(basket))
  const shippingMethod = price === null ? null : basket.shippingMethod
  const taxClass = shippingMethod?.taxClass ?? STANDARD_TAX_CLASS
  const shipping = { price: price ?? 0, taxRate: taxRateOf(taxRates, taxClass) }
  const quoteWith = (discounts: readonly DiscountRule[]) =>
    quote({ lines, discounts, shipping, pricesIncludeTax })

  const { chosen, problems } = chooseDiscounts(
    basket,
    basket,
    (choice) => quoteWith(choice).discountTotal,
  )
  const quoted = quoteWith(chosen)
  return {
    applied: chosen
      .map((rule, index) => ({ rule, amount: quoted.discounts[index]?.amount ?? 0 }))
      .filter(({ amount }) => amount > 0),
    discountProblems: problems,
    shippingMethod,
    ...quoted,
  }
}

/** What shipping depends on. */
export const parcelOf = ({
  lines,
  currency,
  countryCode,
}: Pick<Basket, 'lines' | 'currency' | 'countryCode'>) => ({
  currency,
  countryCode,
  weight: sumOf(lines.map(({ weight, quantity }) => weight * quantity)),
  subtotal: sumOf(lines.map(({ unitPrice, quantity }) => unitPrice * quantity)),
})
