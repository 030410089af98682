import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineTotalOf, totalsOf } from './totals.ts'

test.each([
  [255, 6, 1530],
  [0, 6, 0],
  [255, 0, 0],
  [1, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
])('a line of unit price %d and quantity %d comes to %d', (unitPrice, quantity, lineTotal) => {
  expect(lineTotalOf(unitPrice, quantity)).toBe(lineTotal)
})

test('a line too large to be held exactly is a fault', () => {
  expect(() => lineTotalOf(Number.MAX_SAFE_INTEGER, 2)).toThrow('safe whole number')
})

test('no lines and no extras come to nothing', () => {
  const nothing = { subtotal: 0, discountTotal: 0, shippingTotal: 0, taxTotal: 0, total: 0 }
  expect(totalsOf([])).toEqual(nothing)
})

test('discounts are taken off, shipping and tax on top are added', () => {
  const extras = { discountTotal: 200, shippingTotal: 495, taxTotal: 360 }
  expect(totalsOf([{ lineTotal: 1530 }, { lineTotal: 470 }], extras)).toEqual({
    subtotal: 2000,
    discountTotal: 200,
    shippingTotal: 495,
    taxTotal: 360,
    total: 2655,
  })
})

const anyAmount = fc.integer({ min: 0, max: 1e12 })

test('the parts of any totals add up to the total', () => {
  const anyLines = fc.array(fc.record({ lineTotal: anyAmount }), { maxLength: 50 })
  const anyExtras = fc.record(
    { discountTotal: anyAmount, shippingTotal: anyAmount, taxTotal: anyAmount },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(anyLines, anyExtras, (lines, extras) => {
      const totals = totalsOf(lines, extras)
      expect(totals.subtotal).toBe(lines.reduce((sum, { lineTotal }) => sum + lineTotal, 0))
      expect(totals).toMatchObject(extras)
      expect(totals.total).toBe(
        totals.subtotal - totals.discountTotal + totals.shippingTotal + totals.taxTotal,
      )
    }),
  )
})
