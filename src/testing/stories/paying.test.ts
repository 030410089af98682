// Three ways to pay for an order: all at once, parcel by parcel, and by more tenders than it needed.
import { expect, test } from 'vitest'
import { pounds } from './shop.ts'
import { placed, story } from './story.ts'

test('paid at once, and sent', async () => {
  const { step, places, does, refused } = await story()

  const orderId = await step(
    'Anna orders two mugs',
    () => places({ MUG: 2 }),
    placed('10.00', 2, { 'MUG at MAIN': '10/0/0 → 10/2/0', fulfilmentQueue: '– → MAIN OPEN 2+0' }),
  )
  await step(
    'she pays the whole at the till',
    () => does('recordManualPayment', { orderId, amount: pounds(10), method: 'Card' }),
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
    'the warehouse packs them',
    () => does('createFulfilment', { orderId }),
    {
      availableActions:
        '-CANCEL -CANCEL_LINES -CREATE_FULFILMENT +SHIP_FULFILMENT +CANCEL_FULFILMENT',
      timeline: 'FulfilmentCreated',
      fulfilmentQueue: 'MAIN OPEN 2+0 → MAIN READY 0+2',
    },
  )
  await step('the parcel leaves', () => does('shipFulfilment', { fulfilmentId }), {
    status: 'CONFIRMED → COMPLETED',
    fulfilmentStatus: 'UNFULFILLED → FULFILLED',
    availableActions: '-EDIT -SHIP_FULFILMENT +DELIVER_FULFILMENT +REQUEST_RETURN -HOLD',
    timeline: 'FulfilmentShipped OrderCompleted',
    'MUG at MAIN': '10/2/0 → 8/0/0',
    fulfilmentQueue: 'MAIN READY 0+2 → –',
  })
  await step('the parcel arrives', () => does('deliverFulfilment', { fulfilmentId }), {
    availableActions: '-DELIVER_FULFILMENT -CANCEL_FULFILMENT',
    timeline: 'FulfilmentDelivered',
  })
  await step(
    'it can not be sent twice',
    async () =>
      expect(await refused('shipFulfilment', { fulfilmentId })).toMatchObject({
        code: 'FULFILMENT_ALREADY_SHIPPED',
        path: ['input', 'fulfilmentId'],
      }),
    {},
  )
})

test('authorized, then captured as each parcel leaves', async () => {
  const { step, places, does, refused, locations } = await story(
    { MAIN: { MUG: 2 }, NORTH: { CUP: 5 } },
    { shop: { shipsUnpaid: false } },
  )

  const orderId = await step(
    'Anna orders mugs and a cup',
    () => places({ MUG: 2, CUP: 1 }),
    placed('13.00', 3, {
      'MUG at MAIN': '2/0/0 → 2/2/0',
      'CUP at NORTH': '5/0/0 → 5/1/0',
      fulfilmentQueue: '– → MAIN OPEN 2+0, NORTH OPEN 1+0',
    }),
  )
  const packed = async (code: string) =>
    (await does('createFulfilment', { orderId, locationId: locations[code] })).fulfilment
  const mugs = await step('the mugs are packed', () => packed('MAIN'), {
    availableActions: '-CANCEL +SHIP_FULFILMENT +CANCEL_FULFILMENT',
    timeline: 'FulfilmentCreated',
    fulfilmentQueue: 'MAIN OPEN 2+0, NORTH OPEN 1+0 → MAIN READY 0+2, NORTH OPEN 1+0',
  })
  await step(
    'this shop sends nothing that is neither paid nor promised',
    async () =>
      expect(
        await refused(
          'shipFulfilment',
          { fulfilmentId: mugs },
          '... on OrderNotPaid { due currency }',
        ),
      ).toMatchObject({ code: 'ORDER_NOT_PAID', due: 1_300, currency: 'GBP' }),
    {},
  )
  const { payment: paymentId } = await step(
    'her card is authorized for all of it',
    () => does('authorizePayment', { orderId, provider: 'manual', method: 'Card' }),
    {
      paymentStatus: 'UNPAID → AUTHORIZED',
      authorized: '0.00 → 13.00',
      availableActions: '+CAPTURE_PAYMENT +VOID_PAYMENT',
      timeline: 'PaymentAuthorized',
    },
  )
  const capture = (amount: number) => () =>
    does('capturePayment', { paymentId, amount: pounds(amount) })
  await step('the mugs leave', () => does('shipFulfilment', { fulfilmentId: mugs }), {
    fulfilmentStatus: 'UNFULFILLED → PARTIALLY_FULFILLED',
    availableActions: '-SHIP_FULFILMENT +DELIVER_FULFILMENT +REQUEST_RETURN',
    timeline: 'FulfilmentShipped',
    'MUG at MAIN': '2/2/0 → 0/0/0',
    fulfilmentQueue: 'MAIN READY 0+2, NORTH OPEN 1+0 → NORTH OPEN 1+0',
  })
  await step('the mugs are paid', capture(10), {
    paymentStatus: 'AUTHORIZED → PARTIALLY_PAID',
    authorized: '13.00 → 3.00',
    captured: '0.00 → 10.00',
    due: '13.00 → 3.00',
    availableActions: '+REFUND_PAYMENT',
    timeline: 'PaymentCaptured',
    paymentBalances: 'OWED 13.00 → OWED 3.00',
  })
  await step(
    'no more is taken than was promised',
    async () =>
      expect(
        await refused(
          'capturePayment',
          { paymentId, amount: pounds(3.01) },
          '... on CaptureExceeded { requested capturable }',
        ),
      ).toMatchObject({ code: 'CAPTURE_EXCEEDED', requested: 301, capturable: 300 }),
    {},
  )
  const cup = await step('the cup is packed', () => packed('NORTH'), {
    availableActions: '-CANCEL_LINES -CREATE_FULFILMENT +SHIP_FULFILMENT',
    timeline: 'FulfilmentCreated',
    fulfilmentQueue: 'NORTH OPEN 1+0 → NORTH READY 0+1',
  })
  await step('the cup leaves', () => does('shipFulfilment', { fulfilmentId: cup }), {
    fulfilmentStatus: 'PARTIALLY_FULFILLED → FULFILLED',
    availableActions: '-SHIP_FULFILMENT +CLOSE',
    timeline: 'FulfilmentShipped',
    'CUP at NORTH': '5/1/0 → 4/0/0',
    fulfilmentQueue: 'NORTH READY 0+1 → –',
  })
  await step('the cup is paid', capture(3), {
    status: 'CONFIRMED → COMPLETED',
    paymentStatus: 'PARTIALLY_PAID → PAID',
    authorized: '3.00 → 0.00',
    captured: '10.00 → 13.00',
    due: '3.00 → 0.00',
    availableActions: '-EDIT -CAPTURE_PAYMENT -VOID_PAYMENT -HOLD -CLOSE',
    timeline: 'PaymentCaptured OrderCompleted',
    paymentBalances: 'OWED 3.00 → –',
  })
})

test('two tenders, more than was owed, and the excess back', async () => {
  const { step, places, does, refused } = await story()

  const orderId = await step(
    'Anna orders two mugs',
    () => places({ MUG: 2 }),
    placed('10.00', 2, { 'MUG at MAIN': '10/0/0 → 10/2/0', fulfilmentQueue: '– → MAIN OPEN 2+0' }),
  )
  const pays = (amount: number, method: string) => () =>
    does('recordManualPayment', { orderId, amount: pounds(amount), method })
  await step('she has a gift card', pays(4, 'Gift card'), {
    paymentStatus: 'UNPAID → PARTIALLY_PAID',
    captured: '0.00 → 4.00',
    due: '10.00 → 6.00',
    availableActions: '+REFUND_PAYMENT',
    timeline: 'PaymentCaptured',
    paymentBalances: 'OWED 10.00 → OWED 6.00',
  })
  const { payment: paymentId } = await step(
    'her bank transfers two pounds too much',
    pays(8, 'Bank transfer'),
    {
      paymentStatus: 'PARTIALLY_PAID → OVERPAID',
      captured: '4.00 → 12.00',
      due: '6.00 → -2.00',
      timeline: 'PaymentCaptured',
      paymentBalances: 'OWED 6.00 → OWING 2.00',
    },
  )
  const refund = { paymentId, amount: pounds(2), reason: 'Paid too much' }
  await step('the excess goes back the way it came', () => does('refundPayment', refund), {
    paymentStatus: 'OVERPAID → PARTIALLY_REFUNDED',
    refunded: '0.00 → 2.00',
    due: '-2.00 → 0.00',
    timeline: 'PaymentRefunded',
    paymentBalances: 'OWING 2.00 → –',
    'sales of 2026-03-02': '1 with 2: 10.00 − 0.00 = 10.00 → 1 with 2: 10.00 − 2.00 = 8.00',
  })
  await step(
    'the transfer gives back no more than came with it',
    async () =>
      expect(
        await refused(
          'refundPayment',
          { ...refund, amount: pounds(6.01) },
          '... on RefundExceeded { requested refundable }',
        ),
      ).toMatchObject({ code: 'REFUND_EXCEEDED', requested: 601, refundable: 600 }),
    {},
  )
  const { fulfilment: fulfilmentId } = await step(
    'the mugs are packed',
    () => does('createFulfilment', { orderId }),
    {
      availableActions:
        '-CANCEL -CANCEL_LINES -CREATE_FULFILMENT +SHIP_FULFILMENT +CANCEL_FULFILMENT',
      timeline: 'FulfilmentCreated',
      fulfilmentQueue: 'MAIN OPEN 2+0 → MAIN READY 0+2',
    },
  )
  await step('the mugs leave', () => does('shipFulfilment', { fulfilmentId }), {
    status: 'CONFIRMED → COMPLETED',
    fulfilmentStatus: 'UNFULFILLED → FULFILLED',
    availableActions: '-EDIT -SHIP_FULFILMENT +DELIVER_FULFILMENT +REQUEST_RETURN -HOLD',
    timeline: 'FulfilmentShipped OrderCompleted',
    'MUG at MAIN': '10/2/0 → 8/0/0',
    fulfilmentQueue: 'MAIN READY 0+2 → –',
  })
})
