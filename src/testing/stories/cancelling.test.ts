// Orders that shrink: before anything leaves, after some of it has left, and from three locations.
import { expect, test } from 'vitest'
import { pounds } from './shop.ts'
import { placed, story } from './story.ts'

test('one of three is cancelled, and its money goes back', async () => {
  const { step, places, does, lines } = await story()

  const orderId = await step(
    'Anna orders three mugs',
    () => places({ MUG: 3 }),
    placed('15.00', 3, { 'MUG at MAIN': '10/0/0 → 10/3/0', fulfilmentQueue: '– → MAIN OPEN 3+0' }),
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
  await step(
    'she wants one less',
    async () => does('cancelOrderLines', { orderId, lines: await lines(orderId, { MUG: 1 }) }),
    {
      paymentStatus: 'PAID → OVERPAID',
      currentTotal: '15.00 → 10.00',
      due: '0.00 → -5.00',
      timeline: 'OrderLinesCancelled',
      'MUG at MAIN': '10/3/0 → 10/2/0',
      fulfilmentQueue: 'MAIN OPEN 3+0 → MAIN OPEN 2+0',
      paymentBalances: '– → OWING 5.00',
    },
  )
  await step(
    'its price goes back',
    () => does('refundPayment', { paymentId, amount: pounds(5), reason: 'One less' }),
    {
      paymentStatus: 'OVERPAID → PARTIALLY_REFUNDED',
      refunded: '0.00 → 5.00',
      due: '-5.00 → 0.00',
      timeline: 'PaymentRefunded',
      paymentBalances: 'OWING 5.00 → –',
      'sales of 2026-03-02': '1 with 3: 15.00 − 0.00 = 15.00 → 1 with 3: 15.00 − 5.00 = 10.00',
    },
  )
  const { fulfilment: fulfilmentId } = await step(
    'the other two are packed',
    () => does('createFulfilment', { orderId }),
    {
      availableActions:
        '-CANCEL -CANCEL_LINES -CREATE_FULFILMENT +SHIP_FULFILMENT +CANCEL_FULFILMENT',
      timeline: 'FulfilmentCreated',
      fulfilmentQueue: 'MAIN OPEN 2+0 → MAIN READY 0+2',
    },
  )
  await step('the other two leave', () => does('shipFulfilment', { fulfilmentId }), {
    status: 'CONFIRMED → COMPLETED',
    fulfilmentStatus: 'UNFULFILLED → FULFILLED',
    availableActions: '-EDIT -SHIP_FULFILMENT +DELIVER_FULFILMENT +REQUEST_RETURN -HOLD',
    timeline: 'FulfilmentShipped OrderCompleted',
    'MUG at MAIN': '10/2/0 → 8/0/0',
    fulfilmentQueue: 'MAIN READY 0+2 → –',
  })
})

test('cancelled after some of it has left', async () => {
  const { step, places, does, refused, lines } = await story()

  const orderId = await step(
    'Anna orders three mugs',
    () => places({ MUG: 3 }),
    placed('15.00', 3, { 'MUG at MAIN': '10/0/0 → 10/3/0', fulfilmentQueue: '– → MAIN OPEN 3+0' }),
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
    'one is packed',
    async () => does('createFulfilment', { orderId, lines: await lines(orderId, { MUG: 1 }) }),
    {
      availableActions: '-CANCEL +SHIP_FULFILMENT +CANCEL_FULFILMENT',
      timeline: 'FulfilmentCreated',
      fulfilmentQueue: 'MAIN OPEN 3+0 → MAIN PARTLY_READY 2+1',
    },
  )
  await step('the one leaves', () => does('shipFulfilment', { fulfilmentId }), {
    fulfilmentStatus: 'UNFULFILLED → PARTIALLY_FULFILLED',
    availableActions: '-SHIP_FULFILMENT +DELIVER_FULFILMENT +REQUEST_RETURN',
    timeline: 'FulfilmentShipped',
    'MUG at MAIN': '10/3/0 → 9/2/0',
    fulfilmentQueue: 'MAIN PARTLY_READY 2+1 → MAIN OPEN 2+0',
  })
  await step(
    'what has left can not be cancelled',
    async () => {
      expect(await refused('cancelOrder', { orderId })).toMatchObject({
        code: 'ORDER_NOT_CANCELLABLE',
      })
      const three = { orderId, lines: await lines(orderId, { MUG: 3 }) }
      expect(await refused('cancelOrderLines', three)).toMatchObject({
        code: 'CANCELLATION_EXCEEDED',
      })
    },
    {},
  )
  await step(
    'the other two can',
    async () => does('cancelOrderLines', { orderId, lines: await lines(orderId, { MUG: 2 }) }),
    {
      status: 'CONFIRMED → COMPLETED',
      paymentStatus: 'PAID → OVERPAID',
      fulfilmentStatus: 'PARTIALLY_FULFILLED → FULFILLED',
      currentTotal: '15.00 → 5.00',
      due: '0.00 → -10.00',
      availableActions: '-EDIT -CANCEL_LINES -CREATE_FULFILMENT -HOLD',
      timeline: 'OrderLinesCancelled OrderCompleted',
      'MUG at MAIN': '9/2/0 → 9/0/0',
      fulfilmentQueue: 'MAIN OPEN 2+0 → –',
      paymentBalances: '– → OWING 10.00',
    },
  )
  await step(
    'their price goes back',
    () => does('refundPayment', { paymentId, amount: pounds(10), reason: 'Cancelled' }),
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

test('three locations send their own, and one takes its parcel back', async () => {
  const { step, places, does, locations } = await story({
    MAIN: { MUG: 2 },
    NORTH: { MUG: 1 },
    SOUTH: { MUG: 1 },
  })

  const orderId = await step(
    'no location has four mugs',
    () => places({ MUG: 4 }),
    placed('20.00', 4, {
      'MUG at MAIN': '2/0/0 → 2/2/0',
      'MUG at SOUTH': '1/0/0 → 1/1/0',
      'MUG at NORTH': '1/0/0 → 1/1/0',
      fulfilmentQueue: '– → MAIN OPEN 2+0, NORTH OPEN 1+0, SOUTH OPEN 1+0',
    }),
  )
  const packed = (code: string) => async () =>
    (await does('createFulfilment', { orderId, locationId: locations[code] })).fulfilment
  const ships = (fulfilmentId?: string) => () => does('shipFulfilment', { fulfilmentId })

  const main = await step('two are packed in the first', packed('MAIN'), {
    availableActions: '-CANCEL +SHIP_FULFILMENT +CANCEL_FULFILMENT',
    timeline: 'FulfilmentCreated',
    fulfilmentQueue:
      'MAIN OPEN 2+0, NORTH OPEN 1+0, SOUTH OPEN 1+0 → MAIN READY 0+2, NORTH OPEN 1+0, SOUTH OPEN 1+0',
  })
  await step('the first sends its two', ships(main), {
    fulfilmentStatus: 'UNFULFILLED → PARTIALLY_FULFILLED',
    availableActions: '-SHIP_FULFILMENT +DELIVER_FULFILMENT +REQUEST_RETURN',
    timeline: 'FulfilmentShipped',
    'MUG at MAIN': '2/2/0 → 0/0/0',
    fulfilmentQueue:
      'MAIN READY 0+2, NORTH OPEN 1+0, SOUTH OPEN 1+0 → NORTH OPEN 1+0, SOUTH OPEN 1+0',
  })
  const north = await step('one is packed in the second', packed('NORTH'), {
    availableActions: '+SHIP_FULFILMENT',
    timeline: 'FulfilmentCreated',
    fulfilmentQueue: 'NORTH OPEN 1+0, SOUTH OPEN 1+0 → NORTH READY 0+1, SOUTH OPEN 1+0',
  })
  await step('the second sends its one', ships(north), {
    availableActions: '-SHIP_FULFILMENT',
    timeline: 'FulfilmentShipped',
    'MUG at NORTH': '1/1/0 → 0/0/0',
    fulfilmentQueue: 'NORTH READY 0+1, SOUTH OPEN 1+0 → SOUTH OPEN 1+0',
  })
  await step(
    'the courier brings that one back: it stands where it left, still for Anna',
    () => does('cancelFulfilment', { fulfilmentId: north, reason: 'Wrong label' }),
    {
      timeline: 'FulfilmentCancelled',
      'MUG at NORTH': '0/0/0 → 1/1/0',
      fulfilmentQueue: 'SOUTH OPEN 1+0 → NORTH OPEN 1+0, SOUTH OPEN 1+0',
    },
  )
  const south = await step('one is packed in the third', packed('SOUTH'), {
    availableActions: '+SHIP_FULFILMENT',
    timeline: 'FulfilmentCreated',
    fulfilmentQueue: 'NORTH OPEN 1+0, SOUTH OPEN 1+0 → NORTH OPEN 1+0, SOUTH READY 0+1',
  })
  await step('the third sends its one', ships(south), {
    availableActions: '-SHIP_FULFILMENT',
    timeline: 'FulfilmentShipped',
    'MUG at SOUTH': '1/1/0 → 0/0/0',
    fulfilmentQueue: 'NORTH OPEN 1+0, SOUTH READY 0+1 → NORTH OPEN 1+0',
  })
  await step(
    'Anna pays the four',
    () => does('recordManualPayment', { orderId, amount: pounds(20), method: 'Card' }),
    {
      paymentStatus: 'UNPAID → PAID',
      captured: '0.00 → 20.00',
      due: '20.00 → 0.00',
      availableActions: '+REFUND_PAYMENT',
      timeline: 'PaymentCaptured',
      paymentBalances: 'OWED 20.00 → –',
    },
  )
  const again = await step('the second packs its own once more', packed('NORTH'), {
    availableActions: '-CANCEL_LINES -CREATE_FULFILMENT +SHIP_FULFILMENT',
    timeline: 'FulfilmentCreated',
    fulfilmentQueue: 'NORTH OPEN 1+0 → NORTH READY 0+1',
  })
  await step('the second sends it, and all is done', ships(again), {
    status: 'CONFIRMED → COMPLETED',
    fulfilmentStatus: 'PARTIALLY_FULFILLED → FULFILLED',
    availableActions: '-EDIT -SHIP_FULFILMENT -HOLD',
    timeline: 'FulfilmentShipped OrderCompleted',
    'MUG at NORTH': '1/1/0 → 0/0/0',
    fulfilmentQueue: 'NORTH READY 0+1 → –',
  })
})
