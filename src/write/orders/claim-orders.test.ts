import { expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { replay } from '#kernel/replay.ts'
import { verifyViews } from '#kernel/verify-views.ts'
import { tallies, views } from '#read/views.ts'
import { testApp } from '#testing/app.ts'
import { ask, asked } from '#testing/graphql.ts'
import { type OrderDesk, orderDesk } from '#testing/orders.ts'
import { CUSTOMER_PERMISSIONS } from '#write/access/permissions.ts'

const signedIn = (id: string, verifiedEmail?: string): Actor => ({
  kind: 'CUSTOMER',
  id,
  permissions: CUSTOMER_PERMISSIONS,
  ...(verifiedEmail !== undefined && { verifiedEmail }),
})

/** Orders of the desk are placed by anna@example.com, as a guest. */
async function shop() {
  const app = await orderDesk({ MAIN: { MUG: 500, CUP: 500 } })
  const { customer } = await app.ids('RegisterCustomer', { email: 'anna@elsewhere.example' })
  return { app, customerId: customer as string }
}

const claim = (app: OrderDesk, actor: Actor, input = {}) =>
  app.give('ClaimOrders', input, { actor })
const claimed = async (...asking: Parameters<typeof claim>) => {
  const outcome = await claim(...asking)
  if (outcome.outcome !== 'ACCEPTED') throw new Error(JSON.stringify(outcome))
  return outcome.result.orders
}

const paid = (orderId: string, amount: number) => ({
  orderId,
  amount: { amount, currency: 'GBP' },
  method: 'Cash',
})

const MINE = `{ viewer { id } customer(id: "$") {
  orderCount lifetimeValue { amount currency } totals { orders gross { amount } }
  orders(first: 1) { nodes { number } totalCount pageInfo { hasNextPage endCursor } } } }`
const mine = async (app: OrderDesk, customerId: string) =>
  (await asked(app, MINE.replace('$', customerId), {}, { actor: signedIn(customerId) })).customer

test('orders of a guest join the account by the e-mail that was verified, in any case', async () => {
  const { app, customerId } = await shop()
  const [first, second] = [await app.placed({ MUG: 1 }), await app.placed({ CUP: 2 })]
  await app.accepted('RecordManualPayment', paid(first.id, 500))
  const anna = signedIn(customerId, 'Anna@Example.com')

  const seen = (id: string) =>
    asked(app, 'query ($id: ID!) { order(id: $id) { number } }', { id }, { actor: anna })
  expect(await seen(first.id)).toEqual({ order: null })
  const { claimOrders } = await asked(
    app,
    `mutation { claimOrders(input: {}) { orders { number customer { id } } customer { id } errors { code } } }`,
    {},
    { actor: anna },
  )
  expect(claimOrders).toEqual({
    orders: [first, second].map(({ number }) => ({ number, customer: { id: customerId } })),
    customer: { id: customerId },
    errors: [],
  })
  expect(await seen(first.id)).toEqual({ order: { number: first.number } })
  expect(await mine(app, customerId)).toEqual({
    orderCount: 2,
    lifetimeValue: [{ amount: 500, currency: 'GBP' }],
    totals: [{ orders: 2, gross: { amount: 1_100 } }],
    orders: {
      nodes: [{ number: second.number }],
      totalCount: 2,
      pageInfo: { hasNextPage: true, endCursor: expect.any(String) },
    },
  })
  await app.accepted('RecordManualPayment', paid(second.id, 600))
  expect((await mine(app, customerId)).lifetimeValue).toEqual([{ amount: 1_100, currency: 'GBP' }])
  expect(await claimed(app, anna)).toEqual([])
  const found = await verifyViews(app.writer, views, tallies)
  expect(found.flatMap(({ findings }) => findings)).toEqual([])
})

test('neither an e-mail that nobody verified nor another one joins anything', async () => {
  const { app, customerId } = await shop()
  const order = await app.placed({ MUG: 1 })
  await app.accepted('UpdateCustomer', { customerId, email: 'anna@example.com' })
  for (const actor of [signedIn(customerId), signedIn(customerId, '')])
    expect(await claim(app, actor)).toMatchObject({ refusal: { code: 'EMAIL_NOT_VERIFIED' } })
  expect(await claimed(app, signedIn(customerId, 'ben@example.com'))).toEqual([])
  expect(await claim(app, { kind: 'STAFF', id: 'key_1', permissions: ['*'] })).toMatchObject({
    refusal: { code: 'NOT_SIGNED_IN' },
  })
  expect((await app.page(order.id)).customerId).toBeNull()
})

test("another customer's orders stay theirs", async () => {
  const { app, customerId } = await shop()
  await app.placed({ MUG: 1 })
  await claimed(app, signedIn(customerId, 'anna@example.com'))
  const { customer } = await app.ids('RegisterCustomer', { email: 'late@example.com' })
  expect(await claimed(app, signedIn(customer as string, 'anna@example.com'))).toEqual([])
})

test('at most as many join at once as are asked for, the oldest first, until none is left', async () => {
  const { app, customerId } = await shop()
  const orders: string[] = []
  for (let number = 0; number < 5; number++) orders.push((await app.placed({ MUG: 1 })).id)
  const anna = signedIn(customerId, 'anna@example.com')
  expect(await claimed(app, anna, { limit: 2 })).toEqual(orders.slice(0, 2))
  expect(await claimed(app, anna, { limit: 2 })).toEqual(orders.slice(2, 4))
  expect(await claimed(app, anna, { limit: 2 })).toEqual(orders.slice(4))
  expect(await claimed(app, anna, { limit: 2 })).toEqual([])
  expect((await mine(app, customerId)).orderCount).toBe(5)
  for (const limit of [0, 101, -1, 1.5])
    expect(await app.badPaths('ClaimOrders', { limit })).toEqual(['input.limit'])
})

test('the verified e-mail is journaled with the command that used it and with no other', async () => {
  const { app, customerId } = await shop()
  const order = await app.placed({ MUG: 1 })
  const anna = signedIn(customerId, 'anna@example.com')
  await claimed(app, anna)
  await app.accepted('StartCart', { currency: 'GBP' }, { actor: anna })
  expect(
    app.rows(
      `select command, actor ->> 'verifiedEmail' as email from kernel_journal where actor_id = ?`,
      customerId,
    ),
  ).toEqual([
    { command: 'ClaimOrders', email: 'anna@example.com' },
    { command: 'StartCart', email: null },
  ])
  expect(
    app.rows(`select count(*) as count from kernel_events where data like '%example.com%'`),
  ).toEqual([{ count: 0 }])
  expect(
    app.rows(
      `select subject_id from kernel_journal_subjects s join kernel_journal j using (sequence)
       where command = 'ClaimOrders' order by subject_id`,
    ),
  ).toEqual([{ subject_id: 'anna@example.com' }, { subject_id: order.id }])
  const { differences } = await replay({
    from: app.writer,
    into: await testApp(),
    release: 'test',
  })
  expect(differences).toEqual([])
})

test('a customer sees the history of nobody else, and goes through their own page by page', async () => {
  const { app, customerId } = await shop()
  for (let number = 0; number < 3; number++) await app.placed({ MUG: 1 })
  await claimed(app, signedIn(customerId, 'anna@example.com'))
  const { customer: other } = await app.ids('RegisterCustomer', { email: 'ben@example.com' })
  expect(
    (await ask(app, MINE.replace('$', customerId), {}, { actor: signedIn(other as string) })).data,
  ).toMatchObject({ customer: null })
  const numbers: number[] = []
  let after: string | null = null
  do {
    const { customer } = await asked(
      app,
      `query ($id: ID!, $after: String) { customer(id: $id) { orders(first: 2, after: $after) {
        nodes { number } pageInfo { hasNextPage endCursor } } } }`,
      { id: customerId, after },
      { actor: signedIn(customerId) },
    )
    numbers.push(...customer.orders.nodes.map(({ number }: { number: number }) => number))
    after = customer.orders.pageInfo.hasNextPage ? customer.orders.pageInfo.endCursor : null
  } while (after)
  expect(numbers).toEqual([1_003, 1_002, 1_001])
})
