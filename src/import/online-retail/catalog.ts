// Turns the stock codes of a file into products: one product and one variant a code, named and priced
// as most of its sales were. Codes that aren't goods become services, which nobody counts.
import { CURRENCY } from './classify.ts'
import type { Article } from './survey.ts'

export type ImportedProduct = {
  name: string
  status: 'PUBLISHED' | 'DRAFT'
  variants: [
    { sku: string; isService: boolean; prices: [{ amount: number; currency: typeof CURRENCY }] },
  ]
}

/** Postage, carriage, fees, samples, discounts, donations and bookkeeping by hand. */
const SERVICES = new Set([
  ...['AMAZONFEE', 'B', 'BANK CHARGES', 'C2', 'C3', 'CRUK', 'D', 'DOT', 'M', 'POST', 'S'],
  ...['23444', '23574'], // Next day carriage and packing charge: goods by their code alone.
])
const GIFT_VOUCHER = /^gift_/i

export const isServiceCode = (stockCode: string): boolean =>
  SERVICES.has(stockCode.toUpperCase()) || GIFT_VOUCHER.test(stockCode)

const NAME_LENGTH_MAX = 200

export function productOf(stockCode: string, article: Article): ImportedProduct {
  const name = (commonest(article.descriptions) ?? stockCode).slice(0, NAME_LENGTH_MAX)
  const isService = isServiceCode(stockCode)
  const amount = commonest(article.prices)
  if (amount === undefined) throw new Error(`${stockCode} has no sale to take a price from.`)
  return {
    name,
    // Postage and fees stand in orders; no shopper browses for them.
    status: isService && !GIFT_VOUCHER.test(stockCode) ? 'DRAFT' : 'PUBLISHED',
    variants: [{ sku: stockCode, isService, prices: [{ amount, currency: CURRENCY }] }],
  }
}

/** Most rows win; among equals the one that came first. */
function commonest<Value>(counts: ReadonlyMap<Value, number>): Value | undefined {
  let best: Value | undefined
  let most = 0
  for (const [value, rows] of counts)
    if (rows > most) {
      best = value
      most = rows
    }
  return best
}
