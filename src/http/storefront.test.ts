// The storefront example does what its readers are told: it places an order at a running server, and
// it stops compiling where it and the schema disagree.
import { expect, test } from 'vitest'
import { loadActorByKeyHash } from '#read/api-key/load.ts'
import { testServer } from '#testing/http.ts'
import { type OrderDesk, orderDesk } from '#testing/orders.ts'
import { OWNER } from '#testing/shop.ts'
import { storefrontCopy } from '#testing/storefront-copy.ts'

/** A server, and the key that a shop window carries. */
async function shopWindow(desk: OrderDesk): Promise<{ url: string; key: string }> {
  const { shown } = await desk.dispatch({
    command: 'CreateApiKey',
    input: { name: 'Shop', kind: 'PUBLISHABLE' },
    actor: OWNER,
  })
  const key = shown?.secret as string
  const { url } = await testServer(desk, {
    identities: {
      keyHolder: (hash) => loadActorByKeyHash(desk.writer, hash, desk.clock()),
      customer: async () => null,
    },
  })
  return { url: `${url}/graphql`, key }
}

test('the example places an order with the key that a shop window carries', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 3 } })
  const window = await shopWindow(desk)
  const storefront = storefrontCopy()
  expect(await storefront.generate()).toMatchObject({ code: 0 })
  const shopped = await storefront.shop(window, 'everything')
  expect(shopped.told).toMatch(/^Order 1001 is CONFIRMED$/m)
  expect(shopped.told).toMatch(/answered from memory: true/)
  expect(shopped.code).toBe(0)
  expect(desk.rows('select number, total from orders')).toEqual([{ number: 1_001, total: 1_000 }])
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '3/2' })

  const refused = await storefront.shop(window, 'everything')
  expect(refused.told).toMatch(/^INSUFFICIENT_STOCK at .*\n {2}MUG: 2 wanted, 1 left$/m)
  expect(refused.code).toBe(1)
})

test('the example with urql follows an order until all of it is on its way', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 3 } })
  const window = await shopWindow(desk)
  const storefront = storefrontCopy()
  expect(await storefront.generate()).toMatchObject({ code: 0 })
  const order = await desk.placed({ MUG: 2 })
  const followed = storefront.follow(window, String(order.cartId))
  await expect.poll(() => desk.feed.followers, { timeout: 20_000 }).toBe(1)
  const lines = desk.unitsOf(order, { MUG: 2 })
  const { fulfilment } = await desk.ids('CreateFulfilment', { orderId: order.id, lines })
  await desk.accepted('ShipFulfilment', { fulfilmentId: fulfilment })
  const { code, told } = await followed
  expect([code, told.split('\n').at(0)]).toEqual([0, 'Order 1001 is CONFIRMED, UNFULFILLED'])
  expect(told).toMatch(/FULFILLED\n$/)

  const nobody = await storefront.follow(window, `cart_${'0'.repeat(26)}`)
  expect(nobody).toMatchObject({ code: 1, told: expect.stringContaining('No order was placed') })
})

test('an input that the schema calls otherwise no longer compiles', async () => {
  const storefront = storefrontCopy((schema) =>
    schema.replace(/(input PlaceOrderInput \{[^}]*\n {2})email:/, '$1emailAddress:'),
  )
  expect(await storefront.generate()).toMatchObject({ code: 0 })
  const { code, told } = await storefront.compile()
  expect(code).not.toBe(0)
  // Nothing else is wrong with it: without the change it compiles.
  const errors = told.split('\n').filter((line) => line.includes('error TS'))
  expect(errors.length).toBeGreaterThan(0)
  for (const error of errors)
    expect(error).toMatch(/^examples\/storefront\/(place-order|shop)\.ts\(.*'email(Address)?'/)
})

test('a field that the schema calls otherwise is refused before that, by the name of its document', async () => {
  const storefront = storefrontCopy((schema) => schema.replace(/^ {2}lineTotal: /gm, '  sum: '))
  const { code, told } = await storefront.generate()
  expect(code).not.toBe(0)
  expect(told).toContain('Cannot query field "lineTotal" on type "OrderLine"')
})
