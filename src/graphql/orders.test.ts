import { expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { ask, asked } from '#testing/graphql.ts'
import { orderDesk, UNKNOWN } from '#testing/orders.ts'

const PAGE = `
  fragment Page on Order {
    id number version status paymentStatus fulfilmentStatus email currency
    shippingAddress { name city }
    lines { variant { sku } sku name quantity unitPrice { decimal } lineTotal { amount } allocations { quantity location { code } } }
    total { amount currency decimal } due { amount }
    fulfilments { id status location { code } lines { sku quantity } order { number } }
    payments { method captured { decimal } entries { type amount { decimal } } }
    cancellations { reason lines { sku quantity } } notes { text } availableActions
  }`

test('an order is found by its id and by its number, with its whole page', async () => {
  const desk = await orderDesk()
  const { id, number } = await desk.placed({ MUG: 2, POST: 1 })
  const byId = await asked(desk, `query ($id: ID!) { order(id: $id) { ...Page } } ${PAGE}`, { id })
  const byNumber = await asked(
    desk,
    `query ($number: Int!) { order(number: $number) { ...Page } } ${PAGE}`,
    { number },
  )
  expect(byNumber).toEqual(byId)
  expect(byId.order).toMatchObject({
    id,
    number: 1_001,
    version: 1,
    status: 'CONFIRMED',
    paymentStatus: 'UNPAID',
    fulfilmentStatus: 'UNFULFILLED',
    email: 'anna@example.com',
    shippingAddress: { name: 'Anna', city: 'Leeds' },
    lines: [
      {
        sku: 'MUG',
        variant: { sku: 'MUG' },
        quantity: 2,
        unitPrice: { decimal: '5.00' },
        lineTotal: { amount: 1_000 },
        allocations: [{ quantity: 2, location: { code: 'MAIN' } }],
      },
      { sku: 'POST', allocations: [] },
    ],
    total: { amount: 1_450, currency: 'GBP', decimal: '14.50' },
    due: { amount: 1_450 },
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

test('making ready and shipping answer the fulfilment and its order as they now are', async () => {
  const desk = await orderDesk()
  const { id, number } = await desk.placed({ MUG: 2 })
  const { createFulfilment } = await asked(
    desk,
    `mutation ($input: CreateFulfilmentInput!) {
      createFulfilment(input: $input) { fulfilment { id status } order { ...Page } errors { code } }
    } ${PAGE}`,
    { input: { orderId: id } },
  )
  const fulfilmentId = createFulfilment.fulfilment.id
  expect(createFulfilment).toMatchObject({
    fulfilment: { status: 'PENDING' },
    order: {
      version: 2,
      fulfilments: [
        {
          id: fulfilmentId,
          location: { code: 'MAIN' },
          lines: [{ sku: 'MUG', quantity: 2 }],
          order: { number },
        },
      ],
    },
    errors: [],
  })
  const { shipFulfilment } = await asked(
    desk,
    `mutation ($input: ShipFulfilmentInput!) {
      shipFulfilment(input: $input) { fulfilment { status } order { fulfilmentStatus } }
    }`,
    { input: { fulfilmentId } },
  )
  expect(shipFulfilment).toEqual({
    fulfilment: { status: 'SHIPPED' },
    order: { fulfilmentStatus: 'FULFILLED' },
  })
  const { node } = await asked(
    desk,
    'query ($id: ID!) { node(id: $id) { ... on Fulfilment { status } } }',
    { id: fulfilmentId },
  )
  expect(node).toEqual({ status: 'SHIPPED' })
})

test('a refusal says what is left of which line', async () => {
  const desk = await orderDesk()
  const order = await desk.placed({ MUG: 2 })
  const [line] = desk.unitsOf(order, { MUG: 3 })
  const { cancelOrderLines } = await asked(
    desk,
    `mutation ($input: CancelOrderLinesInput!) {
      cancelOrderLines(input: $input) {
        order { id }
        errors {
          code path
          ... on CancellationExceeded { order { number } lines { orderLineId sku requested cancellable } }
        }
      }
    }`,
    { input: { orderId: order.id, lines: [line] } },
  )
  expect(cancelOrderLines).toEqual({
    order: null,
    errors: [
      {
        code: 'CANCELLATION_EXCEEDED',
        path: ['input', 'lines', '0', 'quantity'],
        order: { number: order.number },
        lines: [{ orderLineId: line?.orderLineId, sku: 'MUG', requested: 3, cancellable: 2 }],
      },
    ],
  })
})

test('a dry run shows the order as it would be', async () => {
  const desk = await orderDesk()
  const { id } = await desk.placed({ MUG: 2 })
  const { cancelOrder } = await asked(
    desk,
    `mutation ($orderId: ID!) {
      cancelOrder(input: { orderId: $orderId }, options: { dryRun: true }) { order { status } }
    }`,
    { orderId: id },
  )
  expect(cancelOrder.order.status).toBe('CANCELLED')
  expect((await desk.page(id)).status).toBe('CONFIRMED')
})

test('an order is seen by staff who read orders, and by nobody who merely knows its id', async () => {
  const desk = await orderDesk()
  const { id, number } = await desk.placed({ MUG: 1 })
  const { fulfilment } = await desk.ids('CreateFulfilment', { orderId: id })
  const seenBy = async (actor: Actor) => {
    const { data } = await ask(
      desk,
      `query ($id: ID!, $number: Int!, $fulfilment: ID!) {
        byId: order(id: $id) { number notes { text } availableActions lines { allocations { quantity } } }
        byNumber: order(number: $number) { number }
        node(id: $id) { id }
        fulfilment(id: $fulfilment) { id }
      }`,
      { id, number, fulfilment },
      { actor },
    )
    return data
  }
  const nothing = { byId: null, byNumber: null, node: null, fulfilment: null }
  const publishable = {
    kind: 'PUBLISHABLE',
    id: 'key_shop',
    permissions: ['orders.place'],
  } as const
  const customer = { kind: 'CUSTOMER', id: UNKNOWN('cus'), permissions: ['orders.place'] } as const
  expect(await seenBy(publishable)).toEqual(nothing)
  expect(await seenBy(customer)).toEqual(nothing)

  const clerk = { kind: 'STAFF', id: 'key_clerk', permissions: ['orders.read'] } as const
  expect(await seenBy(clerk)).toEqual({
    byId: {
      number,
      notes: [],
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
      lines: [{ allocations: null }],
    },
    byNumber: { number },
    node: { id },
    fulfilment: { id: fulfilment },
  })
})

test('a customer sees their own order, without what staff keep to themselves', async () => {
  const desk = await orderDesk()
  const { customer } = await desk.ids('RegisterCustomer', { email: 'ben@example.com' })
  const actor: Actor = {
    kind: 'CUSTOMER',
    id: customer as string,
    permissions: ['carts.write', 'orders.place', 'catalog.read'],
  }
  const lines = [{ variantId: desk.variants.MUG, quantity: 1 }]
  const { cart } = await desk.ids('StartCart', { currency: 'GBP', lines }, { actor })
  const shippingAddress = {
    name: 'Ben',
    line1: '1 High Street',
    city: 'Leeds',
    postalCode: 'LS1 1AA',
    countryCode: 'GB',
  }
  const input = { cartId: cart, email: 'ben@example.com', shippingAddress }
  const { order: id } = await desk.ids('PlaceOrder', input, { actor })
  await desk.accepted('AddOrderNote', { orderId: id, text: 'Careful' })

  const own =
    '{ version notes { text } cancellations { reason } availableActions total { amount } }'
  const source = `query ($id: ID!) { order(id: $id) ${own} }`
  expect((await asked(desk, source, { id }, { actor })).order).toEqual({
    version: 2,
    notes: null,
    cancellations: null,
    availableActions: null,
    total: { amount: 500 },
  })
  const other = { ...actor, id: UNKNOWN('cus') }
  expect((await asked(desk, source, { id }, { actor: other })).order).toBeNull()
})

test.each([
  ['neither key', '{ order { id } }'],
  ['both keys', '{ order(id: "x", number: 1) { id } }'],
])('a lookup with %s is refused as bad input', async (_, source) => {
  const desk = await orderDesk({})
  const { data, errors } = await ask(desk, source)
  expect(data).toEqual({ order: null })
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT'])
})
