import { expect, test } from 'vitest'
import { orderDesk, UNKNOWN } from '#testing/orders.ts'

test('a cancelled unit gives back its stock and is owed no more', async () => {
  const desk = await orderDesk()
  const order = await desk.placed({ MUG: 3, CUP: 2 })
  expect(desk.levels()).toEqual({ 'CUP@MAIN': '10/2', 'MUG@MAIN': '10/3' })

  await desk.accepted('CancelOrderLines', {
    orderId: order.id,
    lines: desk.unitsOf(order, { MUG: 1 }),
    reason: 'Chipped',
  })

  expect(desk.levels()).toEqual({ 'CUP@MAIN': '10/2', 'MUG@MAIN': '10/2' })
  expect(desk.ledger()).toEqual(desk.levels())
  expect(await desk.page(order.id)).toMatchObject({
    version: 2,
    status: 'CONFIRMED',
    total: 2_100,
    currentTotal: 1_600,
    due: 1_600,
    lines: [
      { sku: 'MUG', quantity: 3, cancelled: 1, allocations: [{ quantity: 2 }] },
      { sku: 'CUP', quantity: 2, cancelled: 0, allocations: [{ quantity: 2 }] },
    ],
    cancellations: [{ reason: 'Chipped', lines: [{ sku: 'MUG', quantity: 1 }] }],
  })
})

test('the location that was asked last gives back first', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 4 }, NORTH: { MUG: 3 } })
  const order = await desk.placed({ MUG: 6 })
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '4/4', 'MUG@NORTH': '3/2' })

  const cancelled = async (quantity: number) => {
    const lines = desk.unitsOf(order, { MUG: quantity })
    await desk.accepted('CancelOrderLines', { orderId: order.id, lines })
    return desk.levels()
  }
  expect(await cancelled(1)).toEqual({ 'MUG@MAIN': '4/4', 'MUG@NORTH': '3/1' })
  expect(await cancelled(2)).toEqual({ 'MUG@MAIN': '4/3', 'MUG@NORTH': '3/0' })
  expect(desk.ledger()).toEqual(desk.levels())
})

test('cancelling the last units line by line cancels the order, and says why', async () => {
  const desk = await orderDesk()
  const order = await desk.placed({ MUG: 1, POST: 1, GIFT: 2 })
  const lines = desk.unitsOf(order, { MUG: 1, POST: 1, GIFT: 2 })
  await desk.accepted('CancelOrderLines', { orderId: order.id, lines, reason: 'Gone' })

  expect(desk.levels()).toEqual({ 'CUP@MAIN': '10/0', 'MUG@MAIN': '10/0' })
  expect(await desk.page(order.id)).toMatchObject({
    status: 'CANCELLED',
    currentTotal: 0,
    cancelReason: 'Gone',
    cancelledAt: order.placedAt,
    availableActions: ['ADD_NOTE'],
  })
  expect(
    desk.rows('select name from kernel_events where aggregate_id = ? order by sequence', order.id),
  ).toEqual([{ name: 'OrderPlaced' }, { name: 'OrderLinesCancelled' }, { name: 'OrderCancelled' }])
})

test('an order is cancelled whole, with what was not cancelled before', async () => {
  const desk = await orderDesk()
  const order = await desk.placed({ MUG: 3, POST: 1 })
  const lines = desk.unitsOf(order, { MUG: 1 })
  await desk.accepted('CancelOrderLines', { orderId: order.id, lines })
  desk.pass(1_000)
  await desk.accepted('CancelOrder', { orderId: order.id })

  expect(desk.levels()).toEqual({ 'CUP@MAIN': '10/0', 'MUG@MAIN': '10/0' })
  expect(desk.ledger()).toEqual(desk.levels())
  expect(await desk.page(order.id)).toMatchObject({
    status: 'CANCELLED',
    cancelReason: null,
    lines: [
      { sku: 'MUG', cancelled: 3, allocations: [] },
      { sku: 'POST', cancelled: 1 },
    ],
    cancellations: [
      { lines: [{ sku: 'MUG', quantity: 1 }] },
      {
        lines: [
          { sku: 'MUG', quantity: 2 },
          { sku: 'POST', quantity: 1 },
        ],
      },
    ],
  })
})

test('an order that was paid and is cancelled is overpaid', async () => {
  const desk = await orderDesk()
  const order = await desk.placed({ MUG: 2 })
  const amount = { amount: 1_000, currency: 'GBP' }
  await desk.accepted('RecordManualPayment', { orderId: order.id, amount, method: 'Cash' })
  await desk.accepted('CancelOrder', { orderId: order.id, reason: 'Changed their mind' })
  expect(await desk.page(order.id)).toMatchObject({
    status: 'CANCELLED',
    paymentStatus: 'OVERPAID',
    due: -1_000,
  })
})

test('more than is open is refused with what is left, and nothing of it happens', async () => {
  const desk = await orderDesk()
  const order = await desk.placed({ MUG: 3, CUP: 1 })
  const ready = desk.unitsOf(order, { MUG: 1 })
  await desk.accepted('CreateFulfilment', { orderId: order.id, lines: ready })
  const [mug, cup] = desk.unitsOf(order, { MUG: 2, CUP: 1 })
  const before = await desk.page(order.id)

  const refusal = await desk.refused('CancelOrderLines', {
    orderId: order.id,
    lines: [cup, mug, { ...mug, quantity: 1 }],
  })
  expect(refusal).toMatchObject({
    code: 'CANCELLATION_EXCEEDED',
    path: ['input', 'lines', '1', 'quantity'],
    facts: {
      lines: [{ orderLineId: mug?.orderLineId, sku: 'MUG', requested: 3, cancellable: 2 }],
    },
  })
  expect(await desk.page(order.id)).toEqual(before)
  expect(desk.levels()).toEqual({ 'CUP@MAIN': '10/1', 'MUG@MAIN': '10/3' })
})

test('what stands in a fulfilment keeps an order from being cancelled whole', async () => {
  const desk = await orderDesk()
  const order = await desk.placed({ MUG: 3 })
  const lines = desk.unitsOf(order, { MUG: 1 })
  await desk.accepted('CreateFulfilment', { orderId: order.id, lines })

  expect(await desk.refused('CancelOrder', { orderId: order.id })).toMatchObject({
    code: 'ORDER_NOT_CANCELLABLE',
    path: ['input', 'orderId'],
    facts: { status: 'CONFIRMED', obstacle: 'IN_FULFILMENT', unitsInFulfilment: 1 },
  })
})

test('a cancelled order is cancelled once', async () => {
  const desk = await orderDesk()
  const order = await desk.placed({ MUG: 1 })
  await desk.accepted('CancelOrder', { orderId: order.id })

  expect(await desk.refused('CancelOrder', { orderId: order.id })).toMatchObject({
    code: 'ORDER_NOT_CANCELLABLE',
    facts: { status: 'CANCELLED', obstacle: 'NOT_OPEN' },
  })
  const lines = desk.unitsOf(order, { MUG: 1 })
  expect(await desk.refused('CancelOrderLines', { orderId: order.id, lines })).toMatchObject({
    code: 'ORDER_NOT_OPEN',
    facts: { status: 'CANCELLED' },
  })
})

test('a line of another order is not of this one', async () => {
  const desk = await orderDesk()
  const order = await desk.placed({ MUG: 1 })
  const other = await desk.placed({ MUG: 1 })
  const lines = desk.unitsOf(other, { MUG: 1 })
  expect(await desk.refused('CancelOrderLines', { orderId: order.id, lines })).toMatchObject({
    code: 'ORDER_LINE_NOT_FOUND',
    path: ['input', 'lines', '0', 'orderLineId'],
  })
})

test('a stale version is refused', async () => {
  const desk = await orderDesk()
  const order = await desk.placed({ MUG: 1 })
  await desk.accepted('AddOrderNote', { orderId: order.id, text: 'Gift' }, { expectedVersion: 1 })
  expect(
    await desk.refused('CancelOrder', { orderId: order.id }, { expectedVersion: 1 }),
  ).toMatchObject({ code: 'VERSION_CONFLICT', facts: { actualVersion: 2 } })
})

test('notes stand in the order in which they were written, even on a cancelled order', async () => {
  const desk = await orderDesk()
  const order = await desk.placed({ MUG: 1 })
  await desk.accepted('AddOrderNote', { orderId: order.id, text: 'First' })
  await desk.accepted('CancelOrder', { orderId: order.id })
  desk.pass(1_000)
  await desk.accepted('AddOrderNote', { orderId: order.id, text: 'Second' })
  expect((await desk.page(order.id)).notes).toMatchObject([
    { text: 'First', authorId: 'key_owner', at: order.placedAt },
    { text: 'Second', authorId: 'key_owner', at: order.placedAt + 1_000 },
  ])
})

const orderId = UNKNOWN('ord')
const line = { orderLineId: UNKNOWN('oli'), quantity: 1 }

test.each([
  ['CancelOrder', { orderId }],
  ['CancelOrderLines', { orderId, lines: [line] }],
  ['AddOrderNote', { orderId, text: 'Hello' }],
])('%s refuses an order that is not there', async (command, input) => {
  const desk = await orderDesk({})
  expect(await desk.refused(command, input)).toMatchObject({
    code: 'ORDER_NOT_FOUND',
    path: ['input', 'orderId'],
    facts: { orderId },
  })
})

test('bad input is refused with its path before anything is asked', async () => {
  const desk = await orderDesk({})
  const lines = (change: object) => ({ orderId, lines: [{ ...line, ...change }] })
  const cases: [string, unknown, string[]][] = [
    ['CancelOrder', {}, ['input.orderId']],
    ['CancelOrder', { orderId: 'ord_1' }, ['input.orderId']],
    ['CancelOrder', { orderId: UNKNOWN('cart') }, ['input.orderId']],
    ['CancelOrder', { orderId, reason: 'x'.repeat(501) }, ['input.reason']],
    ['CancelOrder', { orderId, reason: 'a\0b' }, ['input.reason']],
    ['CancelOrder', { orderId, refund: true }, ['input']],
    ['CancelOrderLines', { orderId, lines: [] }, ['input.lines']],
    ['CancelOrderLines', { orderId, lines: Array(1_001).fill(line) }, ['input.lines']],
    ['CancelOrderLines', lines({ quantity: 0 }), ['input.lines.0.quantity']],
    ['CancelOrderLines', lines({ quantity: -1 }), ['input.lines.0.quantity']],
    ['CancelOrderLines', lines({ quantity: 1.5 }), ['input.lines.0.quantity']],
    ['CancelOrderLines', lines({ quantity: 1_000_001 }), ['input.lines.0.quantity']],
    ['CancelOrderLines', lines({ orderLineId: orderId }), ['input.lines.0.orderLineId']],
    ['AddOrderNote', { orderId, text: ' ' }, ['input.text']],
    ['AddOrderNote', { orderId, text: 'x'.repeat(100_000) }, ['input.text']],
  ]
  for (const [command, input, paths] of cases)
    expect(await desk.badPaths(command, input), JSON.stringify(input).slice(0, 80)).toEqual(paths)
  expect(desk.rows("select * from kernel_journal where outcome <> 'ACCEPTED'")).toEqual([])
})
