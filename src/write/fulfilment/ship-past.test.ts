import { expect, test } from 'vitest'
import { type OrderDesk, orderDesk, UNKNOWN } from '#testing/orders.ts'

const SHIPPED_AT = '2026-02-03T12:00:00Z'

const past = (change: object) => ({
  externalId: 'past-1',
  placedAt: '2026-02-01T12:00:00Z',
  currency: 'GBP',
  lines: [
    { sku: 'MUG', quantity: 5, unitPrice: 400 },
    { sku: 'POST', quantity: 1, unitPrice: 300 },
  ],
  payment: { method: 'Card' },
  fulfilment: { shippedAt: SHIPPED_AT },
  ...change,
})

async function imported(desk: OrderDesk, change: object = {}) {
  const { result } = await desk.accepted('ImportOrders', { orders: [past(change)] })
  return desk.page((result.orders as string[])[0] as string)
}

test('a past order that has shipped took its goods from where they stood, and is done', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 3 }, NORTH: { MUG: 9 } })
  const order = await imported(desk, { lines: [{ sku: 'MUG', quantity: 10, unitPrice: 400 }] })
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '0/0', 'MUG@NORTH': '2/0' })
  expect(desk.ledger()).toEqual(desk.levels())
  const at = Date.parse(SHIPPED_AT)
  expect(order).toMatchObject({
    status: 'COMPLETED',
    paymentStatus: 'PAID',
    fulfilmentStatus: 'FULFILLED',
    lines: [{ fulfilled: 10, inFulfilment: 10, allocations: [] }],
  })
  expect(order.fulfilments).toHaveLength(2)
  for (const fulfilment of order.fulfilments)
    expect(fulfilment).toMatchObject({ status: 'SHIPPED', createdAt: at, shippedAt: at })
})

test('one location that is named sends it all, and is asked for no more than it has', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 9 }, NORTH: { MUG: 5 } })
  const fulfilment = { shippedAt: SHIPPED_AT, locationId: desk.locations.NORTH }
  const order = await imported(desk, { fulfilment })
  expect(order.fulfilments).toMatchObject([{ locationId: desk.locations.NORTH }])
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '9/0', 'MUG@NORTH': '0/0' })
  const again = { orders: [past({ externalId: 'past-2', fulfilment })] }
  expect(await desk.refused('ImportOrders', again)).toMatchObject({
    code: 'INSUFFICIENT_STOCK',
    facts: { shortages: [{ sku: 'MUG', requested: 5, available: 0 }] },
  })
})

test('what is not tracked ships from the location that is named, or with the rest', async () => {
  const desk = await orderDesk({ NORTH: { MUG: 1 } })
  const GIFT = { sku: 'GIFT', quantity: 2, unitPrice: 100 }
  const { MAIN, NORTH } = desk.locations
  const withRest = await imported(desk, {
    lines: [{ sku: 'MUG', quantity: 1, unitPrice: 400 }, GIFT],
  })
  expect(withRest.fulfilments).toMatchObject([
    { locationId: NORTH, lines: [{ sku: 'MUG' }, { sku: 'GIFT', quantity: 2 }] },
  ])
  expect(
    await desk.refused('ImportOrders', { orders: [past({ externalId: 'past-2', lines: [GIFT] })] }),
  ).toMatchObject({
    code: 'FULFILMENT_LOCATION_REQUIRED',
    path: ['input', 'orders', '0', 'fulfilment', 'locationId'],
  })
  const named = await imported(desk, {
    externalId: 'past-3',
    lines: [GIFT],
    fulfilment: { shippedAt: SHIPPED_AT, locationId: MAIN },
  })
  expect(named).toMatchObject({
    status: 'COMPLETED',
    fulfilments: [{ locationId: MAIN, lines: [{ sku: 'GIFT', quantity: 2 }] }],
  })
})

test('of services alone nothing ships', async () => {
  const desk = await orderDesk({})
  const order = await imported(desk, { lines: [{ sku: 'POST', quantity: 1, unitPrice: 300 }] })
  expect(order).toMatchObject({ status: 'COMPLETED', fulfilments: [] })
})

test('a shipment of the future or from nowhere takes nothing over', async () => {
  const desk = await orderDesk()
  const cases: [object, string, string][] = [
    [{ shippedAt: '2030-01-01T00:00:00Z' }, 'DATE_IN_FUTURE', 'shippedAt'],
    [{ shippedAt: SHIPPED_AT, locationId: UNKNOWN('loc') }, 'LOCATION_NOT_FOUND', 'locationId'],
  ]
  for (const [fulfilment, code, field] of cases)
    expect(await desk.refused('ImportOrders', { orders: [past({ fulfilment })] })).toMatchObject({
      code,
      path: ['input', 'orders', '0', 'fulfilment', field],
    })
  expect(desk.rows('select * from orders')).toEqual([])
})
