import { expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { type TestApp, testApp } from '#testing/app.ts'
import { ask, asked } from '#testing/graphql.ts'
import { sell, shopWithSales } from '#testing/sales.ts'

const ADDRESS = {
  name: 'A',
  line1: '1 Mill Lane',
  city: 'York',
  postalCode: 'YO1',
  countryCode: 'GB',
}
const customerActor = (id: string): Actor => ({
  kind: 'CUSTOMER',
  id,
  permissions: ['catalog.read'],
})
const FRONT_END: Actor = { kind: 'PUBLISHABLE', id: 'key_1', permissions: ['catalog.read'] }

const registered = async (app: TestApp, input: object) =>
  (await app.ids('RegisterCustomer', input)).customer as string

test('a customer is registered, given an address and found by e-mail in any case', async () => {
  const app = await testApp()
  const { registerCustomer } = await asked(
    app,
    `mutation ($input: RegisterCustomerInput!) {
      registerCustomer(input: $input) { customer { id version } errors { code } } }`,
    { input: { email: 'Anna@example.com' } },
  )
  const { id } = registerCustomer.customer
  const { addAddress } = await asked(
    app,
    `mutation ($input: AddAddressInput!) {
      addAddress(input: $input) {
        customer { version addresses { isDefault address { city region } } } errors { code } } }`,
    { input: { customerId: id, address: ADDRESS } },
  )
  expect(addAddress).toEqual({
    customer: {
      version: 2,
      addresses: [{ isDefault: true, address: { city: 'York', region: null } }],
    },
    errors: [],
  })
  const { customer } = await asked(app, '{ customer(email: "ANNA@example.com") { id email } }')
  expect(customer).toEqual({ id, email: 'Anna@example.com' })
})

test.each([
  ['Ada', ['ada']],
  ['lovel', ['ada']],
  ['ada love', ['ada']],
  ['LOVLACE', ['ada']],
  ['ada lovlase', ['ada']],
  ['Meier', ['meyer']],
  ['o’neil', ['oneill']],
  ['ada@', ['ada']],
  ['+44 20', ['ada']],
  ['ext-7', ['meyer']],
  ['lace', []],
  ['zz', []],
])('%s finds %j', async (startsWith, found) => {
  const app = await testApp()
  const people = {
    ada: { name: 'Ada Lovelace', email: 'ada@example.com', phone: '+44 20 1' },
    meyer: { name: 'Jo Meyer', externalId: 'EXT-7' },
    oneill: { name: "Sean O'Neill", email: 'sean@example.com' },
  }
  const ids: Record<string, string> = {}
  for (const [key, person] of Object.entries(people)) ids[await registered(app, person)] = key
  const { customers } = await asked(
    app,
    'query ($where: CustomerWhere) { customers(where: $where) { totalCount nodes { id } } }',
    { where: { search: { startsWith } } },
  )
  expect(customers.nodes.map(({ id }: { id: string }) => ids[id])).toEqual(found)
})

test('whoever is erased is found by nothing, and whoever is renamed by the new name alone', async () => {
  const app = await testApp()
  const customerId = await registered(app, { name: 'Ada Lovelace', email: 'ada@example.com' })
  const terms = () => app.rows('select kind, term from customer_term_view order by kind, term')
  await app.accepted('UpdateCustomer', { customerId, name: 'Ada Byron' })
  expect(terms()).toEqual([
    { kind: 'EMAIL', term: 'ada@example.com' },
    { kind: 'NAME', term: 'ada byron' },
    { kind: 'NAME', term: 'byron' },
    { kind: 'SOUND', term: '~AT' },
    { kind: 'SOUND', term: '~AT PRN' },
    { kind: 'SOUND', term: '~PRN' },
  ])
  await app.accepted('EraseCustomer', { customerId })
  expect(terms()).toEqual([])
})

test('a refusal about another customer names that customer', async () => {
  const app = await testApp()
  const id = await registered(app, { email: 'anna@example.com' })
  const { registerCustomer } = await asked(
    app,
    `mutation { registerCustomer(input: { email: "ANNA@example.com" }) {
      customer { id } errors { code path ... on EmailTaken { customer { id } } } } }`,
  )
  expect(registerCustomer).toEqual({
    customer: null,
    errors: [{ code: 'EMAIL_TAKEN', path: ['input', 'email'], customer: { id } }],
  })
})

test('customers see themselves and what they ordered, and nobody else', async () => {
  const { app } = await shopWithSales()
  const anna = await registered(app, { email: 'anna@example.com', subject: 's-1' })
  const ben = await registered(app, { email: 'ben@example.com' })
  const line = { sku: 'MUG', quantity: 1, unitPrice: 100 }
  const [own] = await sell(app, [
    { placedAt: '2026-01-01T00:00:00Z', customerId: anna, lines: [line] },
    { placedAt: '2026-01-01T00:00:00Z', customerId: ben, lines: [line] },
  ])
  const data = await asked(
    app,
    `query ($anna: ID!, $ben: ID!) {
      own: customer(id: $anna) {
        id subject totals { orders gross { decimal } } latestOrders { id customer { id } } }
      other: customer(id: $ben) { id }
      byEmail: customer(email: "ben@example.com") { id }
      node(id: $ben) { id }
    }`,
    { anna, ben },
    { actor: customerActor(anna) },
  )
  expect(data).toEqual({
    own: {
      id: anna,
      subject: null,
      totals: [{ orders: 1, gross: { decimal: '1.00' } }],
      latestOrders: [{ id: own, customer: { id: anna } }],
    },
    other: null,
    byEmail: null,
    node: null,
  })
})

test.each([
  ['customers { nodes { id } }', 'customers.read'],
  ['orders { nodes { id } }', 'orders.read'],
  ['salesByDay(from: "2026-01-01", to: "2026-01-01") { day }', 'reports.read'],
  ['commands { nodes { id } }', 'journal.read'],
  ['command(id: "cmd_1") { id }', 'journal.read'],
  ['events { nodes { name } }', 'journal.read'],
])('%s is for staff alone', async (field, permission) => {
  const app = await testApp()
  for (const actor of [FRONT_END, customerActor('cus_1')]) {
    const { data, errors } = await ask(app, `{ ${field} }`, {}, { actor })
    expect(Object.values(data)).toEqual([null])
    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'FORBIDDEN', permission }])
  }
})

test.each([
  ['customer { id }', 'BAD_USER_INPUT'],
  ['customer(id: "cus_1", email: "a@b.de") { id }', 'BAD_USER_INPUT'],
  ['customers(first: 101) { nodes { id } }', 'PAGE_TOO_LARGE'],
  ['customers(first: 0) { nodes { id } }', 'BAD_USER_INPUT'],
  ['customers(first: 1, last: 1) { nodes { id } }', 'BAD_USER_INPUT'],
  ['orders(after: "nonsense") { nodes { id } }', 'BAD_USER_INPUT'],
  ['orders(where: { number: { eq: -1 } }) { nodes { id } }', 'BAD_USER_INPUT'],
  ['orders(where: { search: { startsWith: "" } }) { nodes { id } }', 'BAD_USER_INPUT'],
  ['salesByDay(from: "2026-01-02", to: "2026-01-01") { day }', 'BAD_USER_INPUT'],
  ['salesByDay(from: "2020-01-01", to: "2026-01-01") { day }', 'PAGE_TOO_LARGE'],
])('%s is a request error with a code', async (field, code) => {
  const app = await testApp()
  const { errors } = await ask(app, `{ ${field} }`)
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual([code])
})

/** But for the question which commit a snapshot sees: it may serve more than one operation. */
const READS = /^select (?!max\(sequence\))/i

test('a list of orders costs the same statements, however many it shows', async () => {
  const statements: string[] = []
  const { app } = await shopWithSales([], {
    connection: {
      synchronous: 'OFF',
      onStatement: (sql) => READS.test(sql) && statements.push(sql),
    },
  })
  const buyers = await Promise.all(
    [...'abcde'].map((externalId) => registered(app, { externalId })),
  )
  await sell(
    app,
    Array.from({ length: 60 }, (_, at) => ({
      placedAt: `2026-01-01T00:00:${String(at).padStart(2, '0')}Z`,
      customerId: buyers[at % 5],
      lines: [{ sku: 'MUG', quantity: 1, unitPrice: 1 }],
    })),
  )
  await asked(app, '{ orders { totalCount } }') // Opens the reader, which asks SQLite its version.
  const cost = async (query: string, first: number) => {
    app.forget()
    statements.length = 0
    const { list } = await asked(app, query, { first })
    expect(list.nodes).toHaveLength(first)
    return statements.length
  }
  const orders =
    'query ($first: Int) { list: orders(first: $first) { nodes { number lines { sku } customer { email totals { orders } } } totalCount pageInfo { hasNextPage } } }'
  expect(await cost(orders, 1)).toBe(6)
  expect(await cost(orders, 50)).toBe(6)
  const customers =
    'query ($first: Int) { list: customers(first: $first) { nodes { totals { orders } latestOrders(first: 3) { number } } } }'
  expect(await cost(customers, 1)).toBe(4)
  expect(await cost(customers, 5)).toBe(4)
})
