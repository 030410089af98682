import { expect, test } from 'vitest'
import { ask, asked } from '#testing/graphql.ts'
import { type OrderDesk, orderDesk } from '#testing/orders.ts'

const RETURN = `
  fragment Back on Return {
    id status note rejectReason requestedAt approvedAt receivedAt authorId order { number }
    lines { sku name reason quantity restocked damaged }
    receipts { location { code } lines { sku restocked damaged } at }
    refundGranted { amount currency }
  }`

const give = async (desk: OrderDesk, field: string, input: object, actor?: object) =>
  (
    await asked(
      desk,
      `mutation ($input: ${field[0]?.toUpperCase()}${field.slice(1)}Input!) {
        ${field}(input: $input) { return { ...Back } order { fulfilmentStatus due { amount } } errors { code path } }
      } ${RETURN}`,
      { input },
      actor as never,
    )
  )[field]

async function shipped(desk: OrderDesk, as?: Parameters<OrderDesk['placed']>[1]) {
  const order = await desk.placed({ MUG: 2 }, as)
  const { fulfilment } = await desk.ids('CreateFulfilment', { orderId: order.id })
  await desk.accepted('ShipFulfilment', { fulfilmentId: fulfilment })
  await desk.accepted('RecordManualPayment', {
    ...{ orderId: order.id, method: 'Cash', amount: { amount: 1_000, currency: 'GBP' } },
  })
  return order
}

test('a return is asked for, approved, received and refunded, and its order shows it', async () => {
  const desk = await orderDesk()
  const order = await shipped(desk)
  const [line] = desk.unitsOf(order, { MUG: 2 })
  const lines = [{ ...line, reason: 'DEFECTIVE' }]
  const { return: back } = await give(desk, 'requestReturn', { orderId: order.id, lines })
  expect(back).toMatchObject({
    status: 'REQUESTED',
    order: { number: order.number },
    lines: [{ sku: 'MUG', reason: 'DEFECTIVE', quantity: 2, restocked: 0, damaged: 0 }],
    receipts: [],
  })
  const returnId = back.id
  expect(await give(desk, 'approveReturn', { returnId })).toMatchObject({
    return: { status: 'APPROVED', approvedAt: '2026-03-02T10:00:00.000Z' },
  })
  const came = [{ orderLineId: line?.orderLineId, restock: 1, damaged: 1 }]
  const locationId = desk.locations.SOUTH
  expect(await give(desk, 'receiveReturn', { returnId, locationId, lines: came })).toMatchObject({
    return: {
      status: 'RECEIVED',
      lines: [{ restocked: 1, damaged: 1 }],
      receipts: [
        { location: { code: 'SOUTH' }, lines: [{ sku: 'MUG', restocked: 1, damaged: 1 }] },
      ],
    },
    order: { fulfilmentStatus: 'RETURNED', due: { amount: 0 } },
  })
  expect(await give(desk, 'refundReturn', { returnId })).toMatchObject({
    return: { refundGranted: { amount: 1_000, currency: 'GBP' } },
    order: { due: { amount: -1_000 } },
  })
  const shown = await asked(
    desk,
    `query ($id: ID!, $returnId: ID!) {
      order(id: $id) {
        returns { id status } refundGranted { amount }
        refundGrants { returnId amount { decimal } lines { sku quantity } }
        lines { returned returnable } availableActions
      }
      return(id: $returnId) { id } node(id: $returnId) { id }
    }`,
    { id: order.id, returnId },
  )
  expect(shown).toEqual({
    order: {
      returns: [{ id: returnId, status: 'RECEIVED' }],
      refundGranted: { amount: 1_000 },
      refundGrants: [
        { returnId, amount: { decimal: '10.00' }, lines: [{ sku: 'MUG', quantity: 2 }] },
      ],
      lines: [{ returned: 2, returnable: 0 }],
      availableActions: expect.not.arrayContaining(['REQUEST_RETURN', 'GRANT_REFUND']),
    },
    return: { id: returnId },
    node: { id: returnId },
  })
})

test('a dry run of granting shows what would be owed, and keeps nothing', async () => {
  const desk = await orderDesk()
  const { id: orderId } = await shipped(desk)
  const { grantRefund } = await asked(
    desk,
    `mutation ($input: GrantRefundInput!) {
      grantRefund(input: $input, options: { dryRun: true }) { order { due { amount } } errors { code } }
    }`,
    { input: { orderId, amount: { amount: 250, currency: 'GBP' }, reason: 'Late' } },
  )
  expect(grantRefund).toEqual({ order: { due: { amount: -250 } }, errors: [] })
  expect((await desk.page(orderId)).due).toBe(0)
})

test('what is too much to grant is refused with the numbers that explain it', async () => {
  const desk = await orderDesk()
  const { id: orderId, number } = await shipped(desk)
  const { grantRefund } = await asked(
    desk,
    `mutation ($input: GrantRefundInput!) {
      grantRefund(input: $input) {
        order { id }
        errors { code path ... on RefundGrantExceeded { requested grantable currency order { number } } }
      }
    }`,
    { input: { orderId, amount: { amount: 1_001, currency: 'GBP' }, reason: 'Late' } },
  )
  expect(grantRefund).toEqual({
    order: null,
    errors: [
      {
        code: 'REFUND_GRANT_EXCEEDED',
        path: ['input', 'amount'],
        requested: 1_001,
        grantable: 1_000,
        currency: 'GBP',
        order: { number },
      },
    ],
  })
})

test('customers see their own returns without what is for staff; others see none', async () => {
  const desk = await orderDesk()
  const customerOf = async (email: string) => {
    const { customer } = await desk.ids('RegisterCustomer', { email })
    const permissions = ['carts.write', 'orders.place', 'returns.request', 'catalog.read']
    return { actor: { kind: 'CUSTOMER', id: customer as string, permissions } as const }
  }
  const anna = await customerOf('anna@example.com')
  const ben = await customerOf('ben@example.com')
  const order = await shipped(desk, anna)
  const lines = desk.unitsOf(order, { MUG: 1 }).map((line) => ({ ...line, reason: 'OTHER' }))
  const input = { orderId: order.id, lines }
  const payload = await give(desk, 'requestReturn', input, anna)
  expect(payload).toMatchObject({
    return: { status: 'REQUESTED', authorId: null, receipts: null },
    errors: [],
  })
  const returnId = payload.return.id
  const document = '($id: ID!) { return(id: $id) { status } node(id: $id) { id } }'
  const see = (as: object) => asked(desk, `query ${document}`, { id: returnId }, as as never)
  expect(await see(anna)).toEqual({ return: { status: 'REQUESTED' }, node: { id: returnId } })
  expect(await see(ben)).toEqual({ return: null, node: null })
  expect(await give(desk, 'requestReturn', input, ben)).toMatchObject({
    return: null,
    order: null,
    errors: [{ code: 'ORDER_NOT_FOUND', path: ['input', 'orderId'] }],
  })
  const { errors } = await ask(desk, '{ returns(first: 1) { totalCount } }', {}, anna)
  expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN')
})

test('returns are listed for work: by where they stand, oldest first', async () => {
  const desk = await orderDesk()
  const ids: string[] = []
  for (let at = 0; at < 3; at++) {
    const order = await shipped(desk)
    const lines = desk.unitsOf(order, { MUG: 1 }).map((line) => ({ ...line, reason: 'OTHER' }))
    ids.push((await desk.ids('RequestReturn', { orderId: order.id, lines })).return as string)
    desk.pass(1_000)
  }
  await desk.accepted('ApproveReturn', { returnId: ids[1] })
  const list = async (where: object) =>
    (
      await asked(
        desk,
        'query ($where: ReturnWhere) { returns(first: 9, where: $where) { nodes { id } totalCount } }',
        { where },
      )
    ).returns
  expect(await list({})).toEqual({ nodes: ids.map((id) => ({ id })), totalCount: 3 })
  expect(await list({ status: { eq: 'REQUESTED' } })).toEqual({
    nodes: [{ id: ids[0] }, { id: ids[2] }],
    totalCount: 2,
  })
  expect(await list({ status: { oneOf: ['APPROVED', 'REJECTED'] } })).toMatchObject({
    nodes: [{ id: ids[1] }],
  })
})
