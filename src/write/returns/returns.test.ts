import { expect, test } from 'vitest'
import type { OrderRow } from '#read/order/load.ts'
import { loadReturnViews, type ReturnRow } from '#read/return/load.ts'
import { type OrderDesk, orderDesk, type Sku } from '#testing/orders.ts'

const pounds = (amount: number) => ({ amount, currency: 'GBP' })

/** An order that is paid and has shipped whole. */
async function shipped(
  desk: OrderDesk,
  units: Partial<Record<Sku, number>>,
  as?: Parameters<OrderDesk['placed']>[1],
): Promise<OrderRow> {
  const order = await desk.placed(units, as)
  const orderId = order.id
  const { fulfilment } = await desk.ids('CreateFulfilment', { orderId })
  await desk.accepted('ShipFulfilment', { fulfilmentId: fulfilment })
  const payment = { orderId, amount: pounds(order.total), method: 'Cash' }
  await desk.accepted('RecordManualPayment', payment)
  return order
}

const asking = (
  desk: OrderDesk,
  order: OrderRow,
  units: Partial<Record<Sku, number>>,
  reason = 'UNWANTED',
) => ({
  orderId: order.id,
  lines: desk.unitsOf(order, units).map((line) => ({ ...line, reason })),
})

const requested = async (
  desk: OrderDesk,
  order: OrderRow,
  units: Partial<Record<Sku, number>>,
): Promise<string> => (await desk.ids('RequestReturn', asking(desk, order, units))).return as string

const approved = async (...parameters: Parameters<typeof requested>): Promise<string> => {
  const returnId = await requested(...parameters)
  await parameters[0].accepted('ApproveReturn', { returnId })
  return returnId
}

const receiving = (
  desk: OrderDesk,
  order: OrderRow,
  returnId: string,
  units: Partial<Record<Sku, [restock: number, damaged: number]>>,
  change: object = {},
) => ({
  returnId,
  locationId: desk.locations.NORTH,
  lines: Object.entries(units).map(([sku, [restock, damaged]]) => ({
    orderLineId: desk.unitsOf(order, { [sku]: 1 })[0]?.orderLineId,
    restock,
    damaged,
  })),
  ...change,
})

const viewed = async (desk: OrderDesk, returnId: string): Promise<ReturnRow> =>
  (await loadReturnViews(desk.writer, [returnId]))[0] as ReturnRow

test('a return comes back in parts: what is fit is on the shelf, what is damaged is written down', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 10, CUP: 10 } })
  const order = await shipped(desk, { MUG: 3, CUP: 1 })
  const orderId = order.id
  const note = 'Left on the doorstep.'
  const input = { ...asking(desk, order, { MUG: 3, CUP: 1 }, 'DAMAGED'), note }
  const returnId = (await desk.ids('RequestReturn', input)).return as string
  expect(await viewed(desk, returnId)).toMatchObject({
    status: 'REQUESTED',
    note,
    lines: [
      { sku: 'MUG', reason: 'DAMAGED', quantity: 3, restocked: 0, damaged: 0 },
      { sku: 'CUP', quantity: 1 },
    ],
    receipts: [],
    refundGranted: 0,
  })
  expect(await desk.page(orderId)).toMatchObject({
    status: 'COMPLETED',
    fulfilmentStatus: 'FULFILLED',
    returnIds: [returnId],
    lines: [
      { returned: 0, returnable: 0 },
      { returned: 0, returnable: 0 },
    ],
  })

  await desk.accepted('ApproveReturn', { returnId })
  expect(await viewed(desk, returnId)).toMatchObject({ status: 'APPROVED' })
  await desk.accepted('ReceiveReturn', receiving(desk, order, returnId, { MUG: [1, 1] }))
  expect(desk.levels()).toEqual({ 'CUP@MAIN': '9/0', 'MUG@MAIN': '7/0', 'MUG@NORTH': '1/0' })
  expect(await viewed(desk, returnId)).toMatchObject({
    status: 'PARTIALLY_RECEIVED',
    receivedAt: null,
    lines: [{ restocked: 1, damaged: 1 }, { restocked: 0 }],
    receipts: [
      {
        locationId: desk.locations.NORTH,
        lines: [{ sku: 'MUG', restocked: 1, damaged: 1 }],
      },
    ],
  })
  expect(await desk.page(orderId)).toMatchObject({
    status: 'COMPLETED',
    fulfilmentStatus: 'PARTIALLY_RETURNED',
    lines: [{ returned: 2, fulfilled: 3 }, { returned: 0 }],
  })

  await desk.accepted(
    'ReceiveReturn',
    receiving(desk, order, returnId, { MUG: [0, 1], CUP: [1, 0] }),
  )
  expect(await viewed(desk, returnId)).toMatchObject({
    status: 'RECEIVED',
    receivedAt: order.placedAt,
    receipts: [{}, {}],
  })
  expect(await desk.page(orderId)).toMatchObject({
    status: 'COMPLETED',
    fulfilmentStatus: 'RETURNED',
    currentTotal: 1_800,
    due: 0,
  })
  expect(desk.levels()).toEqual({
    'CUP@MAIN': '9/0',
    'CUP@NORTH': '1/0',
    'MUG@MAIN': '7/0',
    'MUG@NORTH': '1/0',
  })
  expect(desk.ledger()).toEqual(desk.levels())
  expect(
    desk.rows(
      "select count(*) as n, sum(on_hand_delta) as units from stock_movements where kind = 'RETURNED'",
    ),
  ).toEqual([{ n: 2, units: 2 }])
})

test('refunding a return grants the price of what came, once, and the shop owes it', async () => {
  const desk = await orderDesk()
  const order = await shipped(desk, { MUG: 3, CUP: 1, POST: 1 })
  const orderId = order.id
  const returnId = await approved(desk, order, { MUG: 3, CUP: 1 })
  expect(await desk.refused('RefundReturn', { returnId })).toMatchObject({
    code: 'NOTHING_TO_REFUND',
    path: ['input', 'amount'],
    facts: { returnId, orderId },
  })
  await desk.accepted('ReceiveReturn', receiving(desk, order, returnId, { MUG: [1, 1] }))
  await desk.accepted('RefundReturn', { returnId })
  expect(await desk.page(orderId)).toMatchObject({
    status: 'COMPLETED',
    paymentStatus: 'OVERPAID',
    refundGranted: 1_000,
    currentTotal: 1_250,
    due: -1_000,
    refundGrants: [{ returnId, amount: 1_000, reason: null, lines: [{ sku: 'MUG', quantity: 2 }] }],
  })
  expect(await desk.refused('RefundReturn', { returnId })).toMatchObject({
    code: 'NOTHING_TO_REFUND',
  })

  await desk.accepted(
    'ReceiveReturn',
    receiving(desk, order, returnId, { MUG: [0, 1], CUP: [1, 0] }),
  )
  desk.pass(1_000)
  // The amount is what counts: half of the price, for the same units.
  await desk.accepted('RefundReturn', { returnId, amount: pounds(400), reason: 'Scratched' })
  expect(await viewed(desk, returnId)).toMatchObject({ refundGranted: 1_400 })
  expect(await desk.page(orderId)).toMatchObject({
    currentTotal: 850,
    due: -1_400,
    refundGrants: [
      {},
      {
        amount: 400,
        reason: 'Scratched',
        lines: [
          { sku: 'MUG', quantity: 1 },
          { sku: 'CUP', quantity: 1 },
        ],
      },
    ],
  })
})

test('grants together are at most what is not cancelled of the order', async () => {
  const desk = await orderDesk()
  const order = await desk.placed({ MUG: 2, POST: 1 })
  const orderId = order.id
  const grant = (amount: number) => ({ orderId, amount: pounds(amount), reason: 'Goodwill' })
  expect(await desk.refused('GrantRefund', grant(1_451))).toMatchObject({
    code: 'REFUND_GRANT_EXCEEDED',
    path: ['input', 'amount'],
    facts: { orderId, requested: 1_451, grantable: 1_450, currency: 'GBP' },
  })
  await desk.accepted('GrantRefund', grant(450))
  await desk.accepted('CancelOrderLines', { orderId, lines: desk.unitsOf(order, { MUG: 1 }) })
  expect(await desk.refused('GrantRefund', grant(501))).toMatchObject({
    facts: { requested: 501, grantable: 500 },
  })
  const lines = desk.unitsOf(order, { MUG: 1 })
  desk.pass(1_000)
  await desk.accepted('GrantRefund', { ...grant(500), lines })
  expect(await desk.page(orderId)).toMatchObject({
    total: 1_450,
    refundGranted: 950,
    currentTotal: 0,
    due: 0,
    refundGrants: [
      { returnId: null, reason: 'Goodwill', lines: [] },
      { lines: [{ sku: 'MUG', quantity: 1 }] },
    ],
  })
  expect(await desk.refused('GrantRefund', grant(1))).toMatchObject({ facts: { grantable: 0 } })
  // What is cancelled after all of it was granted is not owed a second time.
  await desk.accepted('CancelOrderLines', { orderId, lines })
  expect(await desk.page(orderId)).toMatchObject({ currentTotal: 0, due: 0 })
})

test('a grant that leaves nothing to pay completes an order that has shipped', async () => {
  const desk = await orderDesk()
  const order = await desk.placed({ MUG: 1 })
  const orderId = order.id
  const { fulfilment } = await desk.ids('CreateFulfilment', { orderId })
  await desk.accepted('ShipFulfilment', { fulfilmentId: fulfilment })
  await desk.accepted('RecordManualPayment', { orderId, amount: pounds(400), method: 'Cash' })
  await desk.accepted('GrantRefund', { orderId, amount: pounds(100), reason: 'Late' })
  expect(await desk.page(orderId)).toMatchObject({ status: 'COMPLETED', paymentStatus: 'PAID' })
})

test('all returns of a line together are at most what has shipped of it', async () => {
  const desk = await orderDesk()
  const order = await desk.placed({ MUG: 4 })
  const orderId = order.id
  const { fulfilment } = await desk.ids('CreateFulfilment', {
    orderId,
    lines: desk.unitsOf(order, { MUG: 3 }),
  })
  await desk.accepted('ShipFulfilment', { fulfilmentId: fulfilment })
  const excess = (requested: number, returnable: number) => ({
    code: 'RETURN_EXCEEDED',
    path: ['input', 'lines', '0', 'quantity'],
    facts: { orderId, lines: [{ sku: 'MUG', requested, returnable }] },
  })
  const tooMany = (units: number) =>
    desk.refused('RequestReturn', asking(desk, order, { MUG: units }))
  expect(await tooMany(4)).toMatchObject(excess(4, 3))
  const first = await approved(desk, order, { MUG: 2 })
  expect(await tooMany(2)).toMatchObject(excess(2, 1))
  const second = await requested(desk, order, { MUG: 1 })
  expect(await tooMany(1)).toMatchObject(excess(1, 0))
  // What is turned down or called off may be asked for again.
  await desk.accepted('RejectReturn', { returnId: second, reason: 'Worn' })
  const third = await requested(desk, order, { MUG: 1 })
  await desk.accepted('CancelReturn', { returnId: third })
  expect(await tooMany(2)).toMatchObject(excess(2, 1))
  // And so may what never came of a return that has ended.
  await desk.accepted(
    'ReceiveReturn',
    receiving(desk, order, first, { MUG: [1, 0] }, { isLast: true }),
  )
  expect(await viewed(desk, first)).toMatchObject({ status: 'RECEIVED', lines: [{ quantity: 2 }] })
  expect(await tooMany(3)).toMatchObject(excess(3, 2))
  await requested(desk, order, { MUG: 2 })
})

test('a return of which nothing came can be ended, and is refused without a word of that', async () => {
  const desk = await orderDesk()
  const order = await shipped(desk, { MUG: 2 })
  const returnId = await approved(desk, order, { MUG: 2 })
  for (const units of [{}, { MUG: [0, 0] }] as const)
    expect(
      await desk.refused('ReceiveReturn', receiving(desk, order, returnId, units as never)),
    ).toMatchObject({ code: 'NOTHING_RECEIVED', path: ['input', 'lines'], facts: { returnId } })
  await desk.accepted('ReceiveReturn', receiving(desk, order, returnId, {}, { isLast: true }))
  expect(await viewed(desk, returnId)).toMatchObject({ status: 'RECEIVED', receipts: [] })
  expect(await desk.page(order.id)).toMatchObject({
    fulfilmentStatus: 'FULFILLED',
    lines: [{ returned: 0, returnable: 2 }],
  })
})

test('what is not tracked comes back without moving stock', async () => {
  const desk = await orderDesk({})
  const order = await desk.placed({ GIFT: 2 })
  const locationId = desk.locations.MAIN
  const { fulfilment } = await desk.ids('CreateFulfilment', { orderId: order.id, locationId })
  await desk.accepted('ShipFulfilment', { fulfilmentId: fulfilment })
  const returnId = await approved(desk, order, { GIFT: 2 })
  await desk.accepted('ReceiveReturn', receiving(desk, order, returnId, { GIFT: [2, 0] }))
  expect(desk.levels()).toEqual({})
  expect(await desk.page(order.id)).toMatchObject({ fulfilmentStatus: 'RETURNED' })
})

async function customers(desk: OrderDesk) {
  const actorOf = async (name: string) => {
    const email = `${name}@example.com`
    const { customer } = await desk.ids('RegisterCustomer', { email, name })
    return {
      kind: 'CUSTOMER',
      id: customer as string,
      permissions: ['catalog.read', 'carts.write', 'orders.place', 'returns.request'],
    } as const
  }
  return { anna: await actorOf('anna'), ben: await actorOf('ben') }
}

test('a customer asks for a return of their own order; of another they learn nothing', async () => {
  const desk = await orderDesk()
  const { anna, ben } = await customers(desk)
  const order = await shipped(desk, { MUG: 2 }, { actor: anna })
  const guests = await shipped(desk, { MUG: 1 })
  const nobodys = { ...asking(desk, order, { MUG: 1 }), orderId: 'ord_00000000000000000000000000' }
  const refused = async (input: object) => {
    const { code, path } = await desk.refused('RequestReturn', input, { actor: ben })
    return { code, path }
  }
  const notFound = { code: 'ORDER_NOT_FOUND', path: ['input', 'orderId'] }
  expect(await refused(nobodys)).toEqual(notFound)
  expect(await refused(asking(desk, order, { MUG: 1 }))).toEqual(notFound)
  expect(await refused(asking(desk, guests, { MUG: 1 }))).toEqual(notFound)
  // Nor by the ways in which the input would be refused for its owner.
  expect(
    await refused({ ...asking(desk, order, { MUG: 9 }), occurredAt: '2026-01-01T00:00:00Z' }),
  ).toEqual(notFound)

  const input = asking(desk, order, { MUG: 1 })
  const { return: returnId } = await desk.ids('RequestReturn', input, { actor: anna })
  expect(await viewed(desk, returnId as string)).toMatchObject({
    authorId: anna.id,
    customerId: anna.id,
  })
  const unknown = { returnId: 'ret_00000000000000000000000000' }
  for (const of of [{ returnId }, unknown])
    expect(await desk.refused('CancelReturn', of, { actor: ben })).toMatchObject({
      code: 'RETURN_NOT_FOUND',
      path: ['input', 'returnId'],
    })
  for (const command of ['ApproveReturn', 'RefundReturn'])
    await expect(desk.give(command, { returnId }, { actor: anna })).rejects.toThrow(/permission/)
  await desk.accepted('CancelReturn', { returnId }, { actor: anna })
  expect(await viewed(desk, returnId as string)).toMatchObject({ status: 'CANCELLED' })
})

test('each thing is done to a return only when its time has come', async () => {
  const desk = await orderDesk()
  const order = await shipped(desk, { MUG: 9 })
  const states = {
    REQUESTED: await requested(desk, order, { MUG: 1 }),
    APPROVED: await approved(desk, order, { MUG: 1 }),
    PARTIALLY_RECEIVED: await approved(desk, order, { MUG: 2 }),
    RECEIVED: await approved(desk, order, { MUG: 1 }),
    REJECTED: await requested(desk, order, { MUG: 1 }),
    CANCELLED: await requested(desk, order, { MUG: 1 }),
  }
  const { PARTIALLY_RECEIVED, RECEIVED, REJECTED, CANCELLED } = states
  for (const returnId of [PARTIALLY_RECEIVED, RECEIVED])
    await desk.accepted('ReceiveReturn', receiving(desk, order, returnId, { MUG: [1, 0] }))
  await desk.accepted('RejectReturn', { returnId: REJECTED, reason: 'Worn' })
  await desk.accepted('CancelReturn', { returnId: CANCELLED })
  for (const [status, returnId] of Object.entries(states))
    expect(await viewed(desk, returnId)).toMatchObject({ status })

  const legal: Record<string, string[]> = {
    ApproveReturn: ['REQUESTED'],
    RejectReturn: ['REQUESTED'],
    CancelReturn: ['REQUESTED', 'APPROVED'],
    ReceiveReturn: ['APPROVED', 'PARTIALLY_RECEIVED'],
    RefundReturn: ['APPROVED', 'PARTIALLY_RECEIVED', 'RECEIVED'],
  }
  for (const [command, statuses] of Object.entries(legal))
    for (const [status, returnId] of Object.entries(states)) {
      const input: Record<string, object> = {
        RejectReturn: { reason: 'Worn' },
        ReceiveReturn: receiving(desk, order, returnId, { MUG: [1, 0] }),
        RefundReturn: { amount: pounds(1) },
      }
      const outcome = await desk.give(command, { returnId, ...input[command] }, { dryRun: true })
      if (statuses.includes(status))
        expect([command, status, outcome.outcome]).toEqual([command, status, 'ACCEPTED'])
      else
        expect([command, outcome]).toMatchObject([
          command,
          {
            outcome: 'REFUSED',
            refusal: {
              code: 'RETURN_NOT_OPEN',
              path: ['input', 'returnId'],
              facts: { returnId, orderId: order.id, status },
            },
          },
        ])
    }
})

test('a past return keeps its own dates', async () => {
  const desk = await orderDesk()
  const order = await shipped(desk, { MUG: 1 })
  const dated = (day: number) => ({ occurredAt: `2026-01-0${day}T00:00:00Z` })
  const input = { ...asking(desk, order, { MUG: 1 }), ...dated(1) }
  const returnId = (await desk.ids('RequestReturn', input)).return as string
  await desk.accepted('ApproveReturn', { returnId, ...dated(2) })
  await desk.accepted('ReceiveReturn', receiving(desk, order, returnId, { MUG: [1, 0] }, dated(3)))
  await desk.accepted('RefundReturn', { returnId, ...dated(4) })
  const at = (day: number) => Date.UTC(2026, 0, day)
  expect(await viewed(desk, returnId)).toMatchObject({
    ...{ requestedAt: at(1), approvedAt: at(2), receivedAt: at(3) },
    receipts: [{ at: at(3) }],
  })
  expect(await desk.page(order.id)).toMatchObject({ refundGrants: [{ at: at(4) }] })
})

test('what comes back is refused where the shelves are full', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 9 } })
  const [sent, back, past] = [
    await shipped(desk, { MUG: 1 }),
    await shipped(desk, { MUG: 1 }),
    await shipped(desk, { MUG: 1 }),
  ]
  const returnId = await approved(desk, back, { MUG: 1 })
  const full = { variantId: desk.variants.MUG, locationId: desk.locations.MAIN }
  await desk.accepted('SetStock', { ...full, onHand: 10_000_000 })
  const [line] = desk.unitsOf(past, { MUG: 1 })
  const imported = {
    ...{ externalId: 'r-1', orderId: past.id, locationId: desk.locations.MAIN, lines: [line] },
    occurredAt: new Date(desk.clock()).toISOString(),
  }
  const fulfilmentId = (await desk.page(sent.id)).fulfilments[0]?.id
  const locationId = desk.locations.MAIN
  for (const [command, input] of [
    ['CancelFulfilment', { fulfilmentId, reason: 'Sent back' }],
    ['ReceiveReturn', receiving(desk, back, returnId, { MUG: [1, 0] }, { locationId })],
    ['ImportReturns', { returns: [imported] }],
  ] as const)
    expect({ command, ...(await desk.refused(command, input)) }).toMatchObject({
      ...{ command, code: 'STOCK_LIMIT_REACHED' },
      facts: { ...full, onHandMax: 10_000_000 },
    })
  const room = receiving(desk, back, returnId, { MUG: [1, 0] })
  expect((await desk.give('ReceiveReturn', room)).outcome).toBe('ACCEPTED')
})
