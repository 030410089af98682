// Which order lines a cancellation reaches.
import { expect, test } from 'vitest'
import { matchCancellation, type PastOrder } from './cancellations.ts'
import type { Cancellation } from './classify.ts'

const cancelling = (quantity: number, at = 100): Cancellation => ({
  kind: 'CANCELLATION',
  number: 9,
  invoice: 'C1',
  stockCode: 'MUG',
  description: '',
  at,
  customer: '17850',
  country: '',
  quantity,
})

/** Newest first, as the shop tells them. */
const bought = (...orders: [id: string, placedAt: number, ...units: number[]][]): PastOrder[] =>
  orders.map(([id, placedAt, ...units]) => ({
    id,
    placedAt,
    cancellations: [],
    lines: units.map((open, index) => ({ id: `${id}${index}`, sku: 'MUG', open })),
  }))

test('the newest earlier line gives first, then the one before it', () => {
  const orders = bought(['b', 90, 2, 3], ['a', 80, 10])
  expect(matchCancellation(cancelling(6), orders)).toEqual({
    parts: [
      {
        orderId: 'b',
        lines: [
          { orderLineId: 'b1', quantity: 3 },
          { orderLineId: 'b0', quantity: 2 },
        ],
      },
      { orderId: 'a', lines: [{ orderLineId: 'a0', quantity: 1 }] },
    ],
  })
})

test('a row is taken whole or not at all', () => {
  const orders = bought(['b', 90, 1], ['a', 80, 2])
  expect(matchCancellation(cancelling(3), orders)).toHaveProperty('parts')
  expect(matchCancellation(cancelling(4), orders)).toEqual({
    reason: 'CANCELLATION_EXCEEDS_SALES',
    detail: '4 units of MUG, 3 can be cancelled',
  })
})

test('an order placed later is not what was cancelled', () => {
  expect(matchCancellation(cancelling(1, 100), bought(['a', 101, 5]))).toMatchObject({
    reason: 'CANCELLATION_WITHOUT_SALE',
  })
  expect(matchCancellation(cancelling(1, 100), bought(['a', 100, 5]))).toHaveProperty('parts')
})

test('other goods of the same customer are left alone', () => {
  const orders = bought(['a', 80, 5])
  const other = { ...cancelling(1), stockCode: 'CUP' }
  expect(matchCancellation(other, orders)).toMatchObject({ reason: 'CANCELLATION_WITHOUT_SALE' })
})

test('a row that was interrupted between two orders goes on with the rest', () => {
  const orders = bought(['b', 90, 0], ['a', 80, 10])
  expect(matchCancellation(cancelling(6), orders, 5)).toEqual({
    parts: [{ orderId: 'a', lines: [{ orderLineId: 'a0', quantity: 1 }] }],
  })
  expect(matchCancellation(cancelling(6), orders, 6)).toEqual({ parts: [] })
})
