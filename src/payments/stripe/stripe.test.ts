// The shop against a stand-in for Stripe that also answers late, twice, out of order, and not at all:
// after any of it the ledger is right, and what was asked has its effect once.
import { expect, test } from 'vitest'
import {
  type FakeStripe,
  fakeStripe,
  LATE_MS,
  type Trouble,
  WEBHOOK_SECRET,
} from '#testing/fake-stripe.ts'
import { testServer } from '#testing/http.ts'
import { brokenBooks } from '#testing/laws/books.ts'
import { type OrderDesk, orderDesk, UNKNOWN } from '#testing/orders.ts'
import { TEST_SHOP } from '#testing/shop.ts'
import { stripeProvider } from './stripe.ts'
import { STRIPE_WEBHOOK_PATH, stripeWebhook } from './webhook.ts'

const TIMEOUT_MS = 40
const pounds = (amount: number) => ({ amount, currency: 'GBP' })

type Till = OrderDesk & {
  stripe: FakeStripe
  webhook: string
  /** Lets reactions do what is to be done, those that wait for another try too. */
  settle: () => Promise<void>
  /** Delivers every event that waits. */
  hear: () => Promise<number[]>
  payment: (orderId: string) => Promise<Awaited<ReturnType<OrderDesk['page']>>['payments'][number]>
  /** An order with a card payment that the customer has confirmed, and Stripe has told of. */
  authorized: (mugs?: number) => Promise<{ orderId: string; paymentId: string; intentId: string }>
}

async function till({
  awaitsPaymentMs = null,
}: {
  awaitsPaymentMs?: number | null
} = {}): Promise<Till> {
  let clock = () => 0
  const stripe = await fakeStripe(() => Math.floor(clock() / 1_000))
  const shop = { ...TEST_SHOP, awaitsPaymentMs, paymentProviders: ['stripe'] }
  const provider = stripeProvider({ apiKey: 'sk_test', apiBase: stripe.url, timeoutMs: TIMEOUT_MS })
  const desk = await orderDesk({ MAIN: { MUG: 50 } }, { shop, paymentProviders: [provider] })
  clock = desk.clock
  const hook = stripeWebhook({ secret: WEBHOOK_SECRET, dispatch: desk.dispatch, clock: desk.clock })
  const { url } = await testServer(desk, { webhooks: { [STRIPE_WEBHOOK_PATH]: hook } })
  const webhook = `${url}${STRIPE_WEBHOOK_PATH}`

  const settle = async () => {
    for (let tries = 0; tries < 5; tries++) {
      await desk.reactions.settle()
      desk.pass(60_000)
    }
  }
  const hear = async () => {
    const statuses: number[] = []
    for (let event = stripe.events.shift(); event; event = stripe.events.shift())
      statuses.push(await stripe.deliver(webhook, event))
    return statuses
  }
  const payment: Till['payment'] = async (orderId) => {
    const [payment] = (await desk.page(orderId)).payments
    if (!payment) throw new Error('There is no payment.')
    return payment
  }
  return {
    ...desk,
    ...{ stripe, webhook, settle, hear, payment },
    authorized: async (mugs = 2) => {
      const { id: orderId } = await desk.placed({ MUG: mugs })
      const { payment: paymentId = '' } = await desk.ids('AuthorizePayment', card(orderId))
      await settle()
      const intentId = (await payment(orderId)).reference as string
      stripe.confirm(intentId)
      expect(await hear()).toEqual([200])
      return { orderId, paymentId, intentId }
    },
  }
}

const card = (orderId: string) => ({ orderId, provider: 'stripe', method: 'Card' })

test('a card is authorized by the customer, captured, and refunded', async () => {
  const shop = await till()
  const { id: orderId } = await shop.placed({ MUG: 2 })
  const { payment: paymentId } = await shop.ids('AuthorizePayment', card(orderId))
  expect(shop.stripe.asked).toEqual([]) // Nobody is asked inside the transaction.
  expect(await shop.payment(orderId)).toMatchObject({
    reference: null,
    requests: [{ kind: 'AUTHORIZE', amount: 1_000, status: 'PENDING' }],
  })

  await shop.settle()
  const [intent] = shop.stripe.intents.values()
  expect(intent).toMatchObject({
    amount: 1_000,
    currency: 'gbp',
    metadata: { orderId, paymentId },
  })
  const waiting = await shop.payment(orderId)
  expect(waiting).toMatchObject({
    reference: intent?.id,
    clientSecret: intent?.client_secret,
    authorized: 0,
    requests: [{ status: 'SUCCEEDED' }],
  })
  expect(shop.stripe.asked[0]?.key).toBe(waiting.requests[0]?.id)

  shop.stripe.confirm(intent?.id as string)
  expect(await shop.hear()).toEqual([200])
  expect(await shop.page(orderId)).toMatchObject({ paymentStatus: 'AUTHORIZED', authorized: 1_000 })

  await shop.accepted('CapturePayment', { paymentId })
  await shop.settle()
  expect(await shop.page(orderId)).toMatchObject({ paymentStatus: 'PAID', captured: 1_000 })
  expect(await shop.hear()).toEqual([200]) // The report of what was answered already.
  expect(await shop.page(orderId)).toMatchObject({ paymentStatus: 'PAID', captured: 1_000 })

  await shop.accepted('RefundPayment', { paymentId, amount: pounds(300), reason: 'Chipped' })
  await shop.settle()
  await shop.hear()
  expect(await shop.page(orderId)).toMatchObject({
    paymentStatus: 'PARTIALLY_REFUNDED',
    refunded: 300,
    due: 300,
    payments: [{ entries: [{}, {}, { type: 'REFUNDED', amount: 300, reason: 'Chipped' }] }],
  })
  expect(brokenBooks(shop)).toEqual([])
})

test('the client secret is in no event', async () => {
  const shop = await till()
  const { intentId } = await shop.authorized()
  const secret = shop.stripe.intents.get(intentId)?.client_secret as string
  expect(shop.rows('select * from kernel_events where data like ?', `%${secret}%`)).toEqual([])
})

test.each<[string, Trouble[]]>([
  ['late', ['late', 'late', 'late']],
  ['that it is too busy', ['busy']],
  ['that it broke', ['broken', 'broken']],
  ['that it broke, though it was done', ['broken-after']],
  ['not at all', ['silent']],
  ['not at all, though it was done', ['silent-after', 'busy']],
])('where Stripe answers %s, each request has its effect once', async (_how, troubles) => {
  const shop = await till()
  const { orderId, paymentId, intentId } = await shop.authorized()
  const ask = async (command: string, input: object) => {
    shop.stripe.trouble(...troubles)
    await shop.accepted(command, { paymentId, ...input })
    await shop.settle()
  }
  await ask('CapturePayment', {})
  await ask('RefundPayment', { amount: pounds(400) })
  expect(await shop.page(orderId)).toMatchObject({ captured: 1_000, refunded: 400 })
  expect(shop.stripe.intents.get(intentId)?.amount_received).toBe(1_000)
  expect([...shop.stripe.refunds.values()].map(({ amount }) => amount)).toEqual([400])
  await shop.hear()
  expect(await shop.page(orderId)).toMatchObject({
    captured: 1_000,
    refunded: 400,
    payments: [{ requests: [{}, { status: 'SUCCEEDED' }, { status: 'SUCCEEDED' }] }],
  })
  expect(brokenBooks(shop)).toEqual([])
})

test('an answer that takes longer than the shop waits is asked for again', () => {
  expect(LATE_MS).toBeGreaterThan(TIMEOUT_MS)
})

test('a decline is final: the request has failed, says why, and blocks nothing', async () => {
  const shop = await till()
  const { orderId, paymentId } = await shop.authorized()
  shop.stripe.trouble('declined')
  await shop.accepted('CapturePayment', { paymentId })
  await shop.settle()
  const declined = await shop.payment(orderId)
  expect(declined).toMatchObject({
    captured: 0,
    capturable: 1_000,
    requests: [{}, { kind: 'CAPTURE', status: 'FAILED', error: /card_declined/ }].map(
      (request) => ({
        ...request,
        ...('error' in request && { error: expect.stringMatching(request.error as RegExp) }),
      }),
    ),
  })
  await shop.accepted('CapturePayment', { paymentId })
  await shop.settle()
  expect(await shop.payment(orderId)).toMatchObject({ captured: 1_000, capturable: 0 })
})

test('a report that comes before the answer counts once, and answers the request', async () => {
  const shop = await till()
  const { orderId, paymentId } = await shop.authorized()
  shop.stripe.trouble('silent-after')
  await shop.accepted('CapturePayment', { paymentId })
  await shop.reactions.settle() // Asked once; the answer never came.
  expect(await shop.payment(orderId)).toMatchObject({
    captured: 0,
    requests: [{}, { status: 'PENDING' }],
  })
  expect(await shop.hear()).toEqual([200])
  const heard = { captured: 1_000, requests: [{}, { status: 'SUCCEEDED' }] }
  expect(await shop.payment(orderId)).toMatchObject(heard)
  await shop.settle() // Asked again, and answered.
  expect(await shop.payment(orderId)).toMatchObject(heard)
  expect((await shop.payment(orderId)).entries).toHaveLength(2)
})

test('a report whose payment was begun, but whose answer was lost, finds it by our own id', async () => {
  const shop = await till()
  const { id: orderId } = await shop.placed({ MUG: 2 })
  shop.stripe.trouble('silent-after')
  await shop.accepted('AuthorizePayment', card(orderId))
  await shop.reactions.settle()
  const [intent] = shop.stripe.intents.values()
  shop.stripe.confirm(intent?.id as string)
  expect(await shop.hear()).toEqual([200])
  const heard = { authorized: 1_000, reference: intent?.id }
  expect(await shop.payment(orderId)).toMatchObject(heard)
  await shop.settle()
  expect(await shop.payment(orderId)).toMatchObject({
    ...heard,
    clientSecret: intent?.client_secret,
  })
  expect(shop.stripe.intents.size).toBe(1)
})

test('events that come twice and in the wrong order give the same ledger', async () => {
  const shop = await till()
  const { orderId, paymentId } = await shop.authorized()
  await shop.accepted('CapturePayment', { paymentId, amount: pounds(600) })
  await shop.settle()
  await shop.accepted('RefundPayment', { paymentId, amount: pounds(100) })
  await shop.settle()
  const before = await shop.payment(orderId)
  expect(before).toMatchObject({ captured: 600, refunded: 100, authorized: 0, capturable: 0 })
  expect(before.entries.map(({ type, amount }) => [type, amount]).sort()).toEqual([
    ['AUTHORIZED', 1_000],
    ['CAPTURED', 600],
    ['REFUNDED', 100],
    ['VOIDED', 400], // Stripe gives the rest up when a part is taken.
  ])
  const events = shop.stripe.events.splice(0)
  for (const event of [...events, ...events].reverse())
    expect(await shop.stripe.deliver(shop.webhook, event)).toBe(200)
  expect(await shop.payment(orderId)).toEqual(before)
})

test.each([
  ['of another system', { paymentId: '17', orderId: '#1001' }],
  ['of nothing here', { paymentId: UNKNOWN('pay'), orderId: UNKNOWN('ord') }],
])('a payment with ids %s is kept for somebody to look into', async (_what, metadata) => {
  const shop = await till()
  const { intentId } = await shop.authorized()
  const intent = { ...shop.stripe.intents.get(intentId), id: 'pi_x', latest_charge: 'ch_x' }
  shop.stripe.events.push({
    ...{ id: 'evt_x', type: 'payment_intent.amount_capturable_updated', created: 1 },
    data: { object: { ...intent, metadata } },
  })
  expect(await shop.hear()).toEqual([200])
  expect(shop.rows('select reference, payment_reference from unmatched_report_view')).toEqual([
    { reference: 'ch_x', payment_reference: 'pi_x' },
  ])
})

test('a bad card is told of, and the next try of the customer counts', async () => {
  const shop = await till()
  const { id: orderId } = await shop.placed({ MUG: 2 })
  await shop.accepted('AuthorizePayment', card(orderId))
  await shop.settle()
  const { reference } = await shop.payment(orderId)
  shop.stripe.confirm(reference as string, 'bad')
  shop.stripe.confirm(reference as string, 'good')
  shop.stripe.events.reverse() // The failure is heard last.
  expect(await shop.hear()).toEqual([200, 200])
  expect(await shop.payment(orderId)).toMatchObject({ authorized: 1_000 })
})

test('a refund that fails later is money that came back', async () => {
  const shop = await till()
  const { orderId, paymentId } = await shop.authorized()
  await shop.accepted('CapturePayment', { paymentId })
  await shop.settle()
  await shop.accepted('RefundPayment', { paymentId, amount: pounds(1_000) })
  await shop.settle()
  const [refund] = shop.stripe.refunds.values()
  shop.stripe.failRefund(refund?.id as string)
  await shop.hear()
  expect(await shop.page(orderId)).toMatchObject({ paymentStatus: 'PAID', refunded: 0, due: 0 })
  expect(brokenBooks(shop)).toEqual([])
})

test.each([
  ['won', 'PAID', 0],
  ['lost', 'UNPAID', 1_000],
] as const)(
  'a dispute takes the money away; once it is %s the order is %s',
  async (how, after, due) => {
    const shop = await till()
    const { orderId, paymentId, intentId } = await shop.authorized()
    await shop.accepted('CapturePayment', { paymentId })
    await shop.settle()
    const dispute = shop.stripe.dispute(intentId, 1_000)
    await shop.hear()
    expect(await shop.page(orderId)).toMatchObject({
      paymentStatus: 'UNPAID',
      disputed: 1_000,
      due: 1_000,
    })
    expect(await shop.refused('RefundPayment', { paymentId, amount: pounds(1) })).toMatchObject({
      code: 'REFUND_EXCEEDED',
      facts: { requested: 1, refundable: 0 },
    })
    dispute.decide(how)
    await shop.hear()
    expect(await shop.page(orderId)).toMatchObject({ paymentStatus: after, due })
  },
)

test('what is promised for an order that expires is given up, what is paid later goes back', async () => {
  const shop = await till({ awaitsPaymentMs: 600_000 })
  const { id: orderId } = await shop.placed({ MUG: 2 })
  const half = { ...card(orderId), amount: pounds(500) }
  await shop.accepted('AuthorizePayment', half)
  await shop.accepted('AuthorizePayment', half)
  await shop.reactions.settle()
  const [promised, unconfirmed] = [...shop.stripe.intents.values()]
  shop.stripe.confirm(promised?.id as string)
  await shop.hear()
  shop.pass(600_000)
  await shop.settle()
  expect((await shop.page(orderId)).status).toBe('EXPIRED')
  await shop.settle()
  expect([promised?.status, unconfirmed?.status]).toEqual(['canceled', 'canceled'])
  await shop.hear()
  expect(await shop.page(orderId)).toMatchObject({
    authorized: 0,
    due: 0,
    payments: [{ stranded: 0 }, { stranded: 0 }],
  })
  // A payment that was begun elsewhere and is told of only now.
  const told = { provider: 'stripe', reference: 'ch_x', paymentReference: 'pi_x', currency: 'GBP' }
  const occurredAt = new Date(shop.clock()).toISOString()
  shop.stripe.intents.set('pi_x', {
    ...(promised as NonNullable<typeof promised>),
    ...{ id: 'pi_x', status: 'succeeded', amount_received: 700, latest_charge: 'ch_x' },
  })
  await shop.accepted('ReportPaymentEvent', {
    ...{ ...told, type: 'CAPTURED', amount: 700, occurredAt, orderId },
  })
  await shop.settle()
  expect([...shop.stripe.refunds.values()]).toMatchObject([{ amount: 700, payment_intent: 'pi_x' }])
  expect(await shop.page(orderId)).toMatchObject({ captured: 700, refunded: 700, due: 0 })
  expect(brokenBooks(shop)).toEqual([])
})

test('a payment that Stripe takes up only after its order has expired is called off', async () => {
  const shop = await till({ awaitsPaymentMs: 600_000 })
  const { id: orderId } = await shop.placed({ MUG: 2 })
  shop.stripe.trouble('silent')
  await shop.accepted('AuthorizePayment', card(orderId))
  await shop.reactions.settle() // Asked, and not answered.
  shop.pass(600_000)
  await shop.settle()
  expect((await shop.page(orderId)).status).toBe('EXPIRED')
  await shop.settle()
  expect([...shop.stripe.intents.values()].map(({ status }) => status)).toEqual(['canceled'])
})

test.each([
  ['another secret', { secret: 'whsec_other' }, 400],
  ['a signature that is too old', { timestamp: 1_000 }, 400],
  ['a body that is no JSON', { body: '{' }, 400],
])('an event with %s is refused and changes nothing', async (_what, signing, status) => {
  const shop = await till()
  const { intentId } = await shop.authorized()
  shop.stripe.dispute(intentId, 10)
  const before = shop.rows('select count(*) from kernel_journal')
  expect(await shop.stripe.deliver(shop.webhook, shop.stripe.events[0] as never, signing)).toBe(
    status,
  )
  expect(shop.rows('select count(*) from kernel_journal')).toEqual(before)
})

test('a webhook is posted, signed, and not too long', async () => {
  const { webhook } = await till()
  expect((await fetch(webhook)).status).toBe(405)
  expect((await fetch(webhook, { method: 'POST', body: '{}' })).status).toBe(400)
  const long = await fetch(webhook, { method: 'POST', body: 'x'.repeat(2 ** 20 + 1) })
  expect(long.status).toBe(413)
})

test('an event that contradicts an earlier one is not acknowledged', async () => {
  const shop = await till()
  const { intentId } = await shop.authorized()
  shop.stripe.dispute(intentId, 10)
  const [event] = shop.stripe.events
  await shop.hear()
  const other = structuredClone(event) as NonNullable<typeof event>
  Object.assign(other.data.object, { amount: 11 })
  expect(await shop.stripe.deliver(shop.webhook, other)).toBe(422)
})
