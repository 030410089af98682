import { expect, test } from 'vitest'
import { asked } from '#testing/graphql.ts'
import { orderDesk, UNKNOWN } from '#testing/orders.ts'
import { TEST_NOW } from '#testing/shop.ts'

const paid = (orderId: string, amount: number) => ({
  orderId,
  amount: { amount, currency: 'GBP' },
  method: 'Cash',
})

test('an order on hold says since when and why, keeps its stock, and can be released', async () => {
  const desk = await orderDesk()
  const { id: orderId } = await desk.placed({ MUG: 2 })
  await desk.accepted('HoldOrder', { orderId, reason: 'Address looks odd' })
  expect(await desk.page(orderId)).toMatchObject({
    status: 'CONFIRMED',
    onHold: true,
    holdReason: 'Address looks odd',
    heldAt: TEST_NOW,
    availableActions: [
      'CANCEL',
      'CANCEL_LINES',
      'RECORD_PAYMENT',
      'AUTHORIZE_PAYMENT',
      'GRANT_REFUND',
      'RELEASE',
      'ADD_NOTE',
    ],
  })
  expect(desk.levels()['MUG@MAIN']).toBe('10/2')
  await desk.accepted('ReleaseOrder', { orderId })
  expect(await desk.page(orderId)).toMatchObject({
    onHold: false,
    holdReason: null,
    heldAt: null,
    availableActions: [
      'EDIT',
      'CANCEL',
      'CANCEL_LINES',
      'RECORD_PAYMENT',
      'AUTHORIZE_PAYMENT',
      'CREATE_FULFILMENT',
      'GRANT_REFUND',
      'HOLD',
      'ADD_NOTE',
    ],
  })
})

test('of an order on hold nothing is made ready, and what is ready does not ship', async () => {
  const desk = await orderDesk()
  const order = await desk.placed({ MUG: 2 })
  const orderId = order.id
  const lines = desk.unitsOf(order, { MUG: 1 })
  const { fulfilment: fulfilmentId } = await desk.ids('CreateFulfilment', { orderId, lines })
  await desk.accepted('HoldOrder', { orderId, reason: 'Odd' })
  const facts = { orderId, heldAt: TEST_NOW, reason: 'Odd' }
  for (const [command, input, field] of [
    ['CreateFulfilment', { orderId, lines }, 'orderId'],
    ['ShipFulfilment', { fulfilmentId }, 'fulfilmentId'],
  ] as const)
    expect(await desk.refused(command, input)).toMatchObject({
      code: 'ORDER_ON_HOLD',
      path: ['input', field],
      facts,
    })
  expect(desk.levels()['MUG@MAIN']).toBe('10/2')
  await desk.accepted('ReleaseOrder', { orderId })
  await desk.accepted('ShipFulfilment', { fulfilmentId })
  expect(desk.levels()['MUG@MAIN']).toBe('9/1')
})

test('what is cancelled is no longer on hold', async () => {
  const desk = await orderDesk()
  const { id: orderId } = await desk.placed({ MUG: 2 })
  await desk.accepted('HoldOrder', { orderId, reason: 'Fraud?' })
  await desk.accepted('CancelOrder', { orderId })
  expect(await desk.page(orderId)).toMatchObject({ status: 'CANCELLED', onHold: false })
})

test('holding twice, releasing what is free, and either on what has ended are refused', async () => {
  const desk = await orderDesk()
  const { id: orderId } = await desk.placed({ MUG: 2 })
  const path = ['input', 'orderId']
  expect(await desk.refused('ReleaseOrder', { orderId })).toMatchObject({
    code: 'ORDER_NOT_ON_HOLD',
    path,
    facts: { orderId },
  })
  await desk.accepted('HoldOrder', { orderId, reason: 'First' })
  expect(await desk.refused('HoldOrder', { orderId, reason: 'Second' })).toMatchObject({
    code: 'ORDER_ON_HOLD',
    path,
    facts: { orderId, heldAt: TEST_NOW, reason: 'First' },
  })
  expect(await desk.refused('CloseOrder', { orderId })).toMatchObject({ code: 'ORDER_ON_HOLD' })
  await desk.accepted('CancelOrder', { orderId })
  for (const [command, input] of [
    ['HoldOrder', { orderId, reason: 'Late' }],
    ['ReleaseOrder', { orderId }],
    ['CloseOrder', { orderId }],
  ] as const)
    expect(await desk.refused(command, input)).toMatchObject({
      code: 'ORDER_NOT_OPEN',
      path,
      facts: { orderId, status: 'CANCELLED' },
    })
})

test('an order with nothing left to ship is closed, though it is not paid', async () => {
  const desk = await orderDesk()
  const order = await desk.placed({ MUG: 3, POST: 1 })
  const orderId = order.id
  const open = [{ orderLineId: order.lines[0]?.id, sku: 'MUG', open: 3 }]
  expect(await desk.refused('CloseOrder', { orderId })).toMatchObject({
    code: 'ORDER_HAS_OPEN_UNITS',
    path: ['input', 'orderId'],
    facts: { orderId, lines: open },
  })
  const { fulfilment } = await desk.ids('CreateFulfilment', {
    orderId,
    locationId: desk.locations.MAIN,
    lines: desk.unitsOf(order, { MUG: 2 }),
  })
  await desk.accepted('CancelOrderLines', { orderId, lines: desk.unitsOf(order, { MUG: 1 }) })
  expect(await desk.refused('CloseOrder', { orderId })).toMatchObject({
    code: 'ORDER_HAS_OPEN_UNITS',
    facts: { lines: [{ sku: 'MUG', open: 2 }] },
  })
  await desk.accepted('ShipFulfilment', { fulfilmentId: fulfilment })
  expect((await desk.page(orderId)).availableActions).toContain('CLOSE')
  await desk.accepted('CloseOrder', { orderId, reason: 'A present' })
  expect(await desk.page(orderId)).toMatchObject({
    status: 'COMPLETED',
    due: 1_450,
    paymentStatus: 'UNPAID',
    closeReason: 'A present',
    closedAt: TEST_NOW,
    availableActions: [
      'RECORD_PAYMENT',
      'AUTHORIZE_PAYMENT',
      'DELIVER_FULFILMENT',
      'CANCEL_FULFILMENT',
      'REQUEST_RETURN',
      'GRANT_REFUND',
      'ADD_NOTE',
    ],
  })
  await desk.accepted('RecordManualPayment', paid(orderId, 1_450))
  expect(await desk.page(orderId)).toMatchObject({ status: 'COMPLETED', paymentStatus: 'PAID' })
})

test.each([
  ['HoldOrder', { orderId: UNKNOWN('cart'), reason: 'x' }, ['input.orderId']],
  ['HoldOrder', { orderId: UNKNOWN('ord') }, ['input.reason']],
  ['HoldOrder', { orderId: UNKNOWN('ord'), reason: '' }, ['input.reason']],
  ['HoldOrder', { orderId: UNKNOWN('ord'), reason: 'a\0' }, ['input.reason']],
  ['HoldOrder', { orderId: UNKNOWN('ord'), reason: 'a'.repeat(501) }, ['input.reason']],
  ['ReleaseOrder', { orderId: '' }, ['input.orderId']],
  ['ReleaseOrder', { orderId: UNKNOWN('pay') }, ['input.orderId']],
  ['CloseOrder', { orderId: null }, ['input.orderId']],
  ['CloseOrder', { orderId: UNKNOWN('ord'), reason: 'a\0' }, ['input.reason']],
])('%s of %j is bad input', async (command, input, paths) => {
  const desk = await orderDesk()
  expect(await desk.badPaths(command, input)).toEqual(paths)
})

test.each([['HoldOrder'], ['ReleaseOrder'], ['CloseOrder']])(
  '%s of an order that is not there is refused',
  async (command) => {
    const desk = await orderDesk()
    const input = { orderId: UNKNOWN('ord'), ...(command === 'HoldOrder' && { reason: 'x' }) }
    expect(await desk.refused(command, input)).toMatchObject({
      code: 'ORDER_NOT_FOUND',
      path: ['input', 'orderId'],
      facts: { orderId: UNKNOWN('ord') },
    })
  },
)

test('orders are listed by hold and by expiry', async () => {
  const shop = {
    currency: 'GBP',
    countryCode: 'GB',
    pricesIncludeTax: true,
    timeZone: 'UTC',
    cartLifetimeMs: 1e9,
    awaitsPaymentMs: 60_000,
    paymentProviders: [],
    shipsUnpaid: true,
    reservationMs: null,
    webhooks: 'OFF' as const,
  }
  const desk = await orderDesk(undefined, { shop })
  const first = await desk.placed({ MUG: 1 })
  desk.pass(10)
  const second = await desk.placed({ MUG: 1 })
  await desk.accepted('HoldOrder', { orderId: second.id, reason: 'x' })
  const listed = async (where: string) =>
    (await asked(desk, `{ orders(where: ${where}) { nodes { id } } }`)).orders.nodes.map(
      ({ id }: { id: string }) => id,
    )
  expect(await listed('{ onHold: { eq: true } }')).toEqual([second.id])
  expect(await listed('{ onHold: { eq: false } }')).toEqual([first.id])
  const until = new Date(TEST_NOW + 60_000).toISOString()
  expect(await listed(`{ expiresAt: { range: { lte: "${until}" } } }`)).toEqual([first.id])
})
