// What comes back: some fit for sale, some broken, some never.
import { expect, test } from 'vitest'
import { pounds } from './shop.ts'
import { placed, story } from './story.ts'

test('two of three come back, one of them broken, and are paid for', async () => {
  const { step, places, does, refused, lines, locations } = await story({
    MAIN: { MUG: 5 },
    NORTH: {},
  })

  const orderId = await step(
    'Anna orders three mugs',
    () => places({ MUG: 3 }),
    placed('15.00', 3, { 'MUG at MAIN': '5/0/0 → 5/3/0', fulfilmentQueue: '– → MAIN OPEN 3+0' }),
  )
  const { payment: paymentId } = await step(
    'she pays them',
    () => does('recordManualPayment', { orderId, amount: pounds(15), method: 'Card' }),
    {
      paymentStatus: 'UNPAID → PAID',
      captured: '0.00 → 15.00',
      due: '15.00 → 0.00',
      availableActions: '+REFUND_PAYMENT',
      timeline: 'PaymentCaptured',
      paymentBalances: 'OWED 15.00 → –',
    },
  )
  const { fulfilment: fulfilmentId } = await step(
    'they are packed',
    () => does('createFulfilment', { orderId }),
    {
      availableActions:
        '-CANCEL -CANCEL_LINES -CREATE_FULFILMENT +SHIP_FULFILMENT +CANCEL_FULFILMENT',
      timeline: 'FulfilmentCreated',
      fulfilmentQueue: 'MAIN OPEN 3+0 → MAIN READY 0+3',
    },
  )
  await step('they leave', () => does('shipFulfilment', { fulfilmentId }), {
    status: 'CONFIRMED → COMPLETED',
    fulfilmentStatus: 'UNFULFILLED → FULFILLED',
    availableActions: '-EDIT -SHIP_FULFILMENT +DELIVER_FULFILMENT +REQUEST_RETURN -HOLD',
    timeline: 'FulfilmentShipped OrderCompleted',
    'MUG at MAIN': '5/3/0 → 2/0/0',
    fulfilmentQueue: 'MAIN READY 0+3 → –',
  })

  const [mugs] = await lines(orderId, { MUG: 3 })
  const { return: returnId } = await step(
    'she wants to send all three back',
    () =>
      does('requestReturn', {
        orderId,
        lines: [{ ...mugs, reason: 'NOT_AS_DESCRIBED' }],
        note: 'They are blue.',
      }),
    {
      availableActions: '-CANCEL_FULFILMENT -REQUEST_RETURN +APPROVE_RETURN',
      timeline: 'ReturnRequested',
      returns: '– → REQUESTED',
    },
  )
  await step(
    'what is to come back can not be taken back as a parcel too',
    async () =>
      expect(await refused('cancelFulfilment', { fulfilmentId })).toMatchObject({
        code: 'FULFILMENT_RETURNING',
      }),
    {},
  )
  await step('she may', () => does('approveReturn', { returnId }), {
    availableActions: '-APPROVE_RETURN +RECEIVE_RETURN',
    timeline: 'ReturnApproved',
    returns: 'REQUESTED → APPROVED',
  })
  const came = { orderLineId: mugs?.orderLineId, restock: 1, damaged: 1 }
  await step(
    'two come to another place, one of them broken; the third she keeps',
    () =>
      does('receiveReturn', {
        ...{ returnId, locationId: locations.NORTH, lines: [came], isLast: true },
      }),
    {
      fulfilmentStatus: 'FULFILLED → PARTIALLY_RETURNED',
      availableActions: '+REQUEST_RETURN -RECEIVE_RETURN',
      timeline: 'ReturnReceived',
      returns: 'APPROVED → RECEIVED',
      'MUG at NORTH': '– → 1/0/0',
    },
  )
  await step('a refund for the two is granted', () => does('refundReturn', { returnId }), {
    paymentStatus: 'PAID → OVERPAID',
    currentTotal: '15.00 → 5.00',
    due: '0.00 → -10.00',
    timeline: 'RefundGranted',
    paymentBalances: '– → OWING 10.00',
  })
  await step(
    'and not once more',
    async () =>
      expect(await refused('refundReturn', { returnId })).toMatchObject({
        code: 'NOTHING_TO_REFUND',
      }),
    {},
  )
  await step(
    'it is paid out by somebody else',
    () => does('refundPayment', { paymentId, amount: pounds(10), reason: 'Return' }),
    {
      paymentStatus: 'OVERPAID → PARTIALLY_REFUNDED',
      refunded: '0.00 → 10.00',
      due: '-10.00 → 0.00',
      timeline: 'PaymentRefunded',
      paymentBalances: 'OWING 10.00 → –',
      'sales of 2026-03-02': '1 with 3: 15.00 − 0.00 = 15.00 → 1 with 3: 15.00 − 10.00 = 5.00',
    },
  )
})
