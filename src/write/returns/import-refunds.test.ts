import { expect, test } from 'vitest'
import { loadSalesByDay } from '#read/sales-by-day/load.ts'
import { type OrderDesk, orderDesk, UNKNOWN } from '#testing/orders.ts'

const SOLD_AT = '2026-01-05T09:00:00Z'
const BACK_AT = '2026-01-20T15:30:00Z'

/** A past order of two mugs and its postage, paid by hand unless told otherwise. */
async function sold(desk: OrderDesk, externalId = 'past-1', change: object = {}) {
  const order = {
    externalId,
    placedAt: SOLD_AT,
    currency: 'GBP',
    lines: [
      { sku: 'MUG', quantity: 2, unitPrice: 500 },
      { sku: 'POST', quantity: 1, unitPrice: 450 },
    ],
    payment: { method: 'invoice' },
    fulfilment: { shippedAt: SOLD_AT },
    ...change,
  }
  const { orders } = (await desk.accepted('ImportOrders', { orders: [order] })).result
  return desk.page((orders as string[])[0] as string)
}

const row = (orderId: string, change: object = {}) => ({
  externalId: 'refund-1',
  orderId,
  occurredAt: BACK_AT,
  amount: 450,
  ...change,
})

test('a past refund is granted and paid at its own date, and counts on that day', async () => {
  const desk = await orderDesk()
  const order = await sold(desk)
  const lines = desk.unitsOf(order, { POST: 1 })
  const refund = row(order.id, { lines, reason: 'Sent with another order.' })
  const { result } = await desk.accepted('ImportRefunds', { refunds: [refund] })
  expect(result.orders).toEqual([order.id])

  const at = Date.parse(BACK_AT)
  expect(await desk.page(order.id)).toMatchObject({
    ...{ status: 'COMPLETED', fulfilmentStatus: 'FULFILLED', paymentStatus: 'PARTIALLY_REFUNDED' },
    ...{ total: 1_450, currentTotal: 1_000, captured: 1_450, refunded: 450, due: 0 },
    refundGrants: [
      {
        amount: 450,
        at,
        reason: 'Sent with another order.',
        lines: [{ sku: 'POST', quantity: 1 }],
      },
    ],
  })
  const range = { from: '2026-01-05', to: '2026-01-20', currency: 'GBP' }
  const days = (await loadSalesByDay(desk.writer, range)).filter(
    ({ gross, refunds }) => gross + refunds,
  )
  expect(days).toMatchObject([
    { day: '2026-01-05', gross: 1_450, refunds: 0, net: 1_450 },
    { day: '2026-01-20', gross: 0, refunds: 450, net: -450 },
  ])
})

test('a refund may take from several payments, the oldest first', async () => {
  const desk = await orderDesk()
  const order = await sold(desk, 'past-1', { payment: null })
  for (const [amount, reference] of [
    [1_000, 'A'],
    [450, 'B'],
  ] as const) {
    desk.pass(1)
    await desk.accepted('RecordManualPayment', {
      ...{ orderId: order.id, amount: { amount, currency: 'GBP' }, method: 'Cash', reference },
    })
  }
  await desk.accepted('ImportRefunds', { refunds: [row(order.id, { amount: 1_200 })] })
  const { payments } = await desk.page(order.id)
  const refunded = payments.map(({ reference, refunded }) => [reference, refunded])
  expect(refunded).toEqual([
    ['A', 1_000],
    ['B', 200],
  ])
})

test('rows that do not fit take nothing over, and say which and why', async () => {
  const desk = await orderDesk()
  const order = await sold(desk)
  const other = await sold(desk, 'past-2')
  const known = row(other.id, { externalId: 'known' })
  await desk.accepted('ImportRefunds', { refunds: [known] })
  const unpaid = await sold(desk, 'past-3', { payment: null })
  const overpaid = await sold(desk, 'past-4')
  await desk.accepted('RecordManualPayment', {
    ...{ orderId: overpaid.id, amount: { amount: 100, currency: 'GBP' }, method: 'Cash' },
  })
  const cancelled = await desk.placed({ MUG: 1 })
  await desk.accepted('CancelOrder', { orderId: cancelled.id })
  const cases: [object, string, string, object][] = [
    [{ externalId: 'known' }, 'REFUND_ALREADY_IMPORTED', 'externalId', { externalId: 'known' }],
    [{ externalId: 'good' }, 'REFUND_ALREADY_IMPORTED', 'externalId', { externalId: 'good' }],
    [{ occurredAt: '2036-01-01T00:00:00Z' }, 'DATE_IN_FUTURE', 'occurredAt', {}],
    [{ orderId: UNKNOWN('ord') }, 'ORDER_NOT_FOUND', 'orderId', {}],
    [{ orderId: cancelled.id }, 'ORDER_NOT_OPEN', 'orderId', { status: 'CANCELLED' }],
    [
      { orderId: unpaid.id },
      'MANUAL_REFUND_EXCEEDED',
      'amount',
      { orderId: unpaid.id, requested: 450, refundable: 0 },
    ],
    [
      { amount: 1_001 },
      'MANUAL_REFUND_EXCEEDED',
      'amount',
      { requested: 1_001, refundable: 1_000 },
    ],
    [
      { orderId: overpaid.id, amount: 1_451 },
      'REFUND_GRANT_EXCEEDED',
      'amount',
      { requested: 1_451, grantable: 1_450 },
    ],
    [
      { lines: [{ orderLineId: UNKNOWN('oli'), quantity: 1 }] },
      'ORDER_LINE_NOT_FOUND',
      'lines.0.orderLineId',
      {},
    ],
  ]
  const before = [await desk.page(order.id), await desk.page(other.id)]
  for (const [change, code, field, facts] of cases) {
    const bad = row(order.id, { externalId: 'bad', ...change })
    const refunds = [row(order.id, { externalId: 'good' }), bad]
    expect(await desk.refused('ImportRefunds', { refunds })).toMatchObject({
      code,
      path: ['input', 'refunds', '1', ...field.split('.')],
      facts,
    })
  }
  expect([await desk.page(order.id), await desk.page(other.id)]).toEqual(before)
})
