import { expect, test } from 'vitest'
import { balanceFrom, currentTotalOf } from './order-balance.ts'

test('a ledger without entries sums to nothing', () => {
  expect(balanceFrom([])).toEqual({ authorized: 0, captured: 0, refunded: 0 })
})

test('what is voided is authorized no more; captures and refunds are summed apart', () => {
  const balance = balanceFrom([
    { type: 'AUTHORIZED', amount: 1000 },
    { type: 'VOIDED', amount: 300 },
    { type: 'CAPTURED', amount: 500 },
    { type: 'CAPTURED', amount: 200 },
    { type: 'REFUNDED', amount: 50 },
  ])
  expect(balance).toEqual({ authorized: 700, captured: 700, refunded: 50 })
})

const line = (quantity: number, cancelled: number, unitPrice: number) => ({
  quantity,
  cancelled,
  unitPrice,
})

test.each([
  ['nothing is cancelled', [line(2, 0, 250), line(1, 0, 500)], 1495],
  ['a unit is cancelled', [line(2, 1, 250), line(1, 0, 500)], 1245],
  ['a line is cancelled', [line(2, 0, 250), line(1, 1, 500)], 995],
  ['everything is cancelled, shipping is owed no more', [line(2, 2, 250), line(1, 1, 500)], 0],
])('where %s the order is worth what is left', (_where, lines, worth) => {
  expect(currentTotalOf(1495, lines, 0)).toBe(worth)
})

test.each([
  ['a refund is granted', [line(2, 0, 250)], 100, 1395],
  ['a unit is cancelled too', [line(2, 1, 250)], 100, 1145],
  ['all of it is granted', [line(2, 0, 250)], 1495, 0],
  ['more was granted before a cancel than is left', [line(2, 1, 250)], 1400, 0],
  ['everything is cancelled', [line(2, 2, 250)], 100, 0],
])(
  'where %s the order is worth what is left, never less than nothing',
  (_where, lines, granted, worth) => {
    expect(currentTotalOf(1495, lines, granted)).toBe(worth)
  },
)
