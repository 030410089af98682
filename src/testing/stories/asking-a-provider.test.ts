// Money that a connected provider moves: its report may overtake its answer, an expired order's money
// goes back by itself, and what it never answered waits for an operator.
import { expect, test } from 'vitest'
import type { PaymentProvider } from '#payments/provider.ts'
import { DAY, HOUR, pounds } from './shop.ts'
import { placed, story } from './story.ts'

const DONE = {
  AUTHORIZE: 'AUTHORIZED',
  CAPTURE: 'CAPTURED',
  VOID: 'VOIDED',
  REFUND: 'REFUNDED',
} as const

/** A bank that does what it is asked, unless it is down or says no. */
function bank() {
  const state = { isDown: false, saysNo: false, asked: [] as string[] }
  const provider: PaymentProvider = {
    name: 'bank',
    ask: async ({ kind, amount, paymentId, requestId, reference }) => {
      if (state.isDown) throw new Error('The bank does not answer.')
      state.asked.push(`${kind} ${amount}`)
      if (state.saysNo) return { error: 'The account is closed.' }
      const entry = { type: DONE[kind], amount, reference: requestId }
      return { reference: reference ?? `bank ${paymentId}`, entries: [entry] }
    },
  }
  const options = (shop: object = {}) => ({
    shop: { paymentProviders: ['bank'], ...shop },
    paymentProviders: [provider],
  })
  return { state, options }
}

test('an answer is recorded once it comes, and money of an expired order goes back by itself', async () => {
  const { state, options } = bank()
  const { step, places, does, pass } = await story(undefined, options({ awaitsPaymentMs: HOUR }))

  const orderId = await step(
    'Anna orders two mugs',
    () => places({ MUG: 2 }),
    placed('10.00', 2, {
      status: '– → PENDING',
      availableActions:
        '+EDIT +CANCEL +CANCEL_LINES +RECORD_PAYMENT +AUTHORIZE_PAYMENT +GRANT_REFUND +HOLD +ADD_NOTE',
      'MUG at MAIN': '10/0/0 → 10/2/0',
    }),
  )
  await step(
    'the bank is to promise half of it',
    () =>
      does('authorizePayment', {
        orderId,
        provider: 'bank',
        method: 'Transfer',
        amount: pounds(5),
      }),
    { timeline: 'PaymentRequested' },
  )
  await step('the bank answers', () => pass(1), {
    authorized: '0.00 → 5.00',
    availableActions: '+CAPTURE_PAYMENT +VOID_PAYMENT',
    timeline: 'PaymentStarted PaymentAuthorized',
  })
  await step('the hour is over: the promise is given up', () => pass(HOUR), {
    status: 'PENDING → EXPIRED',
    currentTotal: '10.00 → 0.00',
    authorized: '5.00 → 0.00',
    due: '10.00 → 0.00',
    availableActions:
      '-EDIT -CANCEL -CANCEL_LINES -RECORD_PAYMENT -AUTHORIZE_PAYMENT -CAPTURE_PAYMENT -VOID_PAYMENT -GRANT_REFUND -HOLD',
    timeline: 'OrderLinesCancelled OrderExpired PaymentRequested PaymentVoided',
    'MUG at MAIN': '10/2/0 → 10/0/0',
    paymentBalances: 'OWED 10.00 → –',
  })
  expect(state.asked).toEqual(['AUTHORIZE 500', 'VOID 500'])
})

test('late money goes back by itself; where the bank says no, somebody sees to it', async () => {
  const { state, options } = bank()
  const { step, places, does, ask, pass } = await story(
    undefined,
    options({ awaitsPaymentMs: HOUR }),
  )

  const orderId = await step(
    'Anna orders two mugs',
    () => places({ MUG: 2 }),
    placed('10.00', 2, {
      status: '– → PENDING',
      availableActions:
        '+EDIT +CANCEL +CANCEL_LINES +RECORD_PAYMENT +AUTHORIZE_PAYMENT +GRANT_REFUND +HOLD +ADD_NOTE',
      'MUG at MAIN': '10/0/0 → 10/2/0',
    }),
  )
  await step('she does not pay in time', () => pass(HOUR), {
    status: 'PENDING → EXPIRED',
    currentTotal: '10.00 → 0.00',
    due: '10.00 → 0.00',
    availableActions:
      '-EDIT -CANCEL -CANCEL_LINES -RECORD_PAYMENT -AUTHORIZE_PAYMENT -GRANT_REFUND -HOLD',
    timeline: 'OrderLinesCancelled OrderExpired',
    'MUG at MAIN': '10/2/0 → 10/0/0',
    paymentBalances: 'OWED 10.00 → –',
  })
  state.saysNo = true
  await step(
    'her bank says that she has paid',
    () =>
      does('reportPaymentEvent', {
        ...{ provider: 'bank', reference: 'late', type: 'CAPTURED', orderId },
        ...{ amount: 1_000, currency: 'GBP', occurredAt: '2026-03-02T11:30:00Z' },
      }),
    {
      paymentStatus: 'UNPAID → OVERPAID',
      captured: '0.00 → 10.00',
      due: '0.00 → -10.00',
      timeline: 'PaymentCaptured PaymentRequested',
      paymentBalances: '– → OWING 10.00',
      strandedPayments: '– → 10.00',
    },
  )
  await step('asked to give it back, the bank says no', () => pass(1), {
    availableActions: '+REFUND_PAYMENT',
    timeline: 'PaymentFailed',
  })
  const { strandedPayments } = await ask(
    '{ strandedPayments { nodes { id requests { kind status error } } } }',
  )
  const [{ id: paymentId, requests }] = strandedPayments.nodes
  expect(requests).toEqual([{ kind: 'REFUND', status: 'FAILED', error: 'The account is closed.' }])
  state.saysNo = false
  await step(
    'somebody clears it up with the bank, and tries again',
    async () => {
      await does('refundPayment', { paymentId, amount: pounds(10), reason: 'Too late' })
      await pass(1)
    },
    {
      paymentStatus: 'OVERPAID → REFUNDED',
      refunded: '0.00 → 10.00',
      due: '-10.00 → 0.00',
      availableActions: '-REFUND_PAYMENT',
      timeline: 'PaymentRequested PaymentRefunded',
      paymentBalances: 'OWING 10.00 → –',
      strandedPayments: '10.00 → –',
      'sales of 2026-03-02': '1 with 2: 10.00 − 0.00 = 10.00 → 1 with 2: 10.00 − 10.00 = 0.00',
    },
  )
  expect(state.asked).toEqual(['REFUND 1000', 'REFUND 1000'])
})

test('its report overtakes its answer, and both are one', async () => {
  const { options } = bank()
  const { step, places, does, pass, ask } = await story(undefined, options())

  const orderId = await step(
    'Anna orders two mugs',
    () => places({ MUG: 2 }),
    placed('10.00', 2, { 'MUG at MAIN': '10/0/0 → 10/2/0', fulfilmentQueue: '– → MAIN OPEN 2+0' }),
  )
  const { payment: paymentId } = await step(
    'the bank is to promise all of it',
    () => does('authorizePayment', { orderId, provider: 'bank', method: 'Transfer' }),
    { timeline: 'PaymentRequested' },
  )
  await step('it does', () => pass(1), {
    paymentStatus: 'UNPAID → AUTHORIZED',
    authorized: '0.00 → 10.00',
    availableActions: '+CAPTURE_PAYMENT +VOID_PAYMENT',
    timeline: 'PaymentStarted PaymentAuthorized',
  })
  await step('the bank is to take it', () => does('capturePayment', { paymentId }), {
    availableActions: '-CAPTURE_PAYMENT -VOID_PAYMENT',
    timeline: 'PaymentRequested',
  })
  const { payment } = await ask(
    'query ($id: ID!) { payment(id: $id) { reference requests { id kind } } }',
    { id: paymentId },
  )
  const capture = payment.requests.find(({ kind }: { kind: string }) => kind === 'CAPTURE')
  await step(
    'it reports that it has, before it answers',
    () =>
      does('reportPaymentEvent', {
        ...{ provider: 'bank', type: 'CAPTURED', reference: capture.id },
        ...{ paymentReference: payment.reference, amount: 1_000, currency: 'GBP' },
        occurredAt: '2026-03-02T11:30:00Z',
      }),
    {
      paymentStatus: 'AUTHORIZED → PAID',
      authorized: '10.00 → 0.00',
      captured: '0.00 → 10.00',
      due: '10.00 → 0.00',
      availableActions: '+REFUND_PAYMENT',
      timeline: 'PaymentCaptured',
      paymentBalances: 'OWED 10.00 → –',
    },
  )
  await step('its answer adds nothing', () => pass(1), {})
})

test('a bank that is down for days leaves a dead letter, which is retried when it is up', async () => {
  const { state, options } = bank()
  const { step, places, does, ask, pass } = await story(undefined, options())

  const orderId = await step(
    'Anna orders two mugs',
    () => places({ MUG: 2 }),
    placed('10.00', 2, { 'MUG at MAIN': '10/0/0 → 10/2/0', fulfilmentQueue: '– → MAIN OPEN 2+0' }),
  )
  await step(
    'the bank is to promise all of it',
    () => does('authorizePayment', { orderId, provider: 'bank', method: 'Transfer' }),
    { timeline: 'PaymentRequested' },
  )
  await step('it does', () => pass(1), {
    paymentStatus: 'UNPAID → AUTHORIZED',
    authorized: '0.00 → 10.00',
    availableActions: '+CAPTURE_PAYMENT +VOID_PAYMENT',
    timeline: 'PaymentStarted PaymentAuthorized',
  })
  const { order } = await ask('query ($id: ID!) { order(id: $id) { payments { id } } }', {
    id: orderId,
  })
  const paymentId = order.payments[0].id
  state.isDown = true
  await step('the bank is to take it, and is down', () => does('capturePayment', { paymentId }), {
    availableActions: '-CAPTURE_PAYMENT -VOID_PAYMENT',
    timeline: 'PaymentRequested',
  })
  await step(
    'for two days it is asked again and again',
    async () => {
      for (let hours = 0; hours < 48; hours++) await pass(HOUR)
    },
    { deadLetters: '– → ask-payment-providers' },
  )
  const { deadLetters } = await ask(
    '{ deadLetters { nodes { id status error attempts event { name aggregateId } } } }',
  )
  expect(deadLetters.nodes).toMatchObject([
    {
      status: 'WAITING',
      error: 'Error: The bank does not answer.',
      attempts: 10,
      event: { name: 'PaymentRequested', aggregateId: orderId },
    },
  ])
  state.isDown = false
  await step('the bank is up; nobody tells the shop', () => pass(DAY), {})
  await step(
    'somebody retries it',
    async () => {
      await does('retryDeadLetter', { deadLetterId: deadLetters.nodes[0].id })
      await pass(1)
    },
    {
      paymentStatus: 'AUTHORIZED → PAID',
      authorized: '10.00 → 0.00',
      captured: '0.00 → 10.00',
      due: '10.00 → 0.00',
      availableActions: '+REFUND_PAYMENT',
      timeline: 'PaymentCaptured',
      paymentBalances: 'OWED 10.00 → –',
      deadLetters: 'ask-payment-providers → –',
    },
  )
  expect(state.asked).toEqual(['AUTHORIZE 1000', 'CAPTURE 1000'])
})
