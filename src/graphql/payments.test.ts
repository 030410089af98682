// Payments as a front end sees them: on the order, by id, and as lists of what somebody must see to.
import { expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { ask, asked } from '#testing/graphql.ts'
import { type OrderDesk, orderDesk } from '#testing/orders.ts'
import { TEST_SHOP } from '#testing/shop.ts'
import { CUSTOMER_PERMISSIONS, PUBLISHABLE_PERMISSIONS } from '#write/access/permissions.ts'

const desk = () =>
  orderDesk({ MAIN: { MUG: 50 } }, { shop: { ...TEST_SHOP, paymentProviders: ['stripe'] } })
const pounds = (amount: number) => ({ amount, currency: 'GBP' })

const PAYMENT = `
  id provider method reference clientSecret
  authorized { amount } captured { amount } refunded { amount } disputed { amount }
  capturable { amount } voidable { amount } refundable { amount } stranded { amount }
  entries { type amount { amount } reference reason occurredAt }
  requests { kind status amount { amount } error at answeredAt }
  order { number }
`

const mutate = (shop: OrderDesk, name: string, type: string, input: object) =>
  asked(
    shop,
    `mutation ($input: ${type}!) { ${name}(input: $input) {
      payment { ${PAYMENT} } order { paymentStatus due { amount } availableActions }
      errors { code path ... on RefundExceeded { requested refundable payment { id } } }
    } }`,
    { input },
  ).then((data) => data[name])

test('authorize, capture, refund: each mutation shows the payment and its order', async () => {
  const shop = await desk()
  const { id: orderId, number } = await shop.placed({ MUG: 2 })
  const begun = await mutate(shop, 'authorizePayment', 'AuthorizePaymentInput', {
    ...{ orderId, provider: 'manual', method: 'Card terminal' },
  })
  expect(begun).toMatchObject({
    payment: { authorized: { amount: 1_000 }, capturable: { amount: 1_000 }, order: { number } },
    order: { paymentStatus: 'AUTHORIZED' },
    errors: [],
  })
  expect(begun.order.availableActions).toEqual(
    expect.arrayContaining(['CAPTURE_PAYMENT', 'VOID_PAYMENT']),
  )
  const paymentId = begun.payment.id
  const taken = await mutate(shop, 'capturePayment', 'CapturePaymentInput', { paymentId })
  expect(taken.order).toMatchObject({ paymentStatus: 'PAID', due: { amount: 0 } })
  expect(taken.order.availableActions).toContain('REFUND_PAYMENT')
  const back = { paymentId, amount: pounds(1_001), reason: 'Broken' }
  expect(await mutate(shop, 'refundPayment', 'RefundPaymentInput', back)).toMatchObject({
    payment: null,
    errors: [
      { code: 'REFUND_EXCEEDED', requested: 1_001, refundable: 1_000, payment: { id: paymentId } },
    ],
  })
  shop.pass(1)
  await mutate(shop, 'refundPayment', 'RefundPaymentInput', { ...back, amount: pounds(400) })
  const { payment, node } = await asked(
    shop,
    `query ($id: ID!) { payment(id: $id) { ${PAYMENT} } node(id: $id) { __typename id } }`,
    { id: paymentId },
  )
  expect(payment).toMatchObject({
    captured: { amount: 1_000 },
    refunded: { amount: 400 },
    entries: [{}, {}, { type: 'REFUNDED', amount: { amount: 400 }, reason: 'Broken' }],
    requests: [],
  })
  expect(node).toEqual({ __typename: 'Payment', id: paymentId })
})

test('what was asked of a provider shows as pending, and then with its error', async () => {
  const shop = await desk()
  const { id: orderId } = await shop.placed({ MUG: 2 })
  const { payment } = await mutate(shop, 'authorizePayment', 'AuthorizePaymentInput', {
    ...{ orderId, provider: 'stripe', method: 'Card' },
  })
  expect(payment.requests).toMatchObject([{ kind: 'AUTHORIZE', status: 'PENDING', error: null }])
  const [request] = shop.rows<{ id: string }>('select id from payment_requests')
  await shop.accepted('RecordPaymentAnswer', { requestId: request?.id, error: 'No', entries: [] })
  const { order } = await asked(
    shop,
    'query ($id: ID!) { order(id: $id) { payments { requests { status error } } } }',
    { id: orderId },
  )
  expect(order.payments).toEqual([{ requests: [{ status: 'FAILED', error: 'No' }] }])
})

test('the owner of an order sees its payment and client secret; others see neither', async () => {
  const shop = await desk()
  const { customer = '' } = await shop.ids('RegisterCustomer', { email: 'a@example.com' })
  const { cart = '' } = await shop.ids('StartCart', {
    ...{ currency: 'GBP', lines: [{ variantId: shop.variants.MUG, quantity: 1 }] },
  })
  await shop.accepted('SetCartCustomer', { cartId: cart, customerId: customer })
  const address = { name: 'A', line1: '1 High Street', city: 'Leeds', postalCode: 'LS1 1AA' }
  const { order: orderId } = await shop.ids('PlaceOrder', {
    ...{ cartId: cart, email: 'a@example.com', shippingAddress: { ...address, countryCode: 'GB' } },
  })
  const { payment: id } = await shop.ids('AuthorizePayment', {
    ...{ orderId, provider: 'stripe', method: 'Card' },
  })
  const [request] = shop.rows<{ id: string }>('select id from payment_requests')
  await shop.accepted('RecordPaymentAnswer', {
    ...{ requestId: request?.id, reference: 'pi_1', clientSecret: 'pi_1_secret', entries: [] },
  })
  const seen = async (actor: Actor, question: string) =>
    (await ask(shop, question, { id, cart }, { actor })).data
  const byId = `query ($id: ID!) { payment(id: $id) {
    clientSecret requests { status } capturable { amount } entries { reason } } }`
  const own: Actor = { kind: 'CUSTOMER', id: customer, permissions: CUSTOMER_PERMISSIONS }
  expect(await seen(own, byId)).toEqual({
    payment: { clientSecret: 'pi_1_secret', requests: null, capturable: null, entries: [] },
  })
  const guest: Actor = { kind: 'PUBLISHABLE', id: 'key_1', permissions: PUBLISHABLE_PERMISSIONS }
  for (const other of [guest, { ...own, id: 'cus_other' }, { ...guest, kind: 'STAFF' as const }])
    expect(await seen(other, byId)).toEqual({ payment: null })
  const byCart = 'query ($cart: ID!) { cart(id: $cart) { order { payments { clientSecret } } } }'
  expect(await seen(guest, byCart)).toEqual({
    cart: { order: { payments: [{ clientSecret: 'pi_1_secret' }] } },
  })
})

const BALANCES = `query ($where: PaymentBalanceWhere, $first: Int, $after: String) {
  paymentBalances(where: $where, first: $first, after: $after) {
    nodes { side amount { amount currency } since order { id } }
    pageInfo { endCursor hasNextPage } totalCount
  } }`

test('what is owed and owing is listed, oldest first, with who owes it since when', async () => {
  const shop = await desk()
  const start = shop.clock()
  const at = (hours: number) => new Date(start + hours * 3_600_000).toISOString()
  const hour = () => shop.pass(3_600_000)
  const unpaid = await shop.placed({ MUG: 2 })
  hour()
  const overpaid = await shop.placed({ MUG: 1 })
  hour()
  const settled = await shop.placed({ MUG: 1 })
  const pay = (orderId: string, amount: number) =>
    shop.accepted('RecordManualPayment', { orderId, amount: pounds(amount), method: 'Cash' })
  await pay(settled.id, 500)
  await pay(unpaid.id, 1)
  hour()
  await pay(overpaid.id, 500)
  hour()
  await pay(overpaid.id, 70)
  hour()
  await pay(overpaid.id, 5)
  const owed = { side: 'OWED', amount: pounds(999), since: at(0), order: { id: unpaid.id } }
  const owing = { side: 'OWING', amount: pounds(75), since: at(4), order: { id: overpaid.id } }

  const { paymentBalances } = await asked(shop, BALANCES)
  expect(paymentBalances).toMatchObject({ nodes: [owed, owing], totalCount: 2 })
  const first = (await asked(shop, BALANCES, { first: 1 })).paymentBalances
  expect(first).toMatchObject({ nodes: [owed], pageInfo: { hasNextPage: true } })
  const after = first.pageInfo.endCursor
  expect((await asked(shop, BALANCES, { first: 1, after })).paymentBalances).toMatchObject({
    nodes: [owing],
    pageInfo: { hasNextPage: false },
  })
  for (const [side, nodes] of [
    ['OWED', [owed]],
    ['OWING', [owing]],
    ['EVEN', []],
  ] as const)
    expect(
      (await asked(shop, BALANCES, { where: { side: { eq: side } } })).paymentBalances.nodes,
    ).toEqual(nodes)

  hour()
  await shop.accepted('CancelOrder', { orderId: unpaid.id })
  expect((await asked(shop, BALANCES)).paymentBalances.nodes).toEqual([
    owing,
    { side: 'OWING', amount: pounds(1), since: at(6), order: { id: unpaid.id } },
  ])
})

test('stranded payments and unmatched reports are on lists, until somebody has seen to them', async () => {
  const shop = await desk()
  const { id: orderId } = await shop.placed({ MUG: 2 })
  const { payment: paymentId } = await shop.ids('AuthorizePayment', {
    ...{ orderId, provider: 'manual', method: 'Card' },
  })
  const report = {
    ...{ provider: 'stripe', reference: 'ch_1', type: 'CAPTURED', amount: 7, currency: 'GBP' },
    ...{ occurredAt: '2026-03-01T00:00:00Z', paymentReference: 'pi_1' },
  }
  await shop.accepted('ReportPaymentEvent', report)
  const LISTS = `{
    strandedPayments { nodes { id stranded { amount } } totalCount }
    unmatchedPaymentReports { nodes {
      provider reference paymentReference type amount { amount } order { id } receivedAt
    } }
  }`
  expect(await asked(shop, LISTS)).toMatchObject({
    strandedPayments: { nodes: [], totalCount: 0 },
    unmatchedPaymentReports: {
      nodes: [{ reference: 'ch_1', paymentReference: 'pi_1', amount: { amount: 7 }, order: null }],
    },
  })
  await shop.accepted('CancelOrder', { orderId })
  expect((await asked(shop, LISTS)).strandedPayments.nodes).toEqual([
    { id: paymentId, stranded: { amount: 1_000 } },
  ])
  await shop.accepted('VoidPayment', { paymentId })
  await shop.accepted('ReportPaymentEvent', { ...report, orderId })
  expect(await asked(shop, LISTS)).toMatchObject({
    strandedPayments: { nodes: [{ stranded: { amount: 7 } }] },
    unmatchedPaymentReports: { nodes: [] },
  })
})
