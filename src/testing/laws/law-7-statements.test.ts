// Law 7: a list costs a fixed number of statements, however long; counted at the driver, over all
// connections.
import { expect, test } from 'vitest'
import { testApp } from '../app.ts'
import { asked } from '../graphql.ts'

/** What begins and ends a snapshot, which may serve more than one operation. */
const UNCOUNTED = /^(pragma|begin|commit|select max\(sequence\))/i

const PAGE = `query ($first: Int!) {
  orders(first: $first) {
    nodes {
      id number email
      customer { id email }
      lines { sku quantity unitPrice { decimal } variant { id sku } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`

test('a page of 1, 50 or 100 orders with lines, customers and variants costs the same statements', async () => {
  const statements: string[] = []
  const app = await testApp({
    connection: {
      synchronous: 'OFF',
      onStatement: (sql) => !UNCOUNTED.test(sql) && statements.push(sql),
    },
  })
  await placeOrders(app, 110)

  const counted = async (first: number) => {
    statements.length = 0
    const { orders } = await asked(app, PAGE, { first })
    expect(orders.nodes).toHaveLength(first)
    expect(orders.nodes[0].lines[0].variant.sku).toMatch(/^SKU-/)
    expect(orders.nodes[0].customer.email).toMatch(/@/)
    return statements.length
  }
  await counted(1) // Opens the connection.
  const counts: number[] = []
  for (const first of [1, 50, 100]) {
    app.forget()
    counts.push(await counted(first))
  }
  // Keys, the list's rows, orders, customers, variants.
  expect(counts).toEqual([5, 5, 5])
  // Rows of the list, customers and variants are kept.
  for (const first of [1, 50, 100]) expect(await counted(first)).toBe(2)
})

test('the statements of placing an order do not grow with the orders before it', async () => {
  const statements: string[] = []
  const app = await testApp({
    connection: {
      synchronous: 'OFF',
      onStatement: (sql) => !UNCOUNTED.test(sql) && statements.push(sql),
    },
  })
  const place = await placeOrders(app, 2)
  const countOne = async () => {
    statements.length = 0
    await place(0)
    return statements.length
  }
  const before = await countOne()
  for (let index = 0; index < 60; index++) await place(index)
  expect(await countOne()).toBe(before)
})

/** Orders of two lines by ten customers; answers how to place one more. */
async function placeOrders(app: Awaited<ReturnType<typeof testApp>>, count: number) {
  const { location } = await app.ids('CreateLocation', {
    code: 'MAIN',
    name: 'Main',
    countryCode: 'GB',
  })
  for (let index = 0; index < 20; index++)
    await app.accepted('CreateProduct', {
      name: `Product ${index}`,
      status: 'PUBLISHED',
      variants: [{ sku: `SKU-${index}`, prices: [{ amount: 100, currency: 'GBP' }] }],
    })
  const variants = app.rows<{ id: string }>('select id from variants order by id')
  await app.accepted('ReceiveStock', {
    locationId: location,
    lines: variants.map(({ id }) => ({ variantId: id, quantity: 10_000 })),
  })
  const customers: string[] = []
  for (let index = 0; index < 10; index++) {
    const { customer } = await app.ids('RegisterCustomer', { email: `c${index}@example.com` })
    customers.push(customer as string)
  }
  const place = async (index: number) => {
    const lines = [0, 1].map((line) => ({
      variantId: variants[(index + line) % variants.length]?.id,
      quantity: 1,
    }))
    const { cart } = await app.ids('StartCart', { currency: 'GBP', lines })
    await app.accepted('SetCartCustomer', { cartId: cart, customerId: customers[index % 10] })
    await app.accepted('PlaceOrder', {
      cartId: cart,
      email: 'c@example.com',
      shippingAddress: {
        ...{ name: 'A', line1: '1 High Street', city: 'London' },
        ...{ postalCode: 'N1', countryCode: 'GB' },
      },
    })
  }
  for (let index = 0; index < count; index++) await place(index)
  return place
}
