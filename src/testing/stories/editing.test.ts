// An order that is changed after it was placed: seen before it is done, done as it was seen, and paid or
// paid back by the difference.
import { expect, test } from 'vitest'
import { ADDRESS, pounds } from './shop.ts'
import { placed, type Story, story } from './story.ts'

const MONEY = '{ amount currency decimal }'
const PRICED = `discount ${MONEY} net ${MONEY} tax ${MONEY} gross ${MONEY} taxRate`
const ORDER = `
  id number version edits status paymentStatus fulfilmentStatus countryCode
  shippingAddress { name line1 city postalCode countryCode }
  lines { sku name quantity cancelled fulfilled priceReason unitPrice ${MONEY} lineTotal ${MONEY} ${PRICED}
    allocations { quantity } }
  discounts { code name isRemoved amount ${MONEY} }
  shipping { name price ${MONEY} ${PRICED} } taxes { taxRate net ${MONEY} tax ${MONEY} gross ${MONEY} }
  subtotal ${MONEY} discountTotal ${MONEY} shippingTotal ${MONEY} taxTotal ${MONEY} total ${MONEY}
  currentTotal ${MONEY} due ${MONEY} refundGranted ${MONEY} availableActions`

const RETURNED = ['ReturnRequested', 'ReturnApproved', 'ReturnReceived', 'RefundGranted']

const EDIT = `mutation ($input: EditOrderInput!, $options: CommandOptions) {
  editOrder(input: $input, options: $options) {
    order { ${ORDER} } difference ${MONEY} receipt { dryRun }
    errors { code message path
      ... on QuantityTooLow { lines { sku requested minimum } }
      ... on VersionConflict { actualVersion } } } }`

/** What an edit would do, with nothing done; and the edit, which must do just that. */
const editing = ({ ask }: Pick<Story, 'ask'>) => {
  const give = async (input: object, options: object = {}) =>
    (await ask(EDIT, { input: { reason: 'She called', ...input }, options })).editOrder
  const seen = async (orderId: string) =>
    (await ask(`query ($id: ID!) { order(id: $id) { ${ORDER} } }`, { id: orderId })).order
  return {
    give,
    seen,
    preview: async (input: { orderId: string }) => {
      const before = await seen(input.orderId)
      const { receipt, ...foreseen } = await give(input, { dryRun: true })
      expect(receipt).toEqual({ dryRun: true })
      expect(await seen(input.orderId)).toEqual(before)
      return foreseen
    },
    does: async (input: { orderId: string }, foreseen: object) => {
      const { receipt, ...done } = await give(input)
      expect(receipt).toEqual({ dryRun: false })
      expect(done).toEqual(foreseen)
      expect(await seen(input.orderId)).toEqual(done.order)
      return done
    },
  }
}

test('an order is edited up and the difference is paid, then down and the difference is given back', async () => {
  const shop = await story({ MAIN: { MUG: 5, CUP: 4 } })
  const { step, places, does, lines, variants } = shop
  const edits = editing(shop)
  const orderId = await step(
    'Anna orders three mugs',
    () => places({ MUG: 3 }),
    placed('15.00', 3, { 'MUG at MAIN': '5/0/0 → 5/3/0', fulfilmentQueue: '– → MAIN OPEN 3+0' }),
  )
  const { payment: first } = await step(
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
  const [mugs] = await lines(orderId, { MUG: 4 })
  const up = {
    ...{ orderId, setLines: [mugs] },
    addLines: [{ variantId: variants.CUP, quantity: 2 }],
  }
  const dearer = await step(
    'she asks what a fourth mug and two cups would make',
    () => edits.preview(up),
    {},
  )
  expect(dearer).toMatchObject({
    errors: [],
    difference: { decimal: '11.00' },
    order: {
      total: { decimal: '26.00' },
      due: { decimal: '11.00' },
      paymentStatus: 'PARTIALLY_PAID',
    },
  })
  await step('she has them', () => edits.does(up, dearer), {
    paymentStatus: 'PAID → PARTIALLY_PAID',
    currentTotal: '15.00 → 26.00',
    due: '0.00 → 11.00',
    timeline: 'OrderEdited',
    'MUG at MAIN': '5/3/0 → 5/4/0',
    'CUP at MAIN': '4/0/0 → 4/2/0',
    fulfilmentQueue: 'MAIN OPEN 3+0 → MAIN OPEN 6+0',
    paymentBalances: '– → OWED 11.00',
    'sales of 2026-03-02': '1 with 3: 15.00 − 0.00 = 15.00 → 1 with 6: 26.00 − 0.00 = 26.00',
  })
  const { payment: second } = await step(
    'and pays the difference',
    () => does('recordManualPayment', { orderId, amount: pounds(11), method: 'Card' }),
    {
      paymentStatus: 'PARTIALLY_PAID → PAID',
      captured: '15.00 → 26.00',
      due: '11.00 → 0.00',
      timeline: 'PaymentCaptured',
      paymentBalances: 'OWED 11.00 → –',
    },
  )
  const [fewer, none] = await lines(orderId, { MUG: 1, CUP: 0 })
  const down = { orderId, setLines: [fewer, none] }
  const cheaper = await step('one mug is enough after all', () => edits.preview(down), {})
  expect(cheaper).toMatchObject({
    difference: { decimal: '-21.00' },
    order: { total: { decimal: '5.00' }, due: { decimal: '-21.00' }, lines: [{ sku: 'MUG' }] },
  })
  await step('so it is', () => edits.does(down, cheaper), {
    paymentStatus: 'PAID → OVERPAID',
    currentTotal: '26.00 → 5.00',
    due: '0.00 → -21.00',
    timeline: 'OrderEdited',
    'MUG at MAIN': '5/4/0 → 5/1/0',
    'CUP at MAIN': '4/2/0 → 4/0/0',
    fulfilmentQueue: 'MAIN OPEN 6+0 → MAIN OPEN 1+0',
    paymentBalances: '– → OWING 21.00',
    'sales of 2026-03-02': '1 with 6: 26.00 − 0.00 = 26.00 → 1 with 1: 5.00 − 0.00 = 5.00',
  })
  await step(
    'the difference is given back, of the later payment first',
    async () => {
      const reason = 'Fewer mugs'
      await does('refundPayment', { paymentId: second, amount: pounds(11), reason })
      await does('refundPayment', { paymentId: first, amount: pounds(10), reason })
    },
    {
      paymentStatus: 'OVERPAID → PARTIALLY_REFUNDED',
      refunded: '0.00 → 21.00',
      due: '-21.00 → 0.00',
      timeline: 'PaymentRefunded PaymentRefunded',
      paymentBalances: 'OWING 21.00 → –',
      'sales of 2026-03-02': '1 with 1: 5.00 − 0.00 = 5.00 → 1 with 1: 5.00 − 21.00 = -16.00',
    },
  )

  const { order } = await shop.ask(
    `query ($id: ID!) { order(id: $id) { edits total { decimal }
      latest: revisions(first: 1) { number }
      revisions { number reason authorId lines { sku quantity gross { decimal } } total { decimal }
        shippingAddress { city } shipping { price { decimal } } } } }`,
    { id: orderId },
  )
  expect(order).toMatchObject({ edits: 2, total: { decimal: '5.00' }, latest: [{ number: 2 }] })
  expect(order.revisions).toMatchObject([
    {
      ...{ number: 2, reason: 'She called', total: { decimal: '26.00' } },
      lines: [
        { sku: 'MUG', quantity: 4 },
        { sku: 'CUP', quantity: 2, gross: { decimal: '6.00' } },
      ],
    },
    { number: 1, total: { decimal: '15.00' }, lines: [{ sku: 'MUG', quantity: 3 }] },
  ])
})

test('with a discount, tax in its prices and shipping an order is edited as it was previewed, and refunded to nothing', async () => {
  const shop = await story({ MAIN: { MUG: 9, CUP: 9 } }, { shop: { pricesIncludeTax: true } })
  const { about, step, does, lines, variants, storefront } = shop
  const edits = editing(shop)
  for (const [countryCode, rate] of [
    ['GB', 20_000],
    ['DE', 19_000],
  ])
    await does('setTaxRate', { countryCode, taxClass: 'STANDARD', rate, name: 'VAT' })
  const bracketsOf = (price: number) => [{ currency: 'GBP', price }]
  const { shippingMethod } = await does('createShippingMethod', {
    ...{ name: 'Standard', basis: 'FLAT', brackets: bracketsOf(360) },
  })
  const { shippingMethod: express } = await does('createShippingMethod', {
    ...{ name: 'Express', basis: 'FLAT', brackets: bracketsOf(900) },
  })
  const code = { name: 'Welcome', code: 'WELCOME', minimumSubtotal: pounds(15) }
  await does('createDiscount', { ...code, takes: { rate: 10_000 } })

  const cartId = await shop.cart({ MUG: 3, CUP: 1 })
  await does('applyDiscountCode', { cartId, code: 'WELCOME' }, storefront)
  await does('chooseShipping', { cartId, shippingMethodId: shippingMethod }, storefront)
  const placing = { cartId, email: 'anna@example.com', shippingAddress: ADDRESS }
  const { order: orderId = '' } = await does('placeOrder', placing, storefront)
  about(orderId)
  const total = pounds(19.8)
  const { payment: paymentId } = await does('recordManualPayment', {
    ...{ orderId, amount: total, method: 'Card' },
  })
  expect(await edits.seen(orderId)).toMatchObject({
    ...{ subtotal: { decimal: '18.00' }, discountTotal: { decimal: '1.80' } },
    ...{ taxTotal: { decimal: '3.30' }, total: { decimal: '19.80' }, due: { decimal: '0.00' } },
  })

  const [mugs] = await lines(orderId, { MUG: 1 })
  const down = { orderId, setLines: [mugs], shippingMethodId: express }
  const cheaper = await edits.preview(down)
  expect(cheaper).toMatchObject({
    // The promised tenth stays, though 8.00 is less than its minimum; tax is the sixth of what is left.
    order: {
      ...{ subtotal: { decimal: '8.00' }, discountTotal: { decimal: '0.80' } },
      ...{ taxTotal: { decimal: '2.70' }, total: { decimal: '16.20' }, due: { decimal: '-3.60' } },
      discounts: [{ code: 'WELCOME', isRemoved: false, amount: { decimal: '0.80' } }],
      shipping: { name: 'Express', gross: { decimal: '9.00' }, tax: { decimal: '1.50' } },
    },
    difference: { decimal: '-3.60' },
  })
  await edits.does(down, cheaper)
  const up = {
    ...{ orderId, addLines: [{ variantId: variants.CUP, quantity: 2 }] },
    shippingAddress: { ...ADDRESS, city: 'Berlin', countryCode: 'DE' },
  }
  const dearer = await edits.preview(up)
  expect(dearer).toMatchObject({
    order: {
      ...{ subtotal: { decimal: '14.00' }, discountTotal: { decimal: '1.40' } },
      taxes: [{ taxRate: 19_000, gross: { decimal: '21.60' }, tax: { decimal: '3.45' } }],
    },
    difference: { decimal: '5.40' },
  })
  await edits.does(up, dearer)
  await does('recordManualPayment', { orderId, amount: pounds(1.8), method: 'Cash' })

  await does('shipFulfilment', {
    fulfilmentId: (await does('createFulfilment', { orderId })).fulfilment,
  })
  for (const sku of ['MUG', 'CUP', 'CUP', 'CUP'] as const) {
    const [unit] = await lines(orderId, { [sku]: 1 })
    const { return: returnId } = await does('requestReturn', {
      ...{ orderId, lines: [{ ...unit, reason: 'UNWANTED' }] },
    })
    await does('approveReturn', { returnId })
    await does('receiveReturn', {
      ...{ returnId, locationId: shop.locations.MAIN },
      lines: [{ orderLineId: unit?.orderLineId, restock: 1, damaged: 0 }],
    })
    await does('refundReturn', { returnId })
  }
  expect(await edits.seen(orderId)).toMatchObject({ currentTotal: { decimal: '9.00' } })
  await does('grantRefund', { orderId, amount: pounds(9), reason: 'Shipping too' })
  const back = await does('refundPayment', { paymentId, amount: total, reason: 'All of it' })
  expect(back.order).toBe(orderId)
  const { order } = await shop.ask(
    'query ($id: ID!) { order(id: $id) { payments { id method captured { decimal } } } }',
    { id: orderId },
  )
  const cash = order.payments.find(({ method }: { method: string }) => method === 'Cash')
  await step(
    'the last of it is given back: nothing is owed for anything',
    () => does('refundPayment', { paymentId: cash.id, amount: pounds(1.8), reason: 'All of it' }),
    {
      status: '– → COMPLETED',
      paymentStatus: '– → REFUNDED',
      fulfilmentStatus: '– → RETURNED',
      captured: '0.00 → 21.60',
      refunded: '0.00 → 21.60',
      returns: '– → RECEIVED, RECEIVED, RECEIVED, RECEIVED',
      availableActions: '+RECORD_PAYMENT +AUTHORIZE_PAYMENT +DELIVER_FULFILMENT +ADD_NOTE',
      timeline: [
        ...['OrderPlaced', 'DiscountsUsed', 'PaymentCaptured', 'OrderEdited', 'OrderEdited'],
        ...['PaymentCaptured', 'FulfilmentCreated', 'FulfilmentShipped', 'OrderCompleted'],
        ...Array.from({ length: 4 }, () => RETURNED).flat(),
        ...['RefundGranted', 'PaymentRefunded', 'PaymentRefunded'],
      ].join(' '),
      'sales of 2026-03-02': '– → 1 with 4: 21.60 − 21.60 = 0.00',
    },
  )
})

test('a line is not made smaller than what has shipped of it, and the refusal says how small it can be', async () => {
  const shop = await story({ MAIN: { MUG: 5 } })
  const { places, does, lines } = shop
  const edits = editing(shop)
  const orderId = await places({ MUG: 5 })
  const some = { orderId, lines: await lines(orderId, { MUG: 2 }) }
  await does('shipFulfilment', { fulfilmentId: (await does('createFulfilment', some)).fulfilment })
  const { fulfilment: ready } = await does('createFulfilment', {
    ...{ orderId, lines: await lines(orderId, { MUG: 1 }) },
  })
  const before = await edits.seen(orderId)
  const down = { orderId, setLines: await lines(orderId, { MUG: 2 }) }
  for (const options of [{}, { dryRun: true }]) {
    const { order, difference, errors } = await edits.give(down, options)
    expect({ order, difference }).toEqual({ order: null, difference: null })
    expect(errors).toEqual([
      {
        code: 'QUANTITY_TOO_LOW',
        message: 'MUG: 2 requested, at least 3',
        path: ['input', 'setLines', '0', 'quantity'],
        lines: [{ sku: 'MUG', requested: 2, minimum: 3 }],
      },
    ])
  }
  expect(await edits.seen(orderId)).toEqual(before)
  await does('cancelFulfilment', { fulfilmentId: ready })
  await edits.does(down, await edits.preview(down))
  expect(await edits.seen(orderId)).toMatchObject({
    ...{ fulfilmentStatus: 'FULFILLED', total: { decimal: '10.00' } },
  })
})

test('of two who edit an order that they both looked at, one is told that it has changed', async () => {
  const shop = await story({ MAIN: { MUG: 5 } })
  const orderId = await shop.places({ MUG: 2 })
  const edits = editing(shop)
  const { version: expectedVersion } = await edits.seen(orderId)
  const answers = await Promise.all(
    [3, 4].map(async (quantity) =>
      edits.give(
        { orderId, setLines: await shop.lines(orderId, { MUG: quantity }) },
        { expectedVersion },
      ),
    ),
  )
  const refused = answers.filter(({ errors }) => errors.length > 0)
  expect(refused).toHaveLength(1)
  expect(refused[0].errors).toMatchObject([
    { code: 'VERSION_CONFLICT', actualVersion: expectedVersion + 1 },
  ])
  const [won] = answers.filter(({ errors }) => errors.length === 0)
  expect(await edits.seen(orderId)).toEqual(won.order)
})
