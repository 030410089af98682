// Orders that wait: for money that comes too late, and for somebody who lets them go on.
import { expect, test } from 'vitest'
import { HOUR, MINUTE, pounds } from './shop.ts'
import { placed, story } from './story.ts'

const STRANDED = `{ strandedPayments { nodes {
  id order { number status } stranded { amount currency } refundable { amount } } } }`

test('nobody pays in time: the stock is free again, and late money is found and given back', async () => {
  const { step, places, does, refused, ask, pass } = await story(undefined, {
    shop: { awaitsPaymentMs: HOUR },
  })

  const orderId = await step(
    'Anna orders nine of ten mugs',
    () => places({ MUG: 9 }),
    placed('45.00', 9, {
      status: '– → PENDING',
      availableActions:
        '+EDIT +CANCEL +CANCEL_LINES +RECORD_PAYMENT +AUTHORIZE_PAYMENT +GRANT_REFUND +HOLD +ADD_NOTE',
      'MUG at MAIN': '10/0/0 → 10/9/0',
    }),
  )
  await step('an hour has nearly passed', () => pass(HOUR - MINUTE), {})
  await step('the hour is over', () => pass(MINUTE), {
    status: 'PENDING → EXPIRED',
    currentTotal: '45.00 → 0.00',
    due: '45.00 → 0.00',
    availableActions:
      '-EDIT -CANCEL -CANCEL_LINES -RECORD_PAYMENT -AUTHORIZE_PAYMENT -GRANT_REFUND -HOLD',
    timeline: 'OrderLinesCancelled OrderExpired',
    'MUG at MAIN': '10/9/0 → 10/0/0',
    paymentBalances: 'OWED 45.00 → –',
  })
  await step(
    'it takes no payment any more',
    async () =>
      expect(
        await refused(
          'authorizePayment',
          { orderId, provider: 'manual', method: 'Card' },
          '... on OrderNotOpen { status }',
        ),
      ).toMatchObject({ code: 'ORDER_NOT_OPEN', status: 'EXPIRED' }),
    {},
  )
  await step(
    'her bank says that she had paid',
    () =>
      does('reportPaymentEvent', {
        ...{ provider: 'bank', reference: 'late', type: 'CAPTURED', orderId },
        ...{ amount: 4_500, currency: 'GBP', occurredAt: '2026-03-02T10:30:00Z' },
      }),
    {
      paymentStatus: 'UNPAID → OVERPAID',
      captured: '0.00 → 45.00',
      due: '0.00 → -45.00',
      timeline: 'PaymentCaptured',
      paymentBalances: '– → OWING 45.00',
      strandedPayments: '– → 45.00',
    },
  )
  const { strandedPayments } = await ask(STRANDED)
  expect(strandedPayments.nodes).toMatchObject([
    { order: { status: 'EXPIRED' }, stranded: { amount: 4_500 } },
  ])
  await step(
    'somebody works the list: at the bank, which tells when it is done',
    () =>
      does('reportPaymentEvent', {
        ...{ provider: 'bank', reference: 'back', type: 'REFUNDED', paymentReference: 'late' },
        ...{ amount: 4_500, currency: 'GBP', occurredAt: '2026-03-03T09:00:00Z' },
      }),
    {
      paymentStatus: 'OVERPAID → REFUNDED',
      refunded: '0.00 → 45.00',
      due: '-45.00 → 0.00',
      timeline: 'PaymentRefunded',
      paymentBalances: 'OWING 45.00 → –',
      strandedPayments: '45.00 → –',
      'sales of 2026-03-03': '– → 0 with 0: 0.00 − 45.00 = -45.00',
    },
  )
})

test('a part is paid by hand: it stands on the list when the order expires, and is given back', async () => {
  const { step, places, does, pass } = await story(undefined, { shop: { awaitsPaymentMs: HOUR } })

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
  const { payment: paymentId } = await step(
    'she pays four pounds in cash',
    () => does('recordManualPayment', { orderId, amount: pounds(4), method: 'Cash' }),
    {
      paymentStatus: 'UNPAID → PARTIALLY_PAID',
      captured: '0.00 → 4.00',
      due: '10.00 → 6.00',
      availableActions: '+REFUND_PAYMENT',
      timeline: 'PaymentCaptured',
      paymentBalances: 'OWED 10.00 → OWED 6.00',
    },
  )
  await step('the hour is over', () => pass(HOUR), {
    status: 'PENDING → EXPIRED',
    paymentStatus: 'PARTIALLY_PAID → OVERPAID',
    currentTotal: '10.00 → 0.00',
    due: '6.00 → -4.00',
    availableActions:
      '-EDIT -CANCEL -CANCEL_LINES -RECORD_PAYMENT -AUTHORIZE_PAYMENT -GRANT_REFUND -HOLD',
    timeline: 'OrderLinesCancelled OrderExpired',
    'MUG at MAIN': '10/2/0 → 10/0/0',
    paymentBalances: 'OWED 6.00 → OWING 4.00',
    strandedPayments: '– → 4.00',
  })
  await step(
    'she gets them back',
    () => does('refundPayment', { paymentId, amount: pounds(4), reason: 'Expired' }),
    {
      paymentStatus: 'OVERPAID → REFUNDED',
      refunded: '0.00 → 4.00',
      due: '-4.00 → 0.00',
      availableActions: '-REFUND_PAYMENT',
      timeline: 'PaymentRefunded',
      paymentBalances: 'OWING 4.00 → –',
      strandedPayments: '4.00 → –',
      'sales of 2026-03-02': '1 with 2: 10.00 − 0.00 = 10.00 → 1 with 2: 10.00 − 4.00 = 6.00',
    },
  )
})

test('what is promised in full in time keeps an order', async () => {
  const { step, places, does, pass } = await story(undefined, { shop: { awaitsPaymentMs: HOUR } })

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
    'her card promises all of it',
    () => does('authorizePayment', { orderId, provider: 'manual', method: 'Card' }),
    {
      status: 'PENDING → CONFIRMED',
      paymentStatus: 'UNPAID → AUTHORIZED',
      authorized: '0.00 → 10.00',
      availableActions: '+CAPTURE_PAYMENT +VOID_PAYMENT +CREATE_FULFILMENT',
      timeline: 'PaymentAuthorized OrderConfirmed',
      fulfilmentQueue: '– → MAIN OPEN 2+0',
    },
  )
  await step('so the hour does not matter', () => pass(HOUR), {})
})

test('held, released, and closed though it is not paid', async () => {
  const { step, places, does, refused } = await story()

  const orderId = await step(
    'Anna orders two mugs',
    () => places({ MUG: 2 }),
    placed('10.00', 2, { 'MUG at MAIN': '10/0/0 → 10/2/0', fulfilmentQueue: '– → MAIN OPEN 2+0' }),
  )
  await step(
    'the address looks odd',
    () => does('holdOrder', { orderId, reason: 'The address looks odd' }),
    {
      availableActions: '-EDIT -CREATE_FULFILMENT -HOLD +RELEASE',
      timeline: 'OrderHeld',
      fulfilmentQueue: 'MAIN OPEN 2+0 → MAIN OPEN 2+0 on hold',
    },
  )
  await step(
    'nothing of it is packed meanwhile',
    async () =>
      expect(
        await refused('createFulfilment', { orderId }, '... on OrderOnHold { reason }'),
      ).toMatchObject({ code: 'ORDER_ON_HOLD', reason: 'The address looks odd' }),
    {},
  )
  await step(
    'it may still be paid',
    () => does('recordManualPayment', { orderId, amount: pounds(6), method: 'Cash' }),
    {
      paymentStatus: 'UNPAID → PARTIALLY_PAID',
      captured: '0.00 → 6.00',
      due: '10.00 → 4.00',
      availableActions: '+REFUND_PAYMENT',
      timeline: 'PaymentCaptured',
      paymentBalances: 'OWED 10.00 → OWED 4.00',
    },
  )
  await step('all is well', () => does('releaseOrder', { orderId }), {
    availableActions: '+EDIT +CREATE_FULFILMENT +HOLD -RELEASE',
    timeline: 'OrderReleased',
    fulfilmentQueue: 'MAIN OPEN 2+0 on hold → MAIN OPEN 2+0',
  })
  await step(
    'what has not shipped can not be closed',
    async () =>
      expect(await refused('closeOrder', { orderId })).toMatchObject({
        code: 'ORDER_HAS_OPEN_UNITS',
      }),
    {},
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
    fulfilmentStatus: 'UNFULFILLED → FULFILLED',
    availableActions: '-SHIP_FULFILMENT +DELIVER_FULFILMENT +REQUEST_RETURN +CLOSE',
    timeline: 'FulfilmentShipped',
    'MUG at MAIN': '10/2/0 → 8/0/0',
    fulfilmentQueue: 'MAIN READY 0+2 → –',
  })
  await step(
    'the shop waits no longer for the rest',
    () => does('closeOrder', { orderId, reason: 'Written off' }),
    {
      status: 'CONFIRMED → COMPLETED',
      availableActions: '-EDIT -HOLD -CLOSE',
      timeline: 'OrderClosed',
    },
  )
  await step(
    'the rest comes after all',
    () => does('recordManualPayment', { orderId, amount: pounds(4), method: 'Cash' }),
    {
      paymentStatus: 'PARTIALLY_PAID → PAID',
      captured: '6.00 → 10.00',
      due: '4.00 → 0.00',
      timeline: 'PaymentCaptured',
      paymentBalances: 'OWED 4.00 → –',
    },
  )
})
