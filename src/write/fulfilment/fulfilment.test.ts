import { expect, test } from 'vitest'
import { type OrderDesk, orderDesk, UNKNOWN } from '#testing/orders.ts'

const shipped = (desk: OrderDesk, fulfilmentId: string) =>
  desk.accepted('ShipFulfilment', { fulfilmentId })

const ready = async (desk: OrderDesk, input: object): Promise<string> =>
  (await desk.ids('CreateFulfilment', input)).fulfilment as string

test('on-hand falls when a fulfilment ships, not when it is made ready', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 10 } })
  const order = await desk.placed({ MUG: 3 })
  const fulfilmentId = await ready(desk, { orderId: order.id })
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '10/3' })
  expect(await desk.page(order.id)).toMatchObject({
    version: 2,
    fulfilmentStatus: 'UNFULFILLED',
    lines: [{ inFulfilment: 3, fulfilled: 0, allocations: [{ quantity: 3 }] }],
    fulfilments: [{ status: 'PENDING', shippedAt: null, lines: [{ sku: 'MUG', quantity: 3 }] }],
    availableActions: [
      'EDIT',
      'RECORD_PAYMENT',
      'AUTHORIZE_PAYMENT',
      'SHIP_FULFILMENT',
      'CANCEL_FULFILMENT',
      'GRANT_REFUND',
      'HOLD',
      'ADD_NOTE',
    ],
  })

  const trackings = [{ carrier: 'Royal Mail', number: 'RM1', url: 'https://example.com/RM1' }]
  await desk.accepted('ShipFulfilment', { fulfilmentId, trackings })
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '7/0' })
  expect(desk.ledger()).toEqual(desk.levels())
  expect(await desk.page(order.id)).toMatchObject({
    version: 3,
    status: 'CONFIRMED',
    fulfilmentStatus: 'FULFILLED',
    lines: [{ inFulfilment: 3, fulfilled: 3, allocations: [] }],
    fulfilments: [{ id: fulfilmentId, status: 'SHIPPED', shippedAt: order.placedAt, trackings }],
    availableActions: [
      'EDIT',
      'RECORD_PAYMENT',
      'AUTHORIZE_PAYMENT',
      'DELIVER_FULFILMENT',
      'CANCEL_FULFILMENT',
      'REQUEST_RETURN',
      'GRANT_REFUND',
      'HOLD',
      'CLOSE',
      'ADD_NOTE',
    ],
  })
})

test('two locations ship one order, each what it holds', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 4 }, NORTH: { MUG: 3 } })
  const order = await desk.placed({ MUG: 6, POST: 1 })
  const orderId = order.id
  const { MAIN, NORTH } = desk.locations

  expect(await desk.refused('CreateFulfilment', { orderId })).toMatchObject({
    code: 'FULFILMENT_LOCATION_REQUIRED',
    path: ['input', 'locationId'],
    facts: {
      locations: expect.arrayContaining([
        { locationId: MAIN, held: 4 },
        { locationId: NORTH, held: 2 },
      ]),
    },
  })
  const lines = desk.unitsOf(order, { MUG: 3 })
  expect(
    await desk.refused('CreateFulfilment', { orderId, locationId: NORTH, lines }),
  ).toMatchObject({
    code: 'FULFILMENT_EXCEEDED',
    path: ['input', 'lines', '0', 'quantity'],
    facts: { locationId: NORTH, lines: [{ sku: 'MUG', requested: 3, held: 2 }] },
  })

  await shipped(desk, await ready(desk, { orderId, locationId: NORTH }))
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '4/4', 'MUG@NORTH': '1/0' })
  expect(await desk.page(orderId)).toMatchObject({
    fulfilmentStatus: 'PARTIALLY_FULFILLED',
    lines: [
      { sku: 'MUG', fulfilled: 2, allocations: [{ locationId: MAIN, quantity: 4 }] },
      { sku: 'POST' },
    ],
  })
  // One location is left that holds any: it need not be named.
  await shipped(desk, await ready(desk, { orderId }))
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '0/0', 'MUG@NORTH': '1/0' })
  expect(desk.ledger()).toEqual(desk.levels())
  expect(await desk.page(orderId)).toMatchObject({ fulfilmentStatus: 'FULFILLED' })
})

test('a unit stands in one fulfilment only', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 10 } })
  const order = await desk.placed({ MUG: 3 })
  const locationId = desk.locations.MAIN
  const make = (quantity: number) => ({
    orderId: order.id,
    locationId,
    lines: desk.unitsOf(order, { MUG: quantity }),
  })
  await ready(desk, make(2))
  expect(await desk.refused('CreateFulfilment', make(2))).toMatchObject({
    code: 'FULFILMENT_EXCEEDED',
    facts: { lines: [{ requested: 2, held: 1 }] },
  })
  await ready(desk, make(1))
  expect(await desk.refused('CreateFulfilment', { orderId: order.id })).toMatchObject({
    code: 'NOTHING_TO_FULFIL',
  })
})

test('two lines of an input that name one order line are judged by their sum', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 10 } })
  const order = await desk.placed({ MUG: 3 })
  const lines = [...desk.unitsOf(order, { MUG: 2 }), ...desk.unitsOf(order, { MUG: 2 })]
  expect(await desk.refused('CreateFulfilment', { orderId: order.id, lines })).toMatchObject({
    code: 'FULFILMENT_EXCEEDED',
    facts: { lines: [{ requested: 4, held: 3 }] },
  })
})

test('a paid order is completed once the rest of it has shipped', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 10 } })
  const order = await desk.placed({ MUG: 3, POST: 1 })
  const orderId = order.id
  const statuses = async () => {
    const { status, paymentStatus, fulfilmentStatus } = await desk.page(orderId)
    return [status, paymentStatus, fulfilmentStatus]
  }
  await shipped(desk, await ready(desk, { orderId, lines: desk.unitsOf(order, { MUG: 2 }) }))
  expect(await statuses()).toEqual(['CONFIRMED', 'UNPAID', 'PARTIALLY_FULFILLED'])

  const amount = { amount: 1_950, currency: 'GBP' }
  await desk.accepted('RecordManualPayment', { orderId, amount, method: 'Cash' })
  expect(await statuses()).toEqual(['CONFIRMED', 'PAID', 'PARTIALLY_FULFILLED'])

  await shipped(desk, await ready(desk, { orderId }))
  expect(await statuses()).toEqual(['COMPLETED', 'PAID', 'FULFILLED'])
  expect(
    desk.rows('select count(*) as n from kernel_events where name = ?', 'OrderCompleted'),
  ).toEqual([{ n: 1 }])
})

test('cancelling what did not ship completes a paid order', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 10 } })
  const order = await desk.placed({ MUG: 3 })
  const orderId = order.id
  await shipped(desk, await ready(desk, { orderId, lines: desk.unitsOf(order, { MUG: 2 }) }))
  const amount = { amount: 1_000, currency: 'GBP' }
  await desk.accepted('RecordManualPayment', { orderId, amount, method: 'Cash' })

  expect(await desk.refused('CancelOrder', { orderId })).toMatchObject({
    code: 'ORDER_NOT_CANCELLABLE',
    facts: { unitsInFulfilment: 2 },
  })
  const lines = (quantity: number) => desk.unitsOf(order, { MUG: quantity })
  expect(await desk.refused('CancelOrderLines', { orderId, lines: lines(2) })).toMatchObject({
    code: 'CANCELLATION_EXCEEDED',
    facts: { lines: [{ requested: 2, cancellable: 1 }] },
  })
  await desk.accepted('CancelOrderLines', { orderId, lines: lines(1) })
  expect(await desk.page(orderId)).toMatchObject({
    status: 'COMPLETED',
    paymentStatus: 'PAID',
    fulfilmentStatus: 'FULFILLED',
    currentTotal: 1_000,
  })
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '8/0' })
})

test('what is not tracked ships from anywhere and moves no stock', async () => {
  const desk = await orderDesk({})
  const order = await desk.placed({ GIFT: 5 })
  const orderId = order.id
  expect(await desk.refused('CreateFulfilment', { orderId })).toMatchObject({
    code: 'FULFILMENT_LOCATION_REQUIRED',
    facts: { locations: [] },
  })
  const locationId = desk.locations.NORTH
  const lines = desk.unitsOf(order, { GIFT: 2 })
  await shipped(desk, await ready(desk, { orderId, locationId, lines }))
  await shipped(desk, await ready(desk, { orderId, locationId }))
  expect(await desk.page(orderId)).toMatchObject({
    fulfilmentStatus: 'FULFILLED',
    lines: [{ fulfilled: 5, allocations: [] }],
  })
  expect(desk.levels()).toEqual({})
})

test('what is owed on backorder can not ship before it has come', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 1 } })
  await desk.accepted('SetStockPolicy', { variantId: desk.variants.MUG, backorder: true })
  const order = await desk.placed({ MUG: 3 })
  const fulfilmentId = await ready(desk, { orderId: order.id })
  expect(await desk.refused('ShipFulfilment', { fulfilmentId })).toMatchObject({
    code: 'INSUFFICIENT_STOCK',
    facts: { shortages: [{ sku: 'MUG', requested: 3, available: 1 }] },
  })
  expect(await desk.page(order.id)).toMatchObject({ version: 2, lines: [{ fulfilled: 0 }] })

  const locationId = desk.locations.MAIN
  const lines = [{ variantId: desk.variants.MUG, quantity: 2 }]
  await desk.accepted('ReceiveStock', { locationId, lines })
  await shipped(desk, fulfilmentId)
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '0/0' })
})

test('a fulfilment ships once', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 10 } })
  const order = await desk.placed({ MUG: 1 })
  const fulfilmentId = await ready(desk, { orderId: order.id })
  await shipped(desk, fulfilmentId)
  expect(await desk.refused('ShipFulfilment', { fulfilmentId })).toMatchObject({
    code: 'FULFILMENT_ALREADY_SHIPPED',
    path: ['input', 'fulfilmentId'],
    facts: { orderId: order.id },
  })
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '9/0' })
})

test('what can not be made ready is refused, and says why', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 10 } })
  const order = await desk.placed({ MUG: 1, POST: 1 })
  const other = await desk.placed({ MUG: 1 })
  const cancelled = await desk.placed({ MUG: 1 })
  await desk.accepted('CancelOrder', { orderId: cancelled.id })
  const services = await desk.placed({ POST: 1 })
  const orderId = order.id
  const cases: [object, string, string[]][] = [
    [{ orderId: UNKNOWN('ord') }, 'ORDER_NOT_FOUND', ['input', 'orderId']],
    [{ orderId: cancelled.id }, 'ORDER_NOT_OPEN', ['input', 'orderId']],
    [{ orderId: services.id }, 'NOTHING_TO_FULFIL', ['input', 'orderId']],
    [{ orderId, locationId: UNKNOWN('loc') }, 'LOCATION_NOT_FOUND', ['input', 'locationId']],
    [{ orderId, locationId: desk.locations.NORTH }, 'NOTHING_TO_FULFIL', ['input', 'orderId']],
    [
      { orderId, lines: desk.unitsOf(order, { POST: 1 }) },
      'SERVICE_NOT_SHIPPED',
      ['input', 'lines', '0', 'orderLineId'],
    ],
    [
      { orderId, lines: desk.unitsOf(other, { MUG: 1 }) },
      'ORDER_LINE_NOT_FOUND',
      ['input', 'lines', '0', 'orderLineId'],
    ],
  ]
  for (const [input, code, path] of cases)
    expect(await desk.refused('CreateFulfilment', input)).toMatchObject({ code, path })
  const unknown = { fulfilmentId: UNKNOWN('ful') }
  expect(await desk.refused('ShipFulfilment', unknown)).toMatchObject({
    code: 'FULFILMENT_NOT_FOUND',
    path: ['input', 'fulfilmentId'],
  })
  expect(desk.rows('select * from fulfilments')).toEqual([])
})

test('bad input is refused with its path before anything is asked', async () => {
  const desk = await orderDesk({})
  const orderId = UNKNOWN('ord')
  const fulfilmentId = UNKNOWN('ful')
  const line = { orderLineId: UNKNOWN('oli'), quantity: 1 }
  const tracking = { carrier: 'Royal Mail', number: 'RM1' }
  const create = (change: object) => ({ orderId, lines: [line], ...change })
  const ship = (change: object) => ({ fulfilmentId, trackings: [{ ...tracking, ...change }] })
  const cases: [string, unknown, string[]][] = [
    ['CreateFulfilment', {}, ['input.orderId']],
    ['CreateFulfilment', create({ locationId: 'MAIN' }), ['input.locationId']],
    ['CreateFulfilment', create({ lines: [] }), ['input.lines']],
    ['CreateFulfilment', create({ lines: Array(1_001).fill(line) }), ['input.lines']],
    ['CreateFulfilment', create({ lines: [{ ...line, quantity: 0 }] }), ['input.lines.0.quantity']],
    ['ShipFulfilment', { fulfilmentId: orderId }, ['input.fulfilmentId']],
    ['ShipFulfilment', { fulfilmentId, trackings: Array(11).fill(tracking) }, ['input.trackings']],
    ['ShipFulfilment', ship({ carrier: '' }), ['input.trackings.0.carrier']],
    ['ShipFulfilment', ship({ number: 'x'.repeat(101) }), ['input.trackings.0.number']],
    ['ShipFulfilment', ship({ url: 'javascript:alert(1)' }), ['input.trackings.0.url']],
    ['ShipFulfilment', ship({ url: 'example.com' }), ['input.trackings.0.url']],
  ]
  for (const [command, input, paths] of cases)
    expect(await desk.badPaths(command, input), JSON.stringify(input).slice(0, 80)).toEqual(paths)
})
