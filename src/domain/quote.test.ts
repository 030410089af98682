import { describe, expect, test } from 'vitest'
import fc from '#testing/random.ts'
import { sumOf } from './money.ts'
import { type QuoteDiscount, quote, splitOver } from './quote.ts'
import { worthOfFirst, worthOfLast } from './worth.ts'

const everything = { productIds: [], collectionIds: [] }
const percent = (id: string, rate: number, of = {}): QuoteDiscount => ({
  ...everything,
  ...of,
  id,
  takes: { kind: 'PERCENT', rate },
})
const fixed = (id: string, amount: number, of = {}): QuoteDiscount => ({
  ...everything,
  ...of,
  id,
  takes: { kind: 'FIXED', amount },
})
const freeShipping: QuoteDiscount = {
  ...everything,
  id: 'FREE',
  takes: { kind: 'FREE_SHIPPING' },
}
const line = (key: string, unitPrice: number, quantity = 1, taxRate = 0, of = {}) => ({
  key,
  productId: key,
  collectionIds: [],
  unitPrice,
  quantity,
  taxRate,
  ...of,
})
const unshipped = { price: 0, taxRate: 0 }

describe('one line', () => {
  // unit price × quantity, discount rate, tax rate, whether included → discount, net, tax, gross
  test.each([
    [1000, 3, 0, 20_000, true, { discount: 0, net: 2500, tax: 500, gross: 3000 }],
    [1000, 3, 0, 20_000, false, { discount: 0, net: 3000, tax: 600, gross: 3600 }],
    [999, 1, 10_000, 20_000, true, { discount: 100, net: 749, tax: 150, gross: 899 }],
    [999, 1, 10_000, 20_000, false, { discount: 100, net: 899, tax: 180, gross: 1079 }],
    [5, 1, 10_000, 0, true, { discount: 1, net: 4, tax: 0, gross: 4 }], // half away from zero
    [10_000, 1, 0, 9_975, false, { discount: 0, net: 10_000, tax: 998, gross: 10_998 }],
    [1055, 1, 0, 5_500, true, { discount: 0, net: 1000, tax: 55, gross: 1055 }],
    [1000, 1, 100_000, 20_000, false, { discount: 1000, net: 0, tax: 0, gross: 0 }],
    [0, 4, 10_000, 20_000, true, { discount: 0, net: 0, tax: 0, gross: 0 }],
  ])('%d × %d less %d at %d, included: %s', (price, quantity, rate, taxRate, included, must) => {
    const { lines } = quote({
      lines: [line('A', price, quantity, taxRate)],
      discounts: [percent('TEN', rate)],
      shipping: unshipped,
      pricesIncludeTax: included,
    })
    expect(lines[0]).toMatchObject({ subtotal: price * quantity, ...must, taxRate })
  })
})

test('tax is rounded once a line and not once a unit', () => {
  const { taxTotal } = quote({
    lines: [line('A', 3, 10, 20_000)],
    discounts: [],
    shipping: unshipped,
    pricesIncludeTax: false,
  })
  expect(taxTotal).toBe(6) // Once a unit it would be 10.
})

test('each discount is of what those before it left, and the order is said by the caller', () => {
  const of = (discounts: QuoteDiscount[]) =>
    quote({ lines: [line('A', 1000)], discounts, shipping: unshipped, pricesIncludeTax: true })
  expect(of([percent('P', 10_000), fixed('F', 100)]).discounts).toEqual([
    { discountId: 'P', amount: 100 },
    { discountId: 'F', amount: 100 },
  ])
  expect(of([fixed('F', 100), percent('P', 10_000)]).total).toBe(810)
})

test('a discount for chosen goods leaves the others alone', () => {
  const { lines } = quote({
    lines: [line('A', 1000), line('B', 1000, 1, 0, { collectionIds: ['col'] }), line('C', 1000)],
    discounts: [percent('P', 50_000, { productIds: ['A'], collectionIds: ['col'] })],
    shipping: unshipped,
    pricesIncludeTax: true,
  })
  expect(lines.map(({ discount }) => discount)).toEqual([500, 500, 0])
})

test('a fixed discount is never more than its lines are worth', () => {
  const { lines, total, shipping } = quote({
    lines: [line('A', 300), line('B', 200), line('C', 5000)],
    discounts: [fixed('F', 9999, { productIds: ['A', 'B'] })],
    shipping: { price: 400, taxRate: 0 },
    pricesIncludeTax: true,
  })
  expect(lines.map(({ gross }) => gross)).toEqual([0, 0, 5000])
  expect(shipping.gross).toBe(400)
  expect(total).toBe(5400)
})

test('free shipping takes the price of shipping, and its tax goes with it', () => {
  const { shipping, discountTotal, shippingTotal, taxTotal, total } = quote({
    lines: [line('A', 1000)],
    discounts: [freeShipping],
    shipping: { price: 499, taxRate: 20_000 },
    pricesIncludeTax: false,
  })
  expect(shipping).toMatchObject({ subtotal: 499, discount: 499, net: 0, tax: 0, gross: 0 })
  expect({ discountTotal, shippingTotal, taxTotal, total }).toEqual({
    discountTotal: 499,
    shippingTotal: 499,
    taxTotal: 0,
    total: 1000,
  })
})

describe('splitting', () => {
  test.each([
    [100, [1, 1, 1], [34, 33, 33]], // Equal remainders: the first.
    [100, [1, 1, 4], [17, 17, 66]], // 16.67, 16.67, 66.67: the first two of three equal ones.
    [1, [1, 2], [0, 1]],
    [0, [5, 5], [0, 0]],
    [7, [0, 7, 0], [0, 7, 0]],
    [0, [0, 0], [0, 0]],
    [5, [], []],
    [999_999_999_999, [1_000_000_000_000, 1], [999_999_999_998, 1]],
  ])('%d over %j is %j', (amount, weights, parts) => {
    expect(splitOver(amount, weights)).toEqual(parts)
  })
})

const discounts = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 100_000 }).map((rate) => percent('', rate)),
      fc.integer({ min: 0, max: 1_000_000 }).map((amount) => fixed('', amount)),
      fc.integer({ min: 0, max: 500 }).map((amount) => fixed('', amount, { productIds: ['L0'] })),
      fc.constant(freeShipping),
    ),
    { maxLength: 4 },
  )
  .map((list) => list.map((discount, index) => ({ ...discount, id: `D${index}` })))
const rate = fc.constantFrom(0, 5_500, 9_975, 20_000, 27_000, 100_000)
const lines = fc
  .array(fc.tuple(fc.nat(100_000), fc.integer({ min: 1, max: 40 }), rate), {
    minLength: 1,
    maxLength: 8,
  })
  .map((list) =>
    list.map(([price, quantity, taxRate], index) => line(`L${index}`, price, quantity, taxRate)),
  )
const basket = fc.record({
  lines,
  discounts,
  shipping: fc.record({ price: fc.nat(5_000), taxRate: rate }),
  pricesIncludeTax: fc.boolean(),
})

test('the parts of any basket add up to its totals, and no part is below zero', () => {
  fc.assert(
    fc.property(basket, (given) => {
      const quoted = quote(given)
      const parts = [...quoted.lines, quoted.shipping]
      for (const part of parts) {
        const { subtotal, discount, net, tax, gross, taxRate } = part
        expect(Math.min(subtotal, discount, net, tax, gross)).toBeGreaterThanOrEqual(0)
        expect(net + tax).toBe(gross)
        expect(given.pricesIncludeTax ? gross : net).toBe(subtotal - discount)
        expect(sumOf(part.discounts.map(({ amount }) => amount))).toBe(discount)
        const exact = (net * taxRate) / 100_000
        expect(Math.abs(tax - exact)).toBeLessThanOrEqual(1)
      }
      const { subtotal, discountTotal, shippingTotal, taxTotal, total } = quoted
      const onTop = given.pricesIncludeTax ? 0 : taxTotal
      expect(total).toBe(subtotal - discountTotal + shippingTotal + onTop)
      expect(total).toBe(sumOf(parts.map(({ gross }) => gross)))
      expect(sumOf(quoted.discounts.map(({ amount }) => amount))).toBe(discountTotal)
    }),
    { numRuns: 500 },
  )
})

test('splitting loses nothing, and no part is more than a unit from its share', () => {
  const weights = fc.array(fc.nat(1_000_000_000), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(weights, fc.nat(1_000_000_000), (weights, asked) => {
      const whole = sumOf(weights)
      const amount = Math.min(asked, whole)
      const parts = splitOver(amount, weights)
      expect(sumOf(parts)).toBe(amount)
      parts.forEach((part, index) => {
        const weight = weights[index] ?? 0
        expect(part).toBeLessThanOrEqual(weight)
        if (whole > 0) expect(Math.abs(part - (amount * weight) / whole)).toBeLessThan(1.001)
      })
    }),
  )
})

test('the order of lines changes no total without tax, and with it only who gets the last pennies', () => {
  fc.assert(
    fc.property(basket, (given) => {
      const there = quote(given)
      const back = quote({ ...given, lines: given.lines.toReversed() })
      expect(back.subtotal).toBe(there.subtotal)
      // A tie of a fixed discount moves a penny between lines: each such penny can move a rounding.
      const room = given.lines.length * given.discounts.length
      expect(Math.abs(back.discountTotal - there.discountTotal)).toBeLessThanOrEqual(room)
      const fixeds = given.discounts.filter(({ takes }) => takes.kind === 'FIXED')
      if (fixeds.length === 0) expect(back.total).toBe(there.total)
    }),
  )
})

test('a line given back unit by unit, from both ends and in any order, ends at exactly zero', () => {
  const steps = fc.array(fc.boolean(), { minLength: 1, maxLength: 50 })
  fc.assert(
    fc.property(fc.nat(1_000_000_000_000), steps, (gross, steps) => {
      const line = { quantity: steps.length, gross }
      let [cancelled, returned] = [0, 0]
      for (const isCancelled of steps) {
        if (isCancelled) cancelled++
        else returned++
        const left = gross - worthOfFirst(cancelled, line) - worthOfLast(returned, line)
        expect(left).toBeGreaterThanOrEqual(0)
        if (cancelled + returned === line.quantity) expect(left).toBe(0)
      }
    }),
  )
})
