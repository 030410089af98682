// Shoppers: two who want the last mug, one who signs in with a cart already, and a guest who comes back.
import { expect, test } from 'vitest'
import { ADDRESS, MINUTE, pounds } from './shop.ts'
import { placed, story } from './story.ts'

const CART = `query ($id: ID!) { cart(id: $id) {
  status lines { quantity reserved problems { code available } } total { decimal } mergedInto { id } } }`

test('two carts want the last mug: who holds it may buy it, until the time is over', async () => {
  const { step, watch, cart, refused, ask, pass, does, storefront } = await story(
    { MAIN: { MUG: 1 } },
    { shop: { reservationMs: 10 * MINUTE } },
  )
  const seen = async (id: string) => {
    const { lines } = (await ask(CART, { id }, storefront)).cart
    return lines
      .map(
        ({ reserved, problems: [problem] }: { reserved: number; problems: { code: string }[] }) =>
          problem ? problem.code : `${reserved} held`,
      )
      .join()
  }
  const placing = (cartId: string, name: string) => ({
    ...{ cartId, email: `${name}@example.com`, shippingAddress: { ...ADDRESS, name } },
  })

  const annas = await cart({ MUG: 1 })
  watch("Anna's cart", () => seen(annas))
  const bens = await cart({ MUG: 1 })
  watch("Ben's cart", () => seen(bens))
  await step('Anna was first', async () => {}, {
    'MUG at MAIN': '1/0/0 → 1/0/1',
    "Anna's cart": '– → 1 held',
    "Ben's cart": '– → INSUFFICIENT_STOCK',
  })
  await step(
    'Ben can not buy it',
    async () =>
      expect(
        await refused(
          'placeOrder',
          placing(bens, 'Ben'),
          '... on InsufficientStock { shortages { sku requested available } }',
          storefront,
        ),
      ).toMatchObject({
        code: 'INSUFFICIENT_STOCK',
        shortages: [{ sku: 'MUG', requested: 1, available: 0 }],
      }),
    {},
  )
  await step('ten minutes pass', () => pass(10 * MINUTE), {
    'MUG at MAIN': '1/0/1 → 1/0/0',
    "Anna's cart": '1 held → 0 held',
    "Ben's cart": 'INSUFFICIENT_STOCK → 0 held',
  })
  await step('Ben buys it', () => does('placeOrder', placing(bens, 'Ben'), storefront), {
    'MUG at MAIN': '1/0/0 → 1/1/0',
    fulfilmentQueue: '– → MAIN OPEN 1+0',
    paymentBalances: '– → OWED 5.00',
    'sales of 2026-03-02': '– → 1 with 1: 5.00 − 0.00 = 5.00',
    "Anna's cart": '0 held → INSUFFICIENT_STOCK',
  })
  await step(
    'Anna can not',
    async () =>
      expect(await refused('placeOrder', placing(annas, 'Anna'), '', storefront)).toMatchObject({
        code: 'INSUFFICIENT_STOCK',
      }),
    {},
  )
})

test('a cart that was filled before signing in joins the one that was there', async () => {
  const { step, watch, cart, does, refused, ask, signedIn, storefront } = await story({
    MAIN: { MUG: 10, CUP: 10 },
  })
  for (const subject of ['anna', 'ben'])
    await does('registerCustomer', { email: `${subject}@example.com`, subject })
  const anna = await signedIn('anna')

  const own = await cart({ MUG: 1, CUP: 2 }, anna)
  const guest = await cart({ MUG: 3 })
  const seen = async (id: string) => {
    const { status, lines, total } = (await ask(CART, { id }, anna)).cart
    const units = lines.map(({ quantity }: { quantity: number }) => quantity).join('+')
    return `${status} ${units} for ${total.decimal}`
  }
  watch('her own cart', () => seen(own))
  watch('the cart of a guest', () => seen(guest))
  await step('there are two carts', async () => {}, {
    'her own cart': '– → OPEN 1+2 for 11.00',
    'the cart of a guest': '– → OPEN 3 for 15.00',
  })
  await step(
    'neither the storefront alone nor another customer can bring them together',
    async () => {
      const merging = { cartId: guest, intoCartId: own }
      const asking = (key: string) => refused('mergeCart', merging, '', key)
      await expect(asking(storefront)).rejects.toThrow('account.write')
      expect(await asking(await signedIn('ben'))).toMatchObject({
        code: 'CART_NOT_FOUND',
        path: ['input', 'intoCartId'],
      })
    },
    {},
  )
  await step(
    'Anna signs in: of what is in both the larger number stays',
    async () => expect(await does('mergeCart', { cartId: guest }, anna)).toEqual({ cart: own }),
    {
      'her own cart': 'OPEN 1+2 for 11.00 → OPEN 3+2 for 21.00',
      'the cart of a guest': 'OPEN 3 for 15.00 → MERGED 3 for 15.00',
    },
  )
  await step(
    'her telephone does it once more, and nothing changes',
    async () => expect(await does('mergeCart', { cartId: guest }, anna)).toEqual({ cart: own }),
    {},
  )
  await step(
    'she buys it',
    () =>
      does(
        'placeOrder',
        { cartId: own, email: 'anna@example.com', shippingAddress: ADDRESS },
        anna,
      ),
    {
      'MUG at MAIN': '10/0/0 → 10/3/0',
      'CUP at MAIN': '10/0/0 → 10/2/0',
      fulfilmentQueue: '– → MAIN OPEN 5+0',
      paymentBalances: '– → OWED 21.00',
      'sales of 2026-03-02': '– → 1 with 5: 21.00 − 0.00 = 21.00',
      'her own cart': 'OPEN 3+2 for 21.00 → COMPLETED 3+2 for 21.00',
    },
  )
})

const HISTORY = `query ($email: String) { customer(email: $email) {
  orderCount lifetimeValue { decimal } latestOrders { id } } }`

test('what was ordered as a guest joins an account by an e-mail that was verified, and by no other', async () => {
  const { step, watch, places, order, does, refused, ask, signedIn, lines } = await story()
  await does('registerCustomer', { email: 'anna@work.example', subject: 'anna' })
  const unverified = await signedIn('anna', { email: 'anna@example.com', email_verified: false })
  const verified = await signedIn('anna', { email: 'Anna@Example.com', email_verified: true })
  const claim = async (token: string) => {
    const { claimOrders } = await ask(
      'mutation { claimOrders(input: {}) { orders { id } errors { code } } }',
      {},
      token,
    )
    expect(claimOrders.errors).toEqual([])
    return claimOrders.orders.map(({ id }: { id: string }) => id)
  }
  watch("Anna's account", async () => {
    const { customer } = await ask(HISTORY, { email: 'anna@work.example' })
    const value = customer.lifetimeValue.map(({ decimal }: { decimal: string }) => decimal)
    return `${customer.orderCount} of ${value.join() || '0.00'}`
  })

  const bens = await order({ MUG: 1 }, 'ben@example.com')
  const orderId = await step(
    'a guest orders two mugs',
    () => places({ MUG: 2 }),
    placed('10.00', 3, {
      'MUG at MAIN': '10/0/0 → 10/3/0',
      fulfilmentQueue: '– → MAIN OPEN 1+0, MAIN OPEN 2+0',
      paymentBalances: '– → OWED 10.00, OWED 5.00',
      'sales of 2026-03-02': '– → 2 with 3: 15.00 − 0.00 = 15.00',
      "Anna's account": '– → 0 of 0.00',
    }),
  )
  await step(
    'and pays them',
    () => does('recordManualPayment', { orderId, amount: pounds(10), method: 'Card' }),
    {
      paymentStatus: 'UNPAID → PAID',
      captured: '0.00 → 10.00',
      due: '10.00 → 0.00',
      availableActions: '+REFUND_PAYMENT',
      timeline: 'PaymentCaptured',
      paymentBalances: 'OWED 10.00, OWED 5.00 → OWED 5.00',
    },
  )
  const own = 'query ($id: ID!) { order(id: $id) { number } }'
  await step(
    'anybody can write an e-mail into an account: that joins nothing',
    async () => {
      expect(await refused('claimOrders', {}, '', unverified)).toMatchObject({
        code: 'EMAIL_NOT_VERIFIED',
      })
      expect(await ask(own, { id: orderId }, verified)).toEqual({ order: null })
    },
    {},
  )
  await step(
    'the identity provider has verified hers',
    async () => expect(await claim(verified)).toEqual([orderId]),
    { timeline: 'OrderClaimed', "Anna's account": '0 of 0.00 → 1 of 10.00' },
  )
  await step('there is no more to join', async () => expect(await claim(verified)).toEqual([]), {})
  await step(
    'she sees hers, and not another guest’s',
    async () => {
      expect((await ask(own, { id: orderId }, verified)).order).not.toBeNull()
      expect(await ask(own, { id: bens }, verified)).toEqual({ order: null })
    },
    {},
  )
  const { fulfilment: fulfilmentId } = await step(
    'they are packed',
    () => does('createFulfilment', { orderId }),
    {
      availableActions:
        '-CANCEL -CANCEL_LINES -CREATE_FULFILMENT +SHIP_FULFILMENT +CANCEL_FULFILMENT',
      timeline: 'FulfilmentCreated',
      fulfilmentQueue: 'MAIN OPEN 1+0, MAIN OPEN 2+0 → MAIN OPEN 1+0, MAIN READY 0+2',
    },
  )
  await step('they leave', () => does('shipFulfilment', { fulfilmentId }), {
    status: 'CONFIRMED → COMPLETED',
    fulfilmentStatus: 'UNFULFILLED → FULFILLED',
    availableActions: '-EDIT -SHIP_FULFILMENT +DELIVER_FULFILMENT +REQUEST_RETURN -HOLD',
    timeline: 'FulfilmentShipped OrderCompleted',
    'MUG at MAIN': '10/3/0 → 8/1/0',
    fulfilmentQueue: 'MAIN OPEN 1+0, MAIN READY 0+2 → MAIN OPEN 1+0',
  })
  const [mugs] = await lines(orderId, { MUG: 1 })
  await step(
    'she asks herself to send one back',
    () => does('requestReturn', { orderId, lines: [{ ...mugs, reason: 'UNWANTED' }] }, verified),
    {
      availableActions: '-CANCEL_FULFILMENT +APPROVE_RETURN',
      timeline: 'ReturnRequested',
      returns: '– → REQUESTED',
    },
  )
})
