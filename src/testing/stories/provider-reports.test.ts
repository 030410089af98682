// What a payment provider tells of its own accord: before the shop knows of it, after, twice, out of
// order, and that a customer disputes a charge.
import { expect, test } from 'vitest'
import { pounds } from './shop.ts'
import { placed, type Story, story } from './story.ts'

/** The provider's own moments, which are not those at which its reports come. */
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute)).toISOString()

const reportsOf =
  ({ does }: Story) =>
  (type: string, reference: string, told: object = {}) =>
  () =>
    does('reportPaymentEvent', {
      ...{ provider: 'stripe', type, reference, paymentReference: 'pi_1' },
      ...{ amount: 1_000, currency: 'GBP', occurredAt: at(10), ...told },
    })

test('a report comes before the payment is known, and again, and after', async () => {
  const shop = await story()
  const { step, places, does, refused } = shop
  const reports = reportsOf(shop)

  await step('money came for a payment that nobody knows', reports('CAPTURED', 'ch_1'), {
    unmatchedPaymentReports: '– → CAPTURED ch_1',
  })
  await step('told twice, it is one', reports('CAPTURED', 'ch_1'), {})
  const orderId = await step(
    'Anna orders two mugs',
    () => places({ MUG: 2 }),
    placed('10.00', 2, { 'MUG at MAIN': '10/0/0 → 10/2/0', fulfilmentQueue: '– → MAIN OPEN 2+0' }),
  )
  const { payment: paymentId } = await step(
    'the checkout says which payment is hers: what was told of it counts now',
    () =>
      does('authorizePayment', {
        ...{ orderId, provider: 'stripe', method: 'Card', reference: 'pi_1' },
      }),
    {
      paymentStatus: 'UNPAID → PAID',
      captured: '0.00 → 10.00',
      due: '10.00 → 0.00',
      timeline: 'PaymentStarted PaymentCaptured',
      paymentBalances: 'OWED 10.00 → –',
      unmatchedPaymentReports: 'CAPTURED ch_1 → –',
    },
  )
  await step(
    'the authorization before it is told late',
    reports('AUTHORIZED', 'au_1', { occurredAt: at(9) }),
    { timeline: 'PaymentAuthorized' },
  )
  await step('told a third time, it is still one', reports('CAPTURED', 'ch_1', { paymentId }), {})
  await step(
    'told with another amount it is refused',
    async () =>
      expect(
        await refused(
          'reportPaymentEvent',
          {
            ...{ provider: 'stripe', type: 'CAPTURED', reference: 'ch_1', amount: 900 },
            ...{ currency: 'GBP', occurredAt: at(10) },
          },
          '... on PaymentReportConflict { amount currency }',
        ),
      ).toMatchObject({ code: 'PAYMENT_REPORT_CONFLICT', amount: 1_000, currency: 'GBP' }),
    {},
  )
  await step(
    'the shop can not ask this provider, and so offers no refund',
    async () =>
      expect(
        await refused(
          'refundPayment',
          { paymentId, amount: pounds(4) },
          '... on PaymentProviderNotConnected { provider connected }',
        ),
      ).toMatchObject({
        code: 'PAYMENT_PROVIDER_NOT_CONNECTED',
        provider: 'stripe',
        connected: [],
      }),
    {},
  )
  await step(
    'some was given back at the provider',
    reports('REFUNDED', 're_1', { amount: 400, occurredAt: at(11) }),
    {
      paymentStatus: 'PAID → PARTIALLY_REFUNDED',
      refunded: '0.00 → 4.00',
      due: '0.00 → 4.00',
      timeline: 'PaymentRefunded',
      paymentBalances: '– → OWED 4.00',
      'sales of 2026-03-02': '1 with 2: 10.00 − 0.00 = 10.00 → 1 with 2: 10.00 − 4.00 = 6.00',
    },
  )
  await step('the refund failed', reports('FAILED', 're_1', { amount: null, occurredAt: at(12) }), {
    paymentStatus: 'PARTIALLY_REFUNDED → PAID',
    refunded: '4.00 → 0.00',
    due: '4.00 → 0.00',
    timeline: 'PaymentFailed',
    paymentBalances: 'OWED 4.00 → –',
    'sales of 2026-03-02': '1 with 2: 10.00 − 4.00 = 6.00 → 1 with 2: 10.00 − 0.00 = 10.00',
  })
})

test('a failure that is newer beats a success, whichever is told first', async () => {
  const shop = await story()
  const { step, places } = shop
  const reports = reportsOf(shop)

  const orderId = await step(
    'Anna orders two mugs',
    () => places({ MUG: 2 }),
    placed('10.00', 2, { 'MUG at MAIN': '10/0/0 → 10/2/0', fulfilmentQueue: '– → MAIN OPEN 2+0' }),
  )
  const failed = { amount: null, occurredAt: at(20) }
  await step('a direct debit comes', reports('CAPTURED', 'dd_1', { orderId }), {
    paymentStatus: 'UNPAID → PAID',
    captured: '0.00 → 10.00',
    due: '10.00 → 0.00',
    timeline: 'PaymentCaptured',
    paymentBalances: 'OWED 10.00 → –',
  })
  await step('it bounces', reports('FAILED', 'dd_1', failed), {
    paymentStatus: 'PAID → UNPAID',
    captured: '10.00 → 0.00',
    due: '0.00 → 10.00',
    timeline: 'PaymentFailed',
    paymentBalances: '– → OWED 10.00',
  })
  await step('the second try is told to have bounced first', reports('FAILED', 'dd_2', failed), {
    timeline: 'PaymentFailed',
  })
  await step('and then to have come', reports('CAPTURED', 'dd_2', { occurredAt: at(19) }), {})
  await step('the third try comes', reports('CAPTURED', 'dd_3', { occurredAt: at(30) }), {
    paymentStatus: 'UNPAID → PAID',
    captured: '0.00 → 10.00',
    due: '10.00 → 0.00',
    timeline: 'PaymentCaptured',
    paymentBalances: 'OWED 10.00 → –',
  })
  await step(
    'that an earlier moment of it failed is old news',
    reports('FAILED', 'dd_3', { ...failed, occurredAt: at(29) }),
    {},
  )
})

test('a charge is disputed and won, disputed again and lost', async () => {
  const shop = await story(undefined, { shop: { paymentProviders: ['stripe'] } })
  const { step, places, does, refused } = shop
  const reports = reportsOf(shop)

  const orderId = await step(
    'Anna orders two mugs',
    () => places({ MUG: 2 }),
    placed('10.00', 2, { 'MUG at MAIN': '10/0/0 → 10/2/0', fulfilmentQueue: '– → MAIN OPEN 2+0' }),
  )
  const { payment: paymentId } = await step(
    'her card pays',
    reports('CAPTURED', 'ch_1', { orderId }),
    {
      paymentStatus: 'UNPAID → PAID',
      captured: '0.00 → 10.00',
      due: '10.00 → 0.00',
      availableActions: '+REFUND_PAYMENT',
      timeline: 'PaymentCaptured',
      paymentBalances: 'OWED 10.00 → –',
    },
  )
  const { fulfilment: fulfilmentId } = await step(
    'they are packed',
    () => does('createFulfilment', { orderId }),
    {
      availableActions:
        '-CANCEL -CANCEL_LINES -CREATE_FULFILMENT +SHIP_FULFILMENT +CANCEL_FULFILMENT',
      timeline: 'FulfilmentCreated',
      fulfilmentQueue: 'MAIN OPEN 2+0 → MAIN READY 0+2',
    },
  )
  await step('they leave', () => does('shipFulfilment', { fulfilmentId }), {
    status: 'CONFIRMED → COMPLETED',
    fulfilmentStatus: 'UNFULFILLED → FULFILLED',
    availableActions: '-EDIT -SHIP_FULFILMENT +DELIVER_FULFILMENT +REQUEST_RETURN -HOLD',
    timeline: 'FulfilmentShipped OrderCompleted',
    'MUG at MAIN': '10/2/0 → 8/0/0',
    fulfilmentQueue: 'MAIN READY 0+2 → –',
  })
  const disputed = { amount: 600, occurredAt: at(20) }
  await step('her bank takes some back', reports('DISPUTE_OPENED', 'dp_1', disputed), {
    paymentStatus: 'PAID → PARTIALLY_PAID',
    disputed: '0.00 → 6.00',
    due: '0.00 → 6.00',
    timeline: 'PaymentDisputed',
    paymentBalances: '– → OWED 6.00',
  })
  await step('the shop proves that it sent them', reports('DISPUTE_WON', 'dp_1', disputed), {
    paymentStatus: 'PARTIALLY_PAID → PAID',
    disputed: '6.00 → 0.00',
    due: '6.00 → 0.00',
    timeline: 'DisputeWon',
    paymentBalances: 'OWED 6.00 → –',
  })
  await step('the bank tries once more', reports('DISPUTE_OPENED', 'dp_2', disputed), {
    paymentStatus: 'PAID → PARTIALLY_PAID',
    disputed: '0.00 → 6.00',
    due: '0.00 → 6.00',
    timeline: 'PaymentDisputed',
    paymentBalances: '– → OWED 6.00',
  })
  await step('the shop loses', reports('DISPUTE_LOST', 'dp_2', disputed), {
    timeline: 'DisputeLost',
  })
  await step(
    'what the bank took can not be refunded too',
    async () =>
      expect(
        await refused(
          'refundPayment',
          { paymentId, amount: pounds(4.01) },
          '... on RefundExceeded { requested refundable }',
        ),
      ).toMatchObject({ code: 'REFUND_EXCEEDED', requested: 401, refundable: 400 }),
    {},
  )
  await step(
    'Anna pays the difference in cash',
    () => does('recordManualPayment', { orderId, amount: pounds(6), method: 'Cash' }),
    {
      paymentStatus: 'PARTIALLY_PAID → PAID',
      captured: '10.00 → 16.00',
      due: '6.00 → 0.00',
      timeline: 'PaymentCaptured',
      paymentBalances: 'OWED 6.00 → –',
    },
  )
})
