import { expect, test } from 'vitest'
import fc from '#testing/random.ts'
import {
  type EditToPrice,
  type LineToPrice,
  reprice,
  type StandingLine,
  takenBy,
} from './edited-order.ts'
import { sumOf } from './money.ts'
import { type QuoteDiscount, quote } from './quote.ts'
import { worthOfFirst, worthOfLast } from './worth.ts'

const takes: fc.Arbitrary<QuoteDiscount['takes']> = fc.oneof(
  fc.record({ kind: fc.constant('PERCENT' as const), rate: fc.integer({ min: 1, max: 100_000 }) }),
  fc.record({ kind: fc.constant('FIXED' as const), amount: fc.integer({ min: 1, max: 3_000 }) }),
  fc.constant({ kind: 'FREE_SHIPPING' as const }),
)
const rate = fc.constantFrom(0, 5_500, 19_000, 20_000)
const placedLine = fc.record({
  unitPrice: fc.nat(2_000),
  quantity: fc.integer({ min: 1, max: 9 }),
  taxRate: rate,
  cancelled: fc.nat(9),
  returned: fc.nat(9),
  /** By how much the edit changes it. */
  by: fc.integer({ min: -4, max: 4 }),
  isFor: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
})
const given = fc.record({
  lines: fc.array(placedLine, { minLength: 1, maxLength: 5 }),
  takes: fc.array(takes, { maxLength: 2 }),
  added: fc.option(takes, { nil: null }),
  isRemoved: fc.boolean(),
  isRetaxed: fc.boolean(),
  pricesIncludeTax: fc.boolean(),
  shipping: fc.record({ price: fc.nat(900), taxRate: rate, isNew: fc.boolean() }),
})
type Given = typeof given extends fc.Arbitrary<infer G> ? G : never

/** An order as it is placed, some of it cancelled and returned since, and an edit of it. */
function editOf({ lines, takes, added, shipping, pricesIncludeTax, ...rest }: Given): EditToPrice {
  const discounts = takes.map((takes, at) => ({ id: `d${at}`, takes, isNew: false }))
  const idsOf = ({ isFor }: Given['lines'][number]) =>
    [...discounts.map(({ id }) => id), 'new'].filter((_, at) => isFor[at] ?? false)
  const placed = quote({
    lines: lines.map((line, at) => ({
      ...{ ...line, key: String(at), productId: '', collectionIds: idsOf(line) },
    })),
    discounts: discounts.map((one) => ({ ...one, productIds: [], collectionIds: [one.id] })),
    ...{ shipping, pricesIncludeTax },
  })
  const removed = rest.isRemoved ? discounts.slice(0, 1) : []
  return {
    pricesIncludeTax,
    isRetaxed: rest.isRetaxed,
    lines: lines.map((line, at): LineToPrice => {
      const cancelled = Math.min(line.cancelled, line.quantity)
      const returned = Math.min(line.returned, line.quantity - cancelled)
      const part = placed.lines[at] as (typeof placed.lines)[number]
      const { unitPrice, quantity } = line
      const stood: StandingLine = { ...part, quantity, cancelled, returned, settled: null }
      return {
        ...{ unitPrice, stood, discountIds: idsOf(line) },
        quantity: Math.max(cancelled + returned, quantity + line.by),
        taxRate: rest.isRetaxed ? 7_000 : line.taxRate,
      }
    }),
    discounts: [
      ...discounts.filter((one) => !removed.includes(one)),
      ...(added ? [{ id: 'new', takes: added, isNew: true }] : []),
    ],
    removedIds: new Set(removed.map(({ id }) => id)),
    shipping: {
      ...{ stood: placed.shipping, isNew: shipping.isNew },
      ...{ price: shipping.isNew ? 123 : shipping.price, taxRate: shipping.taxRate },
    },
  }
}

test('whatever is edited, parts add up, cancelled and returned units keep their worth, and a fixed discount its size', () => {
  fc.assert(
    fc.property(given, (one) => {
      const edit = editOf(one)
      const after = reprice(edit)
      edit.lines.forEach(({ stood, unitPrice, quantity }, at) => {
        const line = after.lines[at] as (typeof after.lines)[number]
        const { discount, net, tax, gross, discounts } = line
        expect(Math.min(discount, net, tax, gross)).toBeGreaterThanOrEqual(0)
        expect(net + tax).toBe(gross)
        expect(edit.pricesIncludeTax ? gross : net).toBe(unitPrice * quantity - discount)
        expect(sumOf(discounts.map(({ amount }) => amount))).toBe(discount)
        if (!stood) return
        const { cancelled, returned } = stood
        const now = { ...line, quantity }
        expect(worthOfFirst(cancelled, now)).toBe(worthOfFirst(cancelled, stood))
        expect(worthOfLast(returned, now)).toBe(worthOfLast(returned, stood))
        expect(worthOfFirst(quantity, now)).toBe(gross)
      })
      const parts = [...after.lines, after.shipping]
      for (const { id, takes } of edit.discounts)
        if (takes.kind === 'FIXED') expect(takenBy(id, parts)).toBeLessThanOrEqual(takes.amount)
    }),
    { numRuns: 2_000 },
  )
})

test('what the edit does not concern stays as it was, to the penny', () => {
  fc.assert(
    fc.property(given, (one) => {
      const still = { ...one, isRemoved: false, isRetaxed: false, added: null }
      const edit = editOf({ ...still, shipping: { ...one.shipping, isNew: false } })
      const fixed = edit.discounts.filter(({ takes }) => takes.kind === 'FIXED').map(({ id }) => id)
      const after = reprice(edit)
      edit.lines.forEach(({ stood, quantity, discountIds }, at) => {
        const isShared = discountIds.some((id) => fixed.includes(id))
        if (!stood || quantity !== stood.quantity || isShared) return
        const { discounts, discount, net, tax, gross, taxRate } = stood
        const part = { discounts, discount, net, tax, gross, taxRate, settled: null }
        expect(after.lines[at]).toEqual(part)
      })
      expect(after.shipping).toBe(edit.shipping.stood)
    }),
  )
})

test('an order of which nothing was cancelled or came back costs what placing it so would', () => {
  fc.assert(
    fc.property(given, (one) => {
      const lines = one.lines.map((line) => ({ ...line, cancelled: 0, returned: 0 }))
      const edit = editOf({ ...one, lines, isRetaxed: false })
      const live = edit.lines.map((line, at) => ({ ...line, key: String(at), productId: '' }))
      const anew = quote({
        lines: live.map((line) => ({ ...line, collectionIds: line.discountIds })),
        discounts: edit.discounts.map((d) => ({ ...d, productIds: [], collectionIds: [d.id] })),
        ...{ shipping: edit.shipping, pricesIncludeTax: edit.pricesIncludeTax },
      })
      const after = reprice(edit)
      expect(after.lines.map(({ gross }) => gross)).toEqual(anew.lines.map(({ gross }) => gross))
      expect(after.shipping.gross).toBe(anew.shipping.gross)
    }),
    { numRuns: 1_000 },
  )
})

test('a line that is edited again and again keeps what was settled at each time', () => {
  const line = { unitPrice: 1_000, taxRate: 0, discountIds: ['half'] }
  const base = { removedIds: new Set<string>(), isRetaxed: false, pricesIncludeTax: true }
  const none = { discounts: [], discount: 0, net: 0, tax: 0, gross: 0, taxRate: 0 }
  const shipping = { stood: none, price: 0, taxRate: 0, isNew: false }
  const half = { id: 'half', takes: { kind: 'PERCENT' as const, rate: 50_000 }, isNew: true }
  const placed = { ...none, net: 5_000, gross: 5_000, quantity: 5, settled: null }
  const first = reprice({
    ...{ ...base, shipping, discounts: [half] },
    lines: [{ ...line, quantity: 5, stood: { ...placed, cancelled: 1, returned: 1 } }],
  }).lines[0] as ReturnType<typeof reprice>['lines'][number]
  expect(first).toMatchObject({ gross: 3_500, discount: 1_500 })
  const second = reprice({
    ...{ ...base, shipping, discounts: [], removedIds: new Set(['half']) },
    lines: [{ ...line, quantity: 6, stood: { ...first, quantity: 5, cancelled: 2, returned: 2 } }],
  }).lines[0]
  // 1,000 and 500 for the cancelled, 500 and 1,000 for the returned, and two units without a discount.
  expect(second).toMatchObject({ gross: 5_000, discount: 1_000 })
  expect(second?.settled?.cancelled.map(({ gross }) => gross)).toEqual([1_000, 500])
  expect(second?.settled?.returned.map(({ gross }) => gross)).toEqual([1_000, 500])
})
