// What orders cost: discounts, tax and shipping, from what a cart shows to the last penny given back.
import { expect, test } from 'vitest'
import { ADDRESS, DAY, HOUR, pounds } from './shop.ts'
import { placed, type Story, story } from './story.ts'

/** What a cart says that it costs while it is open, from now on after every step: `10.00 − 1.00, tax 1.50, shipping 0.00 = 9.00`. */
function watchCart({ watch, ask, storefront }: Story, cartId: string): void {
  watch('cart', async () => {
    const { cart } = await ask(
      `query ($cartId: ID!) { cart(id: $cartId) { status subtotal { decimal } discountTotal { decimal }
        taxTotal { decimal } shippingTotal { decimal } total { decimal } problems { code } } }`,
      { cartId },
      storefront,
    )
    if (cart.status !== 'OPEN') return cart.status
    const { subtotal, discountTotal, taxTotal, shippingTotal, total, problems } = cart
    const parts = [
      `${subtotal.decimal} − ${discountTotal.decimal}, tax ${taxTotal.decimal}`,
      `, shipping ${shippingTotal.decimal} = ${total.decimal}`,
      ...problems.map(({ code }: { code: string }) => ` ${code}`),
    ]
    return parts.join('')
  })
}

/** How often a discount is used. */
function watchUse({ watch, ask }: Story, discountId: string): void {
  watch('used', async () => {
    const { node } = await ask('query ($id: ID!) { node(id: $id) { ... on Discount { used } } }', {
      id: discountId,
    })
    return String(node.used)
  })
}

test('fifty shoppers want the one use of a code: one has it, the others are told, and its cancelling gives it to the next', async () => {
  const told = await story({ MAIN: { MUG: 60 } })
  const { step, does, refused, cart, about, ask, storefront } = told
  const { discount } = await does('createDiscount', {
    ...{ name: 'Only one', code: 'ONE', usageLimit: 1, takes: { rate: 50_000 } },
  })
  watchUse(told, discount as string)
  const wanting = async () => {
    const cartId = await cart({ MUG: 1 })
    await does('applyDiscountCode', { cartId, code: 'one' }, storefront)
    return cartId
  }
  const place = (cartId: string, email: string) =>
    ask(
      `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
        order { id total { decimal } }
        errors { __typename path ... on DiscountLimitReached { discountCode usageLimit } } } }`,
      { input: { cartId, email, shippingAddress: ADDRESS } },
      storefront,
    ).then(({ placeOrder }) => placeOrder)

  const carts = await Promise.all(Array.from({ length: 50 }, wanting))
  const orderId = await step(
    'all of them place their carts at once',
    async () => {
      const answers = await Promise.all(
        carts.map((cartId, index) => place(cartId, `shopper-${index}@example.com`)),
      )
      const won = answers.filter(({ order }) => order !== null)
      const lost = answers.filter(({ order }) => order === null)
      expect([won.length, lost.length]).toEqual([1, 49])
      expect(won[0].order.total.decimal).toBe('2.50')
      for (const { errors } of lost)
        expect(errors).toEqual([
          {
            ...{ __typename: 'DiscountLimitReached', path: ['input', 'cartId'] },
            ...{ discountCode: 'ONE', usageLimit: 1 },
          },
        ])
      about(won[0].order.id)
      return won[0].order.id as string
    },
    placed('2.50', 1, {
      used: '– → 1',
      'MUG at MAIN': '60/0/0 → 60/1/0',
      fulfilmentQueue: '– → MAIN OPEN 1+0',
      timeline: 'OrderPlaced DiscountsUsed',
    }),
  )

  const late = await wanting()
  watchCart(told, late)
  const without = '5.00 − 0.00, tax 0.00, shipping 0.00 = 5.00'
  await step('who comes late reads why', async () => {}, {
    cart: `– → ${without} DISCOUNT_LIMIT_REACHED`,
  })
  await step('the one who has it cancels', () => does('cancelOrder', { orderId }), {
    status: 'CONFIRMED → CANCELLED',
    currentTotal: '2.50 → 0.00',
    due: '2.50 → 0.00',
    availableActions:
      '-EDIT -CANCEL -CANCEL_LINES -RECORD_PAYMENT -AUTHORIZE_PAYMENT -CREATE_FULFILMENT -GRANT_REFUND -HOLD',
    timeline: 'OrderLinesCancelled OrderCancelled DiscountUsesReleased',
    'MUG at MAIN': '60/1/0 → 60/0/0',
    fulfilmentQueue: 'MAIN OPEN 1+0 → –',
    paymentBalances: 'OWED 2.50 → –',
    used: '1 → 0',
    cart: `${without} DISCOUNT_LIMIT_REACHED → 5.00 − 2.50, tax 0.00, shipping 0.00 = 2.50`,
  })
  await step(
    'and the other has it',
    async () => expect((await place(late, 'late@example.com')).order.total.decimal).toBe('2.50'),
    {
      'MUG at MAIN': '60/0/0 → 60/1/0',
      fulfilmentQueue: '– → MAIN OPEN 1+0',
      paymentBalances: '– → OWED 2.50',
      'sales of 2026-03-02': '1 with 1: 2.50 − 0.00 = 2.50 → 2 with 2: 5.00 − 0.00 = 5.00',
      used: '0 → 1',
      cart: '5.00 − 2.50, tax 0.00, shipping 0.00 = 2.50 → COMPLETED',
    },
  )
  expect(await refused('applyDiscountCode', { cartId: late, code: 'ONE' })).toMatchObject({
    code: 'CART_NOT_OPEN',
  })
})

test.each([
  {
    name: 'prices with tax',
    pricesIncludeTax: true,
    shown: '21.00 − 3.10, tax 3.58, shipping 3.60 = 21.50',
    total: '21.50',
    shares: ['4.27', '4.26', '4.26', '2.56', '2.55'],
    shipping: '3.60',
  },
  {
    name: 'prices without tax',
    pricesIncludeTax: false,
    shown: '21.00 − 3.10, tax 4.30, shipping 3.60 = 25.80',
    total: '25.80',
    shares: ['5.12', '5.12', '5.11', '3.07', '3.06'],
    shipping: '4.32',
  },
])(
  'two discounts, tax and shipping, sent back unit by unit to nothing: $name',
  async ({ pricesIncludeTax, shown, total, shares, shipping }) => {
    const told = await story({ MAIN: { MUG: 5, CUP: 5 } }, { shop: { pricesIncludeTax } })
    const { step, does, cart, about, ask, lines, locations, storefront } = told
    await does('setTaxRate', { countryCode: 'GB', taxClass: 'STANDARD', rate: 20_000, name: 'VAT' })
    await does('createDiscount', { name: 'Spring', isCombinable: true, takes: { rate: 10_000 } })
    await does('createDiscount', {
      ...{ name: 'A pound', code: 'POUND', isCombinable: true },
      takes: { amount: pounds(1) },
    })
    const { shippingMethod: shippingMethodId } = await does('createShippingMethod', {
      ...{ name: 'Post', basis: 'FLAT', brackets: [{ currency: 'GBP', price: 360 }] },
    })

    const cartId = await cart({ MUG: 3, CUP: 2 })
    watchCart(told, cartId)
    await step(
      'Bea has a code and wants it sent',
      async () => {
        await does('setCartAddress', { cartId, shippingAddress: ADDRESS }, storefront)
        await does('chooseShipping', { cartId, shippingMethodId }, storefront)
        await does('applyDiscountCode', { cartId, code: 'POUND' }, storefront)
      },
      { cart: `– → ${shown}` },
    )
    const orderId = await step(
      'she orders it',
      async () => {
        const placing = { cartId, email: 'bea@example.com' }
        const { order = '' } = await does('placeOrder', placing, storefront)
        about(order)
        return order
      },
      placed(total, 5, {
        cart: `${shown} → COMPLETED`,
        'MUG at MAIN': '5/0/0 → 5/3/0',
        'CUP at MAIN': '5/0/0 → 5/2/0',
        fulfilmentQueue: '– → MAIN OPEN 5+0',
        timeline: 'OrderPlaced DiscountsUsed',
      }),
    )
    const amount = pounds(Number(total))
    const { payment: paymentId } = await does('recordManualPayment', {
      ...{ orderId, amount, method: 'Card' },
    })
    const { fulfilment: fulfilmentId } = await does('createFulfilment', { orderId })
    await step('it is paid and sent', () => does('shipFulfilment', { fulfilmentId }), {
      status: 'CONFIRMED → COMPLETED',
      paymentStatus: 'UNPAID → PAID',
      fulfilmentStatus: 'UNFULFILLED → FULFILLED',
      availableActions:
        '-EDIT -CANCEL -CANCEL_LINES +REFUND_PAYMENT -CREATE_FULFILMENT +DELIVER_FULFILMENT +CANCEL_FULFILMENT +REQUEST_RETURN -HOLD',
      captured: `0.00 → ${total}`,
      due: `${total} → 0.00`,
      timeline: 'PaymentCaptured FulfilmentCreated FulfilmentShipped OrderCompleted',
      'MUG at MAIN': '5/3/0 → 2/0/0',
      'CUP at MAIN': '5/2/0 → 3/0/0',
      fulfilmentQueue: 'MAIN OPEN 5+0 → –',
      paymentBalances: `OWED ${total} → –`,
    })

    const paidOut: string[] = []
    const payOut = async () => {
      const { order } = await ask(
        'query ($id: ID!) { order(id: $id) { due { amount decimal } } }',
        {
          id: orderId,
        },
      )
      paidOut.push(order.due.decimal.slice(1))
      const owing = { amount: -order.due.amount, currency: 'GBP' }
      await does('refundPayment', { paymentId, amount: owing, reason: 'Return' })
    }
    const locationId = locations.MAIN
    await step(
      'each unit comes back by itself and is paid for, and so is the shipping',
      async () => {
        for (const sku of ['MUG', 'MUG', 'MUG', 'CUP', 'CUP'] as const) {
          const [unit] = await lines(orderId, { [sku]: 1 })
          const asked = [{ ...unit, reason: 'UNWANTED' }]
          const { return: returnId } = await does('requestReturn', { orderId, lines: asked })
          await does('approveReturn', { returnId })
          const came = [{ orderLineId: unit?.orderLineId, restock: 1, damaged: 0 }]
          await does('receiveReturn', { returnId, locationId, lines: came })
          await does('refundReturn', { returnId })
          await payOut()
        }
        const left = pounds(Number(shipping))
        await does('grantRefund', { orderId, amount: left, reason: 'Shipping' })
        await payOut()
        expect(paidOut).toEqual([...shares, shipping])
      },
      {
        paymentStatus: 'PAID → REFUNDED',
        fulfilmentStatus: 'FULFILLED → RETURNED',
        currentTotal: `${total} → 0.00`,
        refunded: `0.00 → ${total}`,
        availableActions: '-REFUND_PAYMENT -CANCEL_FULFILMENT -REQUEST_RETURN -GRANT_REFUND',
        timeline: [
          ...Array(5).fill(
            'ReturnRequested ReturnApproved ReturnReceived RefundGranted PaymentRefunded',
          ),
          'RefundGranted PaymentRefunded',
        ].join(' '),
        returns: '– → RECEIVED, RECEIVED, RECEIVED, RECEIVED, RECEIVED',
        'sales of 2026-03-02': `1 with 5: ${total} − 0.00 = ${total} → 1 with 5: ${total} − ${total} = 0.00`,
        'MUG at MAIN': '2/0/0 → 5/0/0',
        'CUP at MAIN': '3/0/0 → 5/0/0',
      },
    )
  },
)

test('a sale price begins and ends by the clock alone, and the cart follows it to what it is charged', async () => {
  const told = await story({ MAIN: { MUG: 10 } })
  const { step, does, cart, pass, about, app, variants, storefront } = told
  const at = (ms: number) => new Date(app.clock() + ms).toISOString()
  await does('setPrice', {
    ...{ variantId: variants.MUG, amount: 350, currency: 'GBP' },
    ...{ from: at(HOUR), until: at(2 * HOUR) },
  })
  const cartId = await cart({ MUG: 2 })
  watchCart(told, cartId)
  const costing = (amount: string) => `${amount} − 0.00, tax 0.00, shipping 0.00 = ${amount}`
  await step('before the sale', async () => {}, { cart: `– → ${costing('10.00')}` })
  const given = app.rows('select * from kernel_journal').length
  await step('an hour later it has begun', () => pass(HOUR), {
    cart: `${costing('10.00')} → ${costing('7.00')}`,
  })
  await step('and another hour later it is over', () => pass(HOUR), {
    cart: `${costing('7.00')} → ${costing('10.00')}`,
  })
  expect(app.rows('select * from kernel_journal')).toHaveLength(given)

  await does('setPrice', {
    ...{ variantId: variants.MUG, amount: 250, currency: 'GBP', from: at(DAY), until: null },
  })
  await step('a day later everything costs less for good', () => pass(DAY), {
    cart: `${costing('10.00')} → ${costing('5.00')}`,
  })
  const { 'sales of 2026-03-02': sales = '', ...rest } = placed('5.00', 2)
  await step(
    'what the cart says is what is charged',
    async () => {
      const placing = { cartId, email: 'cy@example.com', shippingAddress: ADDRESS }
      const { order = '' } = await does('placeOrder', placing, storefront)
      about(order)
    },
    {
      ...rest,
      cart: `${costing('5.00')} → COMPLETED`,
      'sales of 2026-03-03': sales,
      'MUG at MAIN': '10/0/0 → 10/2/0',
      fulfilmentQueue: '– → MAIN OPEN 2+0',
    },
  )
})

test('a discount on a collection waits for its day and its minimum, and ends by the clock', async () => {
  const told = await story({ MAIN: { MUG: 10, CUP: 10 } })
  const { step, does, cart, pass, app, ask, storefront } = told
  const { products } = await ask('{ products(first: 1) { nodes { id } } }')
  const { collection = '' } = await does('createCollection', {
    ...{ name: 'Tableware', slug: 'tableware', productIds: [products.nodes[0].id] },
  })
  const at = (ms: number) => new Date(app.clock() + ms).toISOString()
  await does('createDiscount', {
    ...{ name: 'A fifth off tableware', collectionIds: [collection], takes: { rate: 20_000 } },
    ...{ minimumSubtotal: pounds(10), startsAt: at(HOUR), endsAt: at(3 * HOUR) },
  })
  const cartId = await cart({ MUG: 1 })
  watchCart(told, cartId)
  const costing = (subtotal: string, off: string, total: string) =>
    `${subtotal} − ${off}, tax 0.00, shipping 0.00 = ${total}`
  await step('one mug', async () => {}, { cart: `– → ${costing('5.00', '0.00', '5.00')}` })
  await step('the day comes, and one mug is too little', () => pass(HOUR), {})
  await step(
    'two are enough',
    () => does('setCartLine', { cartId, variantId: told.variants.MUG, quantity: 2 }, storefront),
    { cart: `${costing('5.00', '0.00', '5.00')} → ${costing('10.00', '2.00', '8.00')}` },
  )
  await step('it ends by itself', () => pass(2 * HOUR), {
    cart: `${costing('10.00', '2.00', '8.00')} → ${costing('10.00', '0.00', '10.00')}`,
  })
})
