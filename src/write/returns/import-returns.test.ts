import { expect, test } from 'vitest'
import type { OrderRow } from '#read/order/load.ts'
import { loadReturnViews } from '#read/return/load.ts'
import { type OrderDesk, orderDesk, UNKNOWN } from '#testing/orders.ts'

const BACK_AT = '2026-02-10T12:00:00Z'

/** A past order of 5 mugs and a service, paid and shipped whole. */
async function sold(
  desk: OrderDesk,
  externalId = 'past-1',
  payment: object | null = { method: 'Card' },
): Promise<OrderRow> {
  const { result } = await desk.accepted('ImportOrders', {
    orders: [
      {
        externalId,
        placedAt: '2026-02-01T12:00:00Z',
        currency: 'GBP',
        lines: [
          { sku: 'MUG', quantity: 3, unitPrice: 400 },
          { sku: 'CUP', quantity: 2, unitPrice: 200 },
          { sku: 'POST', quantity: 1, unitPrice: 300 },
        ],
        payment,
        fulfilment: { shippedAt: '2026-02-02T12:00:00Z' },
      },
    ],
  })
  return desk.page((result.orders as string[])[0] as string)
}

const row = (desk: OrderDesk, order: OrderRow, change: object = {}) => ({
  externalId: 'back-1',
  orderId: order.id,
  occurredAt: BACK_AT,
  locationId: desk.locations.NORTH,
  lines: desk.unitsOf(order, { MUG: 2 }),
  refund: { amount: 750 },
  ...change,
})

test('a past return is asked for, received, restocked and refunded at its own date', async () => {
  const desk = await orderDesk()
  const order = await sold(desk)
  const [mug, cup] = desk.unitsOf(order, { MUG: 3, CUP: 2 })
  const lines = [mug, { ...cup, restock: 1, reason: 'DEFECTIVE' }]
  const { result } = await desk.accepted('ImportReturns', {
    returns: [row(desk, order, { lines })],
  })
  const [back] = await loadReturnViews(desk.writer, result.returns as string[])
  const at = Date.parse(BACK_AT)
  expect(back).toMatchObject({
    externalId: 'back-1',
    status: 'RECEIVED',
    ...{ requestedAt: at, approvedAt: at, receivedAt: at },
    lines: [
      { sku: 'MUG', reason: 'OTHER', quantity: 3, restocked: 3, damaged: 0 },
      { sku: 'CUP', reason: 'DEFECTIVE', quantity: 2, restocked: 1, damaged: 1 },
    ],
    receipts: [{ locationId: desk.locations.NORTH, at }],
    refundGranted: 750,
  })
  expect(desk.levels()).toEqual({
    'CUP@MAIN': '8/0',
    'CUP@NORTH': '1/0',
    'MUG@MAIN': '7/0',
    'MUG@NORTH': '3/0',
  })
  expect(await desk.page(order.id)).toMatchObject({
    status: 'COMPLETED',
    fulfilmentStatus: 'RETURNED',
    paymentStatus: 'PARTIALLY_REFUNDED',
    refunded: 750,
    due: 0,
    payments: [
      { entries: [{ type: 'CAPTURED' }, { type: 'REFUNDED', amount: 750, occurredAt: at }] },
    ],
    refundGrants: [{ amount: 750, at, returnId: back?.id }],
  })
})

test('one return a row, in the order of the rows; goods may come back without money', async () => {
  const desk = await orderDesk()
  const [first, second] = [await sold(desk), await sold(desk, 'past-2')]
  const { result } = await desk.accepted('ImportReturns', {
    returns: [
      row(desk, second, { externalId: 'b' }),
      row(desk, first, { externalId: 'a', refund: null }),
      row(desk, second, { externalId: 'c', lines: desk.unitsOf(second, { MUG: 1 }) }),
    ],
  })
  const backs = await loadReturnViews(desk.writer, result.returns as string[])
  expect(backs.map((back) => back?.externalId)).toEqual(['b', 'a', 'c'])
  expect(await desk.page(first.id)).toMatchObject({ refundGranted: 0, due: 0 })
  expect(await desk.page(second.id)).toMatchObject({ refundGranted: 1_500 })
})

test('money goes back through the manual payments that it came with, and no more than they have', async () => {
  const desk = await orderDesk()
  const order = await sold(desk, 'past-1', null)
  for (const amount of [500, 300]) {
    const payment = { orderId: order.id, amount: { amount, currency: 'GBP' }, method: 'Cash' }
    await desk.accepted('RecordManualPayment', payment)
  }
  const returns = (amount: number) => ({ returns: [row(desk, order, { refund: { amount } })] })
  expect(await desk.refused('ImportReturns', returns(801))).toMatchObject({
    code: 'MANUAL_REFUND_EXCEEDED',
    path: ['input', 'returns', '0', 'refund', 'amount'],
    facts: { orderId: order.id, requested: 801, refundable: 800 },
  })
  await desk.accepted('ImportReturns', returns(800))
  expect(await desk.page(order.id)).toMatchObject({ captured: 800, refunded: 800, due: 1_100 })
})

test('rows that do not fit take nothing over, and say which and why', async () => {
  const desk = await orderDesk()
  const order = await sold(desk)
  const other = await sold(desk, 'past-2')
  const known = row(desk, other, { externalId: 'known', lines: desk.unitsOf(other, { CUP: 1 }) })
  await desk.accepted('ImportReturns', { returns: [known] })
  const unshipped = await desk.placed({ MUG: 1 })
  const cancelled = await desk.placed({ MUG: 1 })
  await desk.accepted('CancelOrder', { orderId: cancelled.id })
  const good = row(desk, order)
  const cases: [object, string, string][] = [
    [{ externalId: 'known' }, 'RETURN_ALREADY_IMPORTED', 'externalId'],
    [{ externalId: 'back-1' }, 'RETURN_ALREADY_IMPORTED', 'externalId'],
    [{ occurredAt: '2030-01-01T00:00:00Z' }, 'DATE_IN_FUTURE', 'occurredAt'],
    [{ orderId: UNKNOWN('ord') }, 'ORDER_NOT_FOUND', 'orderId'],
    [{ orderId: cancelled.id }, 'ORDER_NOT_OPEN', 'orderId'],
    [{ locationId: UNKNOWN('loc') }, 'LOCATION_NOT_FOUND', 'locationId'],
    [{ lines: desk.unitsOf(order, { MUG: 1 }) }, 'ORDER_LINE_NOT_FOUND', 'lines.0.orderLineId'],
    [{ lines: desk.unitsOf(other, { POST: 1 }) }, 'SERVICE_NOT_RETURNED', 'lines.0.orderLineId'],
    [{ lines: desk.unitsOf(other, { MUG: 1, CUP: 2 }) }, 'RETURN_EXCEEDED', 'lines.1.quantity'],
    [
      { orderId: unshipped.id, lines: desk.unitsOf(unshipped, { MUG: 1 }) },
      'RETURN_EXCEEDED',
      'lines.0.quantity',
    ],
    [
      { lines: [1, 2].flatMap(() => desk.unitsOf(other, { MUG: 1 })) },
      'ORDER_LINE_REPEATED',
      'lines.1.orderLineId',
    ],
    [
      { lines: desk.unitsOf(other, { MUG: 1 }).map((line) => ({ ...line, restock: 2 })) },
      'RECEIPT_EXCEEDED',
      'lines.0.restock',
    ],
    [{ refund: { amount: 99_999 } }, 'MANUAL_REFUND_EXCEEDED', 'refund.amount'],
  ]
  const traces = () => desk.rows('select count(*) as n from kernel_events')
  const before = traces()
  for (const [change, code, path] of cases) {
    const bad = row(desk, other, {
      externalId: 'back-2',
      lines: desk.unitsOf(other, { MUG: 1 }),
      ...change,
    })
    const refusal = await desk.refused('ImportReturns', { returns: [good, bad] })
    expect([refusal.code, refusal.path?.join('.')]).toEqual([code, `input.returns.1.${path}`])
  }
  expect(traces()).toEqual(before)
})

test('bad input is refused with its path, and only who may import gives the command', async () => {
  const desk = await orderDesk({})
  const line = { orderLineId: UNKNOWN('oli'), quantity: 1 }
  const good = {
    ...{ externalId: 'back-1', orderId: UNKNOWN('ord'), occurredAt: BACK_AT },
    ...{ locationId: UNKNOWN('loc'), lines: [line] },
  }
  const cases: [object, string][] = [
    [{ externalId: '' }, 'externalId'],
    [{ orderId: UNKNOWN('oli') }, 'orderId'],
    [{ occurredAt: 'yesterday' }, 'occurredAt'],
    [{ lines: [] }, 'lines'],
    [{ lines: [{ ...line, quantity: 0 }] }, 'lines.0.quantity'],
    [{ lines: [{ ...line, restock: -1 }] }, 'lines.0.restock'],
    [{ refund: { amount: 0 } }, 'refund.amount'],
    [{ refund: { amount: 1.5 } }, 'refund.amount'],
    [{ refund: { amount: 1, reason: 'a\0b' } }, 'refund.reason'],
  ]
  for (const [change, path] of cases)
    expect(await desk.badPaths('ImportReturns', { returns: [{ ...good, ...change }] })).toEqual([
      `input.returns.0.${path}`,
    ])
  expect(await desk.badPaths('ImportReturns', { returns: [] })).toEqual(['input.returns'])
  expect(await desk.badPaths('ImportReturns', { returns: Array(101).fill(good) })).toEqual([
    'input.returns',
  ])
  const actor = { kind: 'STAFF', id: 'key_clerk', permissions: ['returns.write'] } as const
  await expect(desk.give('ImportReturns', { returns: [good] }, { actor })).rejects.toThrow(
    /permission/,
  )
})

test('more lines than a command takes are refused before any is looked at', async () => {
  const desk = await orderDesk()
  const line = { orderLineId: UNKNOWN('oli'), quantity: 1 }
  const one = {
    ...{ orderId: UNKNOWN('ord'), locationId: desk.locations.MAIN },
    ...{ occurredAt: '2026-01-01T00:00:00Z', lines: Array(51).fill(line) },
  }
  const returns = Array.from({ length: 100 }, (_, at) => ({ externalId: `r-${at}`, ...one }))
  expect(await desk.refused('ImportReturns', { returns })).toMatchObject({
    ...{ code: 'TOO_MANY_RETURN_LINES', path: ['input', 'returns'] },
    facts: { found: 5_100, linesMax: 5_000 },
  })
})
