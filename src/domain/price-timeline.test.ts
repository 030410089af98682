import { expect, test } from 'vitest'
import fc from '#testing/random.ts'
import { lowestOf, timelineOf } from './price-timeline.ts'
import { type PriceInterval, priceAt } from './pricing.ts'

const interval: fc.Arbitrary<PriceInterval> = fc.record({
  currency: fc.constantFrom('GBP', 'EUR'),
  amount: fc.integer({ min: 0, max: 5 }),
  from: fc.option(fc.integer({ min: -3, max: 9 })),
  until: fc.option(fc.integer({ min: -3, max: 12 })),
})
const MOMENTS = Array.from({ length: 18 }, (_, index) => index - 4)

const holding = (steps: readonly PriceInterval[], currency: string, at: number) =>
  steps.filter(
    (step) =>
      step.currency === currency && (step.from ?? -Infinity) <= at && at < (step.until ?? Infinity),
  )

test('a timeline has the price of every moment once', () => {
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 8 }), (prices) => {
      const steps = timelineOf(prices)
      for (const currency of ['GBP', 'EUR'])
        for (const at of MOMENTS) {
          const expected = priceAt(prices, currency, at)
          const amounts = holding(steps, currency, at).map(({ amount }) => amount)
          expect(amounts).toEqual(expected === undefined ? [] : [expected])
        }
    }),
  )
})

test('the lowest timeline has the lowest price of every moment once', () => {
  const variants = fc.array(fc.array(interval, { maxLength: 4 }), { maxLength: 4 })
  fc.assert(
    fc.property(variants, (given) => {
      const steps = lowestOf(given.map(timelineOf))
      for (const at of MOMENTS) {
        const amounts = given.flatMap((prices) => priceAt(prices, 'GBP', at) ?? [])
        const expected = amounts.length > 0 ? [Math.min(...amounts)] : []
        expect(holding(steps, 'GBP', at).map(({ amount }) => amount)).toEqual(expected)
      }
    }),
  )
})

test('a price that returns after a sale is two steps around it, and equal neighbours are one', () => {
  const base = { currency: 'GBP', amount: 100, from: null, until: null }
  const sale = { currency: 'GBP', amount: 80, from: 10, until: 20 }
  const same = { currency: 'GBP', amount: 100, from: 30, until: 40 }
  expect(timelineOf([base, sale, same])).toEqual([
    { ...base, until: 10 },
    sale,
    { ...base, from: 20 },
  ])
})
