import { expect, test } from 'vitest'
import { type OrderDesk, orderDesk, UNKNOWN } from '#testing/orders.ts'
import { TEST_SHOP } from '#testing/shop.ts'

const made = async (desk: OrderDesk, input: object): Promise<string> =>
  (await desk.ids('CreateFulfilment', input)).fulfilment as string

const sent = async (desk: OrderDesk, input: object): Promise<string> => {
  const fulfilmentId = await made(desk, input)
  await desk.accepted('ShipFulfilment', { fulfilmentId })
  return fulfilmentId
}

const paid = (desk: OrderDesk, orderId: string, amount: number) =>
  desk.accepted('RecordManualPayment', {
    orderId,
    amount: { amount, currency: 'GBP' },
    method: 'Cash',
  })

test('what was made ready and is cancelled can be made ready or cancelled again', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 10 } })
  const order = await desk.placed({ MUG: 3 })
  const fulfilmentId = await made(desk, { orderId: order.id })
  desk.pass(1_000)
  const reason = 'The box broke.'
  await desk.accepted('CancelFulfilment', { fulfilmentId, reason })
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '10/3' })
  expect(await desk.page(order.id)).toMatchObject({
    status: 'CONFIRMED',
    lines: [{ inFulfilment: 0, fulfilled: 0, allocations: [{ quantity: 3 }] }],
    fulfilments: [
      {
        id: fulfilmentId,
        status: 'CANCELLED',
        cancelReason: reason,
        cancelledAt: order.placedAt + 1_000,
        lines: [{ sku: 'MUG', quantity: 3 }],
      },
    ],
  })
  await made(desk, { orderId: order.id, lines: desk.unitsOf(order, { MUG: 2 }) })
  await desk.accepted('CancelOrderLines', {
    orderId: order.id,
    lines: desk.unitsOf(order, { MUG: 1 }),
  })
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '10/2' })
})

test('of three locations that shipped one order, only what one of them sent comes back to it', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 3 }, NORTH: { MUG: 2 }, SOUTH: { MUG: 4 } })
  const order = await desk.placed({ MUG: 8, POST: 1 })
  const orderId = order.id
  const { MAIN, NORTH, SOUTH } = desk.locations
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '3/3', 'MUG@NORTH': '2/2', 'MUG@SOUTH': '4/3' })
  await sent(desk, { orderId, locationId: MAIN })
  const fromNorth = await sent(desk, { orderId, locationId: NORTH })
  await sent(desk, { orderId, locationId: SOUTH })
  await paid(desk, orderId, 8 * 500 + 450)
  expect(await desk.page(orderId)).toMatchObject({
    status: 'COMPLETED',
    fulfilmentStatus: 'FULFILLED',
  })

  await desk.accepted('CancelFulfilment', { fulfilmentId: fromNorth })
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '0/0', 'MUG@NORTH': '2/2', 'MUG@SOUTH': '1/0' })
  expect(desk.ledger()).toEqual(desk.levels())
  expect(
    desk.rows(
      "select on_hand_delta as onHand, allocated_delta as allocated, location_id as at, reference from stock_movements where kind = 'UNSHIPPED'",
    ),
  ).toEqual([{ onHand: 2, allocated: 2, at: NORTH, reference: orderId }])
  expect(await desk.page(orderId)).toMatchObject({
    status: 'CONFIRMED',
    paymentStatus: 'PAID',
    fulfilmentStatus: 'PARTIALLY_FULFILLED',
    lines: [
      {
        sku: 'MUG',
        fulfilled: 6,
        inFulfilment: 6,
        allocations: [{ locationId: NORTH, quantity: 2 }],
      },
      { sku: 'POST' },
    ],
  })

  await sent(desk, { orderId })
  expect(await desk.page(orderId)).toMatchObject({ status: 'COMPLETED' })
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '0/0', 'MUG@NORTH': '0/0', 'MUG@SOUTH': '1/0' })
})

test('after a part has shipped and is taken back, the whole order can be cancelled', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 5 } })
  const order = await desk.placed({ MUG: 3 })
  const orderId = order.id
  const fulfilmentId = await sent(desk, { orderId, lines: desk.unitsOf(order, { MUG: 2 }) })
  expect(await desk.refused('CancelOrder', { orderId })).toMatchObject({
    code: 'ORDER_NOT_CANCELLABLE',
  })
  await desk.accepted('CancelFulfilment', { fulfilmentId })
  await desk.accepted('CancelOrder', { orderId })
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '5/0' })
  expect(await desk.page(orderId)).toMatchObject({ status: 'CANCELLED', currentTotal: 0 })
})

test('what is not tracked is taken back without moving stock', async () => {
  const desk = await orderDesk({})
  const order = await desk.placed({ GIFT: 2 })
  const locationId = desk.locations.NORTH
  const fulfilmentId = await sent(desk, { orderId: order.id, locationId })
  await desk.accepted('CancelFulfilment', { fulfilmentId })
  expect(desk.levels()).toEqual({})
  expect(await desk.page(order.id)).toMatchObject({ lines: [{ fulfilled: 0, inFulfilment: 0 }] })
  await sent(desk, { orderId: order.id, locationId })
})

test('what arrived is delivered once, and can not be taken back', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 10 } })
  const order = await desk.placed({ MUG: 1 })
  const fulfilmentId = await made(desk, { orderId: order.id })
  const notOpen = (status: string) => ({
    code: 'FULFILMENT_NOT_OPEN',
    path: ['input', 'fulfilmentId'],
    facts: { fulfilmentId, orderId: order.id, status },
  })
  expect(await desk.refused('DeliverFulfilment', { fulfilmentId })).toMatchObject(
    notOpen('PENDING'),
  )
  await desk.accepted('ShipFulfilment', { fulfilmentId })
  desk.pass(5_000)
  await desk.accepted('DeliverFulfilment', { fulfilmentId })
  expect(await desk.page(order.id)).toMatchObject({
    fulfilmentStatus: 'FULFILLED',
    fulfilments: [{ status: 'DELIVERED', deliveredAt: order.placedAt + 5_000 }],
  })
  for (const command of ['DeliverFulfilment', 'CancelFulfilment'])
    expect(await desk.refused(command, { fulfilmentId })).toMatchObject(notOpen('DELIVERED'))
  expect(await desk.refused('ShipFulfilment', { fulfilmentId })).toMatchObject({
    code: 'FULFILMENT_ALREADY_SHIPPED',
  })
})

test('a cancelled fulfilment is at its end', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 10 } })
  const order = await desk.placed({ MUG: 1 })
  const fulfilmentId = await sent(desk, { orderId: order.id })
  await desk.accepted('CancelFulfilment', { fulfilmentId })
  const commands = [
    'ShipFulfilment',
    'DeliverFulfilment',
    'CancelFulfilment',
    'UpdateFulfilmentTracking',
  ]
  for (const command of commands)
    expect(
      await desk.refused(command, {
        fulfilmentId,
        ...(command.startsWith('Update') && { trackings: [] }),
      }),
    ).toMatchObject({ code: 'FULFILMENT_NOT_OPEN', facts: { status: 'CANCELLED' } })
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '10/1' })
})

test('units that a return speaks for keep their fulfilment from being cancelled', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 10 } })
  const order = await desk.placed({ MUG: 3 })
  const orderId = order.id
  const first = await sent(desk, { orderId, lines: desk.unitsOf(order, { MUG: 2 }) })
  const rest = await sent(desk, { orderId })
  const [line] = desk.unitsOf(order, { MUG: 2 })
  const { return: returnId } = await desk.ids('RequestReturn', {
    orderId,
    lines: [{ ...line, reason: 'UNWANTED' }],
  })
  expect(await desk.refused('CancelFulfilment', { fulfilmentId: first })).toMatchObject({
    code: 'FULFILMENT_RETURNING',
    path: ['input', 'fulfilmentId'],
    facts: { lines: [{ sku: 'MUG', units: 2, cancellable: 1 }] },
  })
  await desk.accepted('CancelFulfilment', { fulfilmentId: rest })
  await desk.accepted('CancelReturn', { returnId })
  await desk.accepted('CancelFulfilment', { fulfilmentId: first })
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '10/3' })
})

test('parcels can be named before and after shipping, and stay unless they are named anew', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 10 } })
  const order = await desk.placed({ MUG: 1 })
  const fulfilmentId = await made(desk, { orderId: order.id })
  const parcel = (number: string) => ({ carrier: 'Royal Mail', number, url: null })
  const numbers = async () =>
    (await desk.page(order.id)).fulfilments[0]?.trackings.map(({ number }) => number)
  await desk.accepted('UpdateFulfilmentTracking', { fulfilmentId, trackings: [parcel('RM1')] })
  await desk.accepted('ShipFulfilment', { fulfilmentId })
  expect(await numbers()).toEqual(['RM1'])
  const two = [parcel('RM1'), parcel('RM2')]
  await desk.accepted('UpdateFulfilmentTracking', { fulfilmentId, trackings: two })
  expect(await numbers()).toEqual(['RM1', 'RM2'])
  await desk.accepted('DeliverFulfilment', { fulfilmentId })
  await desk.accepted('UpdateFulfilmentTracking', { fulfilmentId, trackings: [] })
  expect(await numbers()).toEqual([])
})

test('a shop that ships nothing unpaid says what is missing, and ships once it is there', async () => {
  const desk = await orderDesk(
    { MAIN: { MUG: 10 } },
    { shop: { ...TEST_SHOP, shipsUnpaid: false } },
  )
  const order = await desk.placed({ MUG: 2, POST: 1 })
  const orderId = order.id
  const fulfilmentId = await made(desk, { orderId })
  const refusal = (due: number) => ({
    code: 'ORDER_NOT_PAID',
    path: ['input', 'fulfilmentId'],
    facts: { orderId, due, currency: 'GBP' },
  })
  expect(await desk.refused('ShipFulfilment', { fulfilmentId })).toMatchObject(refusal(1_450))
  await paid(desk, orderId, 1_000)
  expect(await desk.refused('ShipFulfilment', { fulfilmentId })).toMatchObject(refusal(450))
  const amount = { amount: 449, currency: 'GBP' }
  await desk.accepted('GrantRefund', { orderId, amount, reason: 'Goodwill' })
  expect(await desk.refused('ShipFulfilment', { fulfilmentId })).toMatchObject(refusal(1))
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '10/2' })
  await paid(desk, orderId, 1)
  await desk.accepted('ShipFulfilment', { fulfilmentId })
  expect(await desk.page(orderId)).toMatchObject({ status: 'COMPLETED' })
})

test('only who may import the past may date what happened, and never into the future', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 10 } })
  const order = await desk.placed({ MUG: 1 })
  const past = '2026-01-05T12:00:00Z'
  const clerk = { kind: 'STAFF', id: 'key_clerk', permissions: ['fulfilment.write'] } as const
  const input = { orderId: order.id, occurredAt: past }
  expect(await desk.refused('CreateFulfilment', input, { actor: clerk })).toMatchObject({
    code: 'PAST_DATE_DENIED',
    path: ['input', 'occurredAt'],
    facts: { permission: 'orders.import' },
  })
  expect(
    await desk.refused('CreateFulfilment', { ...input, occurredAt: '2030-01-01T00:00:00Z' }),
  ).toMatchObject({ code: 'DATE_IN_FUTURE', path: ['input', 'occurredAt'] })
  const fulfilmentId = await made(desk, input)
  for (const command of ['ShipFulfilment', 'DeliverFulfilment'])
    await desk.accepted(command, { fulfilmentId, occurredAt: past })
  const at = Date.parse(past)
  expect((await desk.page(order.id)).fulfilments).toMatchObject([
    { createdAt: at, shippedAt: at, deliveredAt: at },
  ])
})

test('bad input is refused with its path before anything is asked', async () => {
  const desk = await orderDesk({})
  const fulfilmentId = UNKNOWN('ful')
  const tracking = { carrier: 'Royal Mail', number: 'RM1' }
  const track = (change: object) => ({ fulfilmentId, trackings: [{ ...tracking, ...change }] })
  const cases: [string, unknown, string[]][] = [
    ['DeliverFulfilment', {}, ['input.fulfilmentId']],
    ['DeliverFulfilment', { fulfilmentId: UNKNOWN('ord') }, ['input.fulfilmentId']],
    ['DeliverFulfilment', { fulfilmentId, occurredAt: '2026-01-05' }, ['input.occurredAt']],
    ['CancelFulfilment', { fulfilmentId: 'ful_1' }, ['input.fulfilmentId']],
    ['CancelFulfilment', { fulfilmentId, reason: '' }, ['input.reason']],
    ['CancelFulfilment', { fulfilmentId, reason: 'a\0b' }, ['input.reason']],
    ['CancelFulfilment', { fulfilmentId, reason: 'x'.repeat(501) }, ['input.reason']],
    ['UpdateFulfilmentTracking', { fulfilmentId }, ['input.trackings']],
    [
      'UpdateFulfilmentTracking',
      { fulfilmentId, trackings: Array(11).fill(tracking) },
      ['input.trackings'],
    ],
    ['UpdateFulfilmentTracking', track({ number: '' }), ['input.trackings.0.number']],
    ['UpdateFulfilmentTracking', track({ url: 'ftp://x' }), ['input.trackings.0.url']],
  ]
  for (const [command, input, paths] of cases)
    expect(await desk.badPaths(command, input), JSON.stringify(input).slice(0, 80)).toEqual(paths)
  const commands = ['DeliverFulfilment', 'CancelFulfilment', 'UpdateFulfilmentTracking']
  for (const command of commands)
    expect(
      await desk.refused(command, {
        fulfilmentId,
        ...(command.startsWith('Update') && { trackings: [] }),
      }),
    ).toMatchObject({ code: 'FULFILMENT_NOT_FOUND', path: ['input', 'fulfilmentId'] })
})
