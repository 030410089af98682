// Orders that staff take on the telephone: put together, talked about, completed, or not.
import { expect, test } from 'vitest'
import { ADDRESS, pounds } from './shop.ts'
import { placed, type Story, story } from './story.ts'

/** What a draft says of itself, from now on after every step: `OPEN 15.00 (1.00 off, 2.00 tax) NOT_SELLABLE`. */
function watchDraft({ watch, ask }: Story): (draftOrderId: string) => void {
  let id: string | null = null
  watch('draft', async () => {
    if (id === null) return '–'
    const { draftOrder } = await ask(
      `query ($id: ID!) { draftOrder(id: $id) {
        name status total { decimal } discountTotal { decimal } taxTotal { decimal }
        shippingTotal { decimal } problems { code available } order { number } } }`,
      { id },
    )
    if (!draftOrder) return 'gone'
    const { name, status, total, discountTotal, taxTotal, shippingTotal, problems } = draftOrder
    if (draftOrder.order) return `${name} ${status} as ${draftOrder.order.number}`
    const parts = [
      ...[name, status, total.decimal, `− ${discountTotal.decimal}`],
      ...[`tax ${taxTotal.decimal}`, `shipping ${shippingTotal.decimal}`],
      ...problems.map(({ code, available }: { code: string; available: number | null }) =>
        available === null ? code : `${code} ${available}`,
      ),
    ]
    return parts.join(' ')
  })
  return (draftOrderId) => {
    id = draftOrderId
  }
}

test('Anna calls: a price of its own, a code, tax and shipping, changed once more, completed, paid and sent', async () => {
  const told = await story({ MAIN: { MUG: 10, CUP: 10 } })
  const { step, does, refused, about, variants, app } = told
  const drafting = watchDraft(told)
  await does('setTaxRate', { countryCode: 'GB', taxClass: 'STANDARD', rate: 20_000, name: 'VAT' })
  await does('createDiscount', { name: 'Ten off', code: 'TEN', takes: { rate: 10_000 } })
  const { shippingMethod: shippingMethodId } = await does('createShippingMethod', {
    ...{ name: 'Post', basis: 'FLAT', brackets: [{ currency: 'GBP', price: 360 }] },
  })
  const { customer: customerId } = await does('registerCustomer', { email: 'anna@example.com' })
  const mugs = {
    ...{ variantId: variants.MUG, quantity: 2 },
    ...{ unitPrice: 400, priceReason: 'Promised by Ben' },
  }

  await step(
    'a price of its own needs a reason',
    async () => {
      const lines = [{ ...mugs, priceReason: null }]
      const error = await refused('createDraftOrder', { currency: 'GBP', lines })
      expect(error).toMatchObject({
        ...{ code: 'INVALID_INPUT', path: ['input', 'lines', '0', 'priceReason'] },
      })
    },
    {},
  )
  const draftOrderId = await step(
    'two mugs at the price that she was promised, and a cup at the catalog’s',
    async () => {
      const lines = [mugs, { variantId: variants.CUP, quantity: 1 }]
      const given = { currency: 'GBP', customerId, lines, note: 'Ring twice.' }
      const { draftOrder: id = '' } = await does('createDraftOrder', given)
      drafting(id)
      return id
    },
    {
      draft: '– → D-1001 OPEN 11.00 − 0.00 tax 1.83 shipping 0.00 SHIPPING_ADDRESS_MISSING',
    },
  )
  await step(
    'she has a code, says where it goes, and wants it by post: no stock is held and no use of the code',
    () =>
      does('updateDraftOrder', {
        ...{ draftOrderId, discountCodes: ['ten'], shippingAddress: ADDRESS, shippingMethodId },
      }),
    {
      draft:
        'D-1001 OPEN 11.00 − 0.00 tax 1.83 shipping 0.00 SHIPPING_ADDRESS_MISSING → D-1001 OPEN 13.50 − 1.10 tax 2.25 shipping 3.60',
    },
  )
  await step(
    'three mugs rather than two, and no cup',
    () => does('updateDraftOrder', { draftOrderId, lines: [{ ...mugs, quantity: 3 }] }),
    {
      draft:
        'D-1001 OPEN 13.50 − 1.10 tax 2.25 shipping 3.60 → D-1001 OPEN 14.40 − 1.20 tax 2.40 shipping 3.60',
    },
  )
  const orderId = await step(
    'that is what she orders, and what she is charged',
    async () => {
      const { order: id = '' } = await does('completeDraftOrder', { draftOrderId })
      about(id)
      return id
    },
    placed('14.40', 3, {
      draft: 'D-1001 OPEN 14.40 − 1.20 tax 2.40 shipping 3.60 → D-1001 COMPLETED as 1001',
      'MUG at MAIN': '10/0/0 → 10/3/0',
      fulfilmentQueue: '– → MAIN OPEN 3+0',
      timeline: 'OrderPlaced DiscountsUsed OrderNoteAdded',
    }),
  )
  const { order } = await told.ask(
    `query ($id: ID!) { order(id: $id) {
      email customer { id } discounts { code amount { decimal } } notes { text }
      lines { quantity unitPrice { decimal } priceReason gross { decimal } tax { decimal } }
      shipping { name gross { decimal } } timeline { event command actor { kind } } } }`,
    { id: orderId },
  )
  expect(order).toMatchObject({
    ...{ email: 'anna@example.com', customer: { id: customerId } },
    ...{ discounts: [{ code: 'TEN', amount: { decimal: '1.20' } }] },
    notes: [{ text: 'Ring twice.' }],
    lines: [
      {
        ...{ quantity: 3, unitPrice: { decimal: '4.00' }, priceReason: 'Promised by Ben' },
        ...{ gross: { decimal: '10.80' }, tax: { decimal: '1.80' } },
      },
    ],
    shipping: { name: 'Post', gross: { decimal: '3.60' } },
  })
  const begun = order.timeline.at(-1)
  expect(begun).toEqual({
    ...{ event: 'OrderPlaced', command: 'CompleteDraftOrder', actor: { kind: 'STAFF' } },
  })

  await step(
    'she pays by card on the telephone',
    () => does('recordManualPayment', { orderId, amount: pounds(14.4), method: 'Card' }),
    {
      paymentStatus: 'UNPAID → PAID',
      captured: '0.00 → 14.40',
      due: '14.40 → 0.00',
      availableActions: '+REFUND_PAYMENT',
      timeline: 'PaymentCaptured',
      paymentBalances: 'OWED 14.40 → –',
    },
  )
  const { fulfilment: fulfilmentId } = await step(
    'the mugs are packed',
    () => does('createFulfilment', { orderId }),
    {
      availableActions:
        '-CANCEL -CANCEL_LINES -CREATE_FULFILMENT +SHIP_FULFILMENT +CANCEL_FULFILMENT',
      timeline: 'FulfilmentCreated',
      fulfilmentQueue: 'MAIN OPEN 3+0 → MAIN READY 0+3',
    },
  )
  await step('and leave', () => does('shipFulfilment', { fulfilmentId }), {
    status: 'CONFIRMED → COMPLETED',
    fulfilmentStatus: 'UNFULFILLED → FULFILLED',
    availableActions: '-EDIT -SHIP_FULFILMENT +DELIVER_FULFILMENT +REQUEST_RETURN -HOLD',
    timeline: 'FulfilmentShipped OrderCompleted',
    'MUG at MAIN': '10/3/0 → 7/0/0',
    fulfilmentQueue: 'MAIN READY 0+3 → –',
  })
  await step(
    'the draft is what the order was taken from, and stays',
    async () => {
      for (const mutation of ['updateDraftOrder', 'deleteDraftOrder'])
        expect(
          await refused(mutation, { draftOrderId }, '... on DraftOrderNotOpen { order { id } }'),
        ).toMatchObject({ code: 'DRAFT_ORDER_NOT_OPEN', order: { id: orderId } })
    },
    {},
  )
  expect(app.rows('select used from discounts')).toEqual([{ used: 1 }])
})

test('two of the staff complete the same draft at once: it is one order', async () => {
  const told = await story({ MAIN: { MUG: 10 } })
  const { step, does, about, ask, variants } = told
  const drafting = watchDraft(told)
  const keys = await Promise.all(
    ['Ada', 'Ben'].map(async (name) => {
      const input = { name, kind: 'STAFF', permissions: ['ORDERS_DRAFT'] }
      const { createApiKey } = await ask(
        'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
        { input },
      )
      return createApiKey.secret as string
    }),
  )
  const draftOrderId = await step(
    'four mugs',
    async () => {
      const lines = [{ variantId: variants.MUG, quantity: 4 }]
      const given = { currency: 'GBP', lines, shippingAddress: ADDRESS }
      const { draftOrder: id = '' } = await does('createDraftOrder', given, keys[0])
      drafting(id)
      return id
    },
    { draft: '– → D-1001 OPEN 20.00 − 0.00 tax 0.00 shipping 0.00' },
  )
  await step(
    'ten times by each',
    async () => {
      const orders = await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          does('completeDraftOrder', { draftOrderId }, keys[at % 2]),
        ),
      )
      const [id = '', ...others] = new Set(orders.map(({ order }) => order))
      expect(others).toEqual([])
      about(id)
    },
    placed('20.00', 4, {
      draft: 'D-1001 OPEN 20.00 − 0.00 tax 0.00 shipping 0.00 → D-1001 COMPLETED as 1001',
      'MUG at MAIN': '10/0/0 → 10/4/0',
      fulfilmentQueue: '– → MAIN OPEN 4+0',
    }),
  )
})

test('what was there when the draft was talked about is sold meanwhile: it is refused with numbers, and stays', async () => {
  const told = await story({ MAIN: { MUG: 5 } })
  const { step, does, refused, about, order, variants } = told
  const drafting = watchDraft(told)
  const line = { variantId: variants.MUG, quantity: 3 }
  const draftOrderId = await step(
    'three of five mugs, and two more as a gift',
    async () => {
      const gift = { ...line, quantity: 2, unitPrice: 0, priceReason: 'For the wait' }
      const given = { currency: 'GBP', lines: [line, gift], shippingAddress: ADDRESS }
      const { draftOrder: id = '' } = await does('createDraftOrder', given)
      drafting(id)
      return id
    },
    { draft: '– → D-1001 OPEN 15.00 − 0.00 tax 0.00 shipping 0.00' },
  )
  await step('Ben buys one of them in the shop', () => order({ MUG: 1 }, 'ben@example.com'), {
    draft:
      'D-1001 OPEN 15.00 − 0.00 tax 0.00 shipping 0.00 → D-1001 OPEN 15.00 − 0.00 tax 0.00 shipping 0.00 INSUFFICIENT_STOCK 4 INSUFFICIENT_STOCK 4',
    'MUG at MAIN': '5/0/0 → 5/1/0',
    fulfilmentQueue: '– → MAIN OPEN 1+0',
    paymentBalances: '– → OWED 5.00',
    'sales of 2026-03-02': '– → 1 with 1: 5.00 − 0.00 = 5.00',
  })
  await step(
    'it can not be completed, and why is told in numbers',
    async () =>
      expect(
        await refused(
          'completeDraftOrder',
          { draftOrderId },
          '... on InsufficientStock { shortages { sku requested available } }',
        ),
      ).toMatchObject({
        code: 'INSUFFICIENT_STOCK',
        shortages: [{ sku: 'MUG', requested: 5, available: 4 }],
      }),
    {},
  )
  await step(
    'without the gifts it can',
    () => does('updateDraftOrder', { draftOrderId, lines: [line] }),
    {
      draft:
        'D-1001 OPEN 15.00 − 0.00 tax 0.00 shipping 0.00 INSUFFICIENT_STOCK 4 INSUFFICIENT_STOCK 4 → D-1001 OPEN 15.00 − 0.00 tax 0.00 shipping 0.00',
    },
  )
  await step(
    'and is',
    async () => about((await does('completeDraftOrder', { draftOrderId })).order as string),
    placed('15.00', 3, {
      draft: 'D-1001 OPEN 15.00 − 0.00 tax 0.00 shipping 0.00 → D-1001 COMPLETED as 1002',
      'MUG at MAIN': '5/1/0 → 5/4/0',
      fulfilmentQueue: 'MAIN OPEN 1+0 → MAIN OPEN 1+0, MAIN OPEN 3+0',
      paymentBalances: 'OWED 5.00 → OWED 15.00, OWED 5.00',
      'sales of 2026-03-02': '1 with 1: 5.00 − 0.00 = 5.00 → 2 with 4: 20.00 − 0.00 = 20.00',
    }),
  )
})
