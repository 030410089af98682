import { expect, test } from 'vitest'
import { balanceFrom, currentTotalOf, paidOf } from './order-balance.ts'
import type { PaymentEntryType } from './payments.ts'

test('a ledger without entries sums to nothing', () => {
  expect(balanceFrom([])).toEqual({ authorized: 0, captured: 0, refunded: 0, disputed: 0 })
})

const of = (paymentId: string, type: PaymentEntryType, amount: number) => ({
  paymentId,
  type,
  amount,
})

test('what is taken is promised no more, and one payment takes nothing from the promise of another', () => {
  const balance = balanceFrom([
    of('card', 'AUTHORIZED', 1000),
    of('card', 'VOIDED', 300),
    of('card', 'CAPTURED', 500),
    of('cash', 'CAPTURED', 900),
    of('cash', 'REFUNDED', 50),
  ])
  expect(balance).toEqual({ authorized: 200, captured: 1400, refunded: 50, disputed: 0 })
})

test.each<[string, [PaymentEntryType, number][], number]>([
  ['open', [['DISPUTED', 100]], 100],
  [
    'lost',
    [
      ['DISPUTED', 100],
      ['DISPUTE_LOST', 100],
    ],
    100,
  ],
  [
    'won',
    [
      ['DISPUTED', 100],
      ['DISPUTE_WON', 100],
    ],
    0,
  ],
  ['told to be lost before it was told of', [['DISPUTE_LOST', 100]], 100],
  ['told to be won before it was told of', [['DISPUTE_WON', 100]], 0],
  [
    'won, and another one lost',
    [
      ['DISPUTED', 100],
      ['DISPUTED', 40],
      ['DISPUTE_WON', 100],
      ['DISPUTE_LOST', 40],
    ],
    40,
  ],
])('of what is captured, a dispute that is %s takes away its part', (_what, entries, disputed) => {
  const balance = balanceFrom([
    of('card', 'CAPTURED', 500),
    ...entries.map(([type, amount]) => of('card', type, amount)),
  ])
  expect(balance).toMatchObject({ captured: 500, disputed })
  expect(paidOf(balance)).toBe(500 - disputed)
})

test('what failed after all did not happen', () => {
  const balance = balanceFrom([
    of('card', 'AUTHORIZED', 100),
    of('card', 'AUTHORIZATION_FAILED', 100),
    of('debit', 'CAPTURED', 200),
    of('debit', 'CAPTURE_FAILED', 200),
    of('cash', 'CAPTURED', 50),
    of('cash', 'REFUNDED', 30),
    of('cash', 'REFUND_FAILED', 30),
  ])
  expect(balance).toEqual({ authorized: 0, captured: 50, refunded: 0, disputed: 0 })
})

const line = (quantity: number, cancelled: number, unitPrice: number) => ({
  quantity,
  cancelled,
  gross: quantity * unitPrice,
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
