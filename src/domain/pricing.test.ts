import { expect, test } from 'vitest'
import fc from '#testing/random.ts'
import { type PriceInterval, priceAt } from './pricing.ts'

const price = (amount: number, from: number | null, until: number | null): PriceInterval => ({
  currency: 'GBP',
  amount,
  from,
  until,
})

test.each([
  ['before it begins', 99, 1000],
  ['from its first moment', 100, 750],
  ['until its last moment', 199, 750],
  ['no more when it ends', 200, 1000],
])('a sale price holds %s', (_when, now, amount) => {
  expect(priceAt([price(1000, null, null), price(750, 100, 200)], 'GBP', now)).toBe(amount)
})

test('without a price in the currency there is none', () => {
  expect(priceAt([], 'GBP', 0)).toBeUndefined()
  expect(priceAt([price(1000, null, null)], 'EUR', 0)).toBeUndefined()
  expect(priceAt([price(1000, 100, 200)], 'GBP', 99)).toBeUndefined()
  expect(priceAt([price(1000, 100, 200)], 'GBP', 200)).toBeUndefined()
})

test('an interval that ends as it begins never holds', () => {
  expect(priceAt([price(1000, 100, 100)], 'GBP', 100)).toBeUndefined()
})

test('of several prices the one that began last wins, wherever it stands', () => {
  const [old, latest] = [price(1000, 1, null), price(750, 2, null)]
  expect(priceAt([old, latest], 'GBP', 3)).toBe(750)
  expect(priceAt([latest, old], 'GBP', 3)).toBe(750)
  expect(priceAt([latest, price(500, null, null)], 'GBP', 3)).toBe(750)
})

test('of prices that began together the one set last wins', () => {
  expect(priceAt([price(1000, 1, null), price(750, 1, null)], 'GBP', 3)).toBe(750)
  expect(priceAt([price(1000, null, null), price(750, null, null)], 'GBP', 3)).toBe(750)
})

test('a price of nothing is a price', () => {
  expect(priceAt([price(0, null, null)], 'GBP', 0)).toBe(0)
})

const anyMoment = fc.option(fc.integer({ min: 0, max: 5 }))
const anyPrices = fc.array(
  fc.record({
    currency: fc.constantFrom('GBP', 'EUR'),
    amount: fc.nat(1000),
    from: anyMoment,
    until: anyMoment,
  }),
  { maxLength: 6 },
)

test('any price is that of the last of the intervals that hold, sorted by their beginning', () => {
  fc.assert(
    fc.property(anyPrices, fc.integer({ min: 0, max: 6 }), (prices, now) => {
      const holding = prices
        .filter(({ currency }) => currency === 'GBP')
        .filter(({ from }) => from === null || from <= now)
        .filter(({ until }) => until === null || now < until)
        .sort((a, b) => (a.from ?? -1) - (b.from ?? -1))
      expect(priceAt(prices, 'GBP', now)).toBe(holding.at(-1)?.amount)
    }),
  )
})
