import { expect, test } from 'vitest'
import type { Accepted } from '#kernel/outcome.ts'
import { type TestApp, testApp } from '#testing/app.ts'

const ADDRESS = {
  name: 'Anna',
  line1: '1 High Street',
  city: 'London',
  postalCode: 'N1',
  countryCode: 'GB',
}
const WHO = { email: 'anna@example.com', shippingAddress: ADDRESS }

/** A shop with so many mugs at 12.50. */
async function shopWithMugs(quantity: number) {
  const app = await testApp()
  const { product } = await app.ids('CreateProduct', {
    name: 'Mug',
    status: 'PUBLISHED',
    variants: [{ sku: 'MUG', name: 'Mug', prices: [{ amount: 1250, currency: 'GBP' }] }],
  })
  const [mug] = app.rows<{ id: string }>('select id from variants')
  const variantId = mug?.id as string
  const { location } = await app.ids('CreateLocation', {
    code: 'MAIN',
    name: 'Main',
    countryCode: 'GB',
  })
  if (quantity > 0)
    await app.accepted('ReceiveStock', { locationId: location, lines: [{ variantId, quantity }] })
  return { app, variantId, productId: product as string, locationId: location as string }
}

const cartWith = async (app: TestApp, variantId: string, quantity: number) =>
  (await app.ids('StartCart', { currency: 'GBP', lines: [{ variantId, quantity }] })).cart as string

const level = (app: TestApp) => app.rows('select on_hand, allocated from stock_levels')

test('placing freezes prices, allocates stock, numbers the order and completes the cart', async () => {
  const { app, variantId } = await shopWithMugs(5)
  const cartId = await cartWith(app, variantId, 2)
  const { result, refreshed } = await app.accepted('PlaceOrder', { cartId, ...WHO })
  expect(refreshed.order_view).toMatchObject([
    { id: result.order, number: 1001, total: 2500, status: 'CONFIRMED', paymentStatus: 'UNPAID' },
  ])
  expect(refreshed.cart_view).toMatchObject([{ status: 'COMPLETED', orderId: result.order }])
  expect(level(app)).toEqual([{ on_hand: 5, allocated: 2 }])
})

test('the last unit goes to exactly one of two carts, and the loser is told what is left', async () => {
  const { app, variantId } = await shopWithMugs(1)
  const [anna, ben] = [await cartWith(app, variantId, 1), await cartWith(app, variantId, 1)]
  await app.accepted('PlaceOrder', { cartId: anna, ...WHO })
  expect(await app.give('PlaceOrder', { cartId: ben, ...WHO })).toMatchObject({
    outcome: 'REFUSED',
    refusal: {
      code: 'INSUFFICIENT_STOCK',
      facts: { shortages: [{ sku: 'MUG', requested: 1, available: 0 }] },
    },
  })
  expect(level(app)).toEqual([{ on_hand: 1, allocated: 1 }])
})

test('200 carts at once for the last 10 units become 10 orders', async () => {
  const { app, variantId } = await shopWithMugs(10)
  const carts = await Promise.all(Array.from({ length: 200 }, () => cartWith(app, variantId, 1)))
  const outcomes = await Promise.all(
    carts.map((cartId) => app.give('PlaceOrder', { cartId, ...WHO })),
  )
  expect(outcomes.filter(({ outcome }) => outcome === 'ACCEPTED')).toHaveLength(10)
  expect(app.rows('select count(*) as n from orders')).toEqual([{ n: 10 }])
  expect(level(app)).toEqual([{ on_hand: 10, allocated: 10 }])
})

test('one key fifty times at once is one order, which 49 answers bear as replayed', async () => {
  const { app, variantId } = await shopWithMugs(50)
  const cartId = await cartWith(app, variantId, 1)
  const outcomes = (await Promise.all(
    Array.from({ length: 50 }, () =>
      app.give('PlaceOrder', { cartId, ...WHO }, { idempotencyKey: 'checkout-1' }),
    ),
  )) as Accepted[]
  expect(new Set(outcomes.map(({ result, id }) => `${result.order} ${id}`)).size).toBe(1)
  expect(outcomes.filter(({ replayed }) => replayed)).toHaveLength(49)
  expect(app.rows('select count(*) as n from orders')).toEqual([{ n: 1 }])
})

test('a cart placed again without a key answers the order that it became', async () => {
  const { app, variantId } = await shopWithMugs(5)
  const cartId = await cartWith(app, variantId, 1)
  const first = await app.ids('PlaceOrder', { cartId, ...WHO })
  expect(await app.ids('PlaceOrder', { cartId, ...WHO, email: 'other@example.com' })).toEqual(first)
  expect(app.rows('select email from orders')).toEqual([{ email: 'anna@example.com' }])
})

test('a price that changes after the cart was filled is what placing charges', async () => {
  const { app, variantId } = await shopWithMugs(5)
  const cartId = await cartWith(app, variantId, 2)
  app.pass(1_000)
  await app.accepted('SetPrice', { variantId, amount: 1000, currency: 'GBP' })
  await app.accepted('PlaceOrder', { cartId, ...WHO })
  expect(app.rows('select total from orders')).toEqual([{ total: 2000 }])
})

test.each([
  ['an archived product', 'VARIANT_NOT_SELLABLE', 'ArchiveProduct'],
  ['a cart that was given up', 'CART_NOT_OPEN', 'AbandonCart'],
])('%s can not be placed', async (_, code, command) => {
  const { app, variantId, productId } = await shopWithMugs(5)
  const cartId = await cartWith(app, variantId, 1)
  await app.accepted(command, command === 'AbandonCart' ? { cartId } : { productId })
  expect(await app.give('PlaceOrder', { cartId, ...WHO })).toMatchObject({ refusal: { code } })
  expect(level(app)).toEqual([{ on_hand: 5, allocated: 0 }])
})

test('an idle cart is abandoned once by itself, and one that was used again is left alone', async () => {
  const { app, variantId } = await shopWithMugs(5)
  const [idle, used] = [await cartWith(app, variantId, 1), await cartWith(app, variantId, 1)]
  await app.reactions.settle()
  app.pass(app.shop.cartLifetimeMs - 1_000)
  await app.accepted('SetCartLine', { cartId: used, variantId, quantity: 2 })
  app.pass(1_000)
  await app.reactions.settle()
  await app.reactions.settle()
  expect(app.rows('select id from carts where status = ?', 'ABANDONED')).toEqual([{ id: idle }])
  expect(
    app.rows("select command, outcome from kernel_journal where actor_id like 'system:%'"),
  ).toEqual([{ command: 'AbandonCart', outcome: 'ACCEPTED' }])
})

test("another customer's cart is not found", async () => {
  const { app, variantId } = await shopWithMugs(5)
  const customer = (id: string) =>
    ({ kind: 'CUSTOMER', id, permissions: ['carts.write', 'orders.place'] }) as const
  const lines = [{ variantId, quantity: 1 }]
  const { cart } = await app.ids(
    'StartCart',
    { currency: 'GBP', lines },
    { actor: customer('cus_a') },
  )
  expect(
    await app.give('PlaceOrder', { cartId: cart, ...WHO }, { actor: customer('cus_b') }),
  ).toMatchObject({ refusal: { code: 'CART_NOT_FOUND' } })
})
