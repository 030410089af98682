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
  unitPrice: 10,
})

/** Newest first, as the shop tells them, each unit of all at 10. */
const bought = (...orders: [id: string, placedAt: number, ...units: number[]][]): PastOrder[] =>
  orders.map(([id, placedAt, ...units]) => ({
    id,
    placedAt,
    refundable: 10 * units.reduce((sum, open) => sum + open, 0),
    refundReasons: [],
    lines: units.map((open, index) => ({
      id: `${id}${index}`,
      sku: 'MUG',
      isService: false,
      open,
    })),
  }))

test('the newest earlier line gives first, then the one before it', () => {
  const orders = bought(['b', 90, 2, 3], ['a', 80, 10])
  expect(matchCancellation(cancelling(6), orders)).toEqual({
    parts: [
      {
        ...{ orderId: 'b', isService: false, amount: 50 },
        lines: [
          { orderLineId: 'b1', quantity: 3 },
          { orderLineId: 'b0', quantity: 2 },
        ],
      },
      {
        ...{ orderId: 'a', isService: false, amount: 10 },
        lines: [{ orderLineId: 'a0', quantity: 1 }],
      },
    ],
  })
})

test('a row is taken whole or not at all', () => {
  const orders = bought(['b', 90, 1], ['a', 80, 2])
  expect(matchCancellation(cancelling(3), orders)).toHaveProperty('parts')
  expect(matchCancellation(cancelling(4), orders)).toEqual({
    reason: 'CANCELLATION_EXCEEDS_SALES',
    detail: '4 units of MUG, 3 can be given back',
  })
})

test('no more money goes back than an order still holds, whatever its units', () => {
  const [newest, older] = bought(['b', 90, 5], ['a', 80, 5]) as [PastOrder, PastOrder]
  const orders = [{ ...newest, refundable: 25 }, older]
  expect(matchCancellation(cancelling(4), orders)).toMatchObject({
    parts: [
      { orderId: 'b', amount: 20 },
      { orderId: 'a', amount: 20 },
    ],
  })
  expect(matchCancellation(cancelling(8), orders)).toMatchObject({
    reason: 'CANCELLATION_EXCEEDS_SALES',
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
