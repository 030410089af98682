import { expect, test } from 'vitest'
import { testApp } from '#testing/app.ts'
import { testServer } from '#testing/http.ts'
import { brokenBooks } from '#testing/laws/books.ts'

const PLACE = `mutation ($input: PlaceOrderInput!, $options: CommandOptions) {
  placeOrder(input: $input, options: $options) {
    order { id number total { amount } }
    errors { code message ... on InsufficientStock { shortages { sku requested available } } }
    receipt { id sequence replayed }
  }
}`
const ADDRESS = {
  ...{ name: 'A Shopper', line1: '1 High Street', city: 'London' },
  ...{ postalCode: 'N1', countryCode: 'GB' },
}

/** A shop with so many mugs, a server before it, and carts of one mug each. */
async function shopWith(mugs: number, carts: number) {
  const app = await testApp()
  await app.accepted('CreateProduct', {
    name: 'Mug',
    status: 'PUBLISHED',
    variants: [{ sku: 'MUG', prices: [{ amount: 1250, currency: 'GBP' }] }],
  })
  const [mug] = app.rows<{ id: string }>('select id from variants')
  const { location } = await app.ids('CreateLocation', {
    code: 'MAIN',
    name: 'Main',
    countryCode: 'GB',
  })
  const lines = [{ variantId: mug?.id, quantity: mugs }]
  await app.accepted('ReceiveStock', { locationId: location, lines })
  const cartIds = await Promise.all(
    Array.from({ length: carts }, async () => {
      const lines = [{ variantId: mug?.id, quantity: 1 }]
      return (await app.ids('StartCart', { currency: 'GBP', lines })).cart
    }),
  )
  const server = await testServer(app, { admission: { requestsMax: 256 } })
  const place = async (cartId: string | undefined, idempotencyKey: string) => {
    const input = { cartId, email: 'shopper@example.com', shippingAddress: ADDRESS }
    const { status, body } = await server.post({
      query: PLACE,
      variables: { input, options: { idempotencyKey } },
    })
    expect(status).toBe(200)
    expect(body.errors).toBeUndefined()
    return body.data.placeOrder
  }
  return { app, cartIds, place }
}

test('200 buyers at once for the last 10 units become 10 orders, and 190 learn what is left', async () => {
  const { app, cartIds, place } = await shopWith(10, 200)
  const answers = await Promise.all(cartIds.map((cartId, index) => place(cartId, `buyer-${index}`)))
  const refused = answers.filter(({ order }) => order === null)

  expect(answers.length - refused.length).toBe(10)
  expect(refused).toHaveLength(190)
  for (const { errors } of refused)
    expect(errors).toMatchObject([
      { code: 'INSUFFICIENT_STOCK', shortages: [{ sku: 'MUG', requested: 1, available: 0 }] },
    ])
  expect(app.rows('select on_hand, allocated from stock_levels')).toEqual([
    { on_hand: 10, allocated: 10 },
  ])
  expect(brokenBooks(app)).toEqual([])
})

test('one key fifty times at once is one order, and the answers differ in `replayed` alone', async () => {
  const { app, cartIds, place } = await shopWith(50, 1)
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => place(cartIds[0], 'checkout-1')),
  )
  const replays = answers.filter(({ receipt }) => receipt.replayed)
  const alike = answers.map(({ receipt: { replayed: _, ...receipt }, ...rest }) =>
    JSON.stringify({ ...rest, receipt }),
  )
  expect(replays).toHaveLength(49)
  expect(new Set(alike).size).toBe(1)
  expect(app.rows('select count(*) as n from orders')).toEqual([{ n: 1 }])
})
