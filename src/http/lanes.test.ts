// Whichever way a request takes, it is answered the same: by the fast lane and a plan of ours, or by Yoga and
// GraphQL.js, when its document is met for the first time or comes again. FUZZ says how many random queries are asked, SEED which.
import { execute, type GraphQLSchema } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Execute } from '#graphql/execution/execute.ts'
import { createSchema } from '#graphql/schema.ts'
import { openTestApp } from '#testing/app.ts'
import { operations } from '#testing/fuzz/operations.ts'
import { OWNER_KEY, startTestServer, type TestServer } from '#testing/http.ts'
import { type OrderDesk, orderDesk } from '#testing/orders.ts'
import fc from '#testing/random.ts'
import { EXAMPLES } from './examples.ts'

const RUNS = Number(process.env.FUZZ ?? 200)
const STRICT = 'application/graphql-response+json'

let desk: OrderDesk
let lanes: { fast: TestServer; yoga: TestServer }
const closers: (() => Promise<unknown>)[] = []
const ids: string[] = []

beforeAll(async () => {
  desk = await orderDesk({ MAIN: { MUG: 1_000 } }, {}, async (options) => {
    const { app, dispose } = await openTestApp(options)
    closers.unshift(dispose)
    return app
  })
  const { id } = await desk.placed({ MUG: 2 })
  await desk.placed({ MUG: 1 })
  const { customer } = await desk.ids('RegisterCustomer', { email: 'anna@example.com' })
  ids.push(id, customer as string, ...Object.values(desk.variants))
  lanes = {
    fast: await startTestServer(desk, { hasFastLane: true }),
    yoga: await startTestServer(desk, { hasFastLane: false, executor: byGraphQLJs }),
  }
  closers.unshift(
    () => lanes.fast.drain(1_000),
    () => lanes.yoga.drain(1_000),
  )
})

afterAll(async () => {
  for (const close of closers) await close()
})

type Init = { method?: string; headers?: Record<string, string>; body?: string }

async function answered({ url }: TestServer, { method = 'POST', headers = {}, body }: Init) {
  const response = await fetch(`${url}/graphql`, {
    method,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${OWNER_KEY}`,
      ...headers,
    },
    ...(body !== undefined && { body }),
  })
  const text = await response.text()
  const kept = ['content-type', 'www-authenticate', 'allow', 'cache-control', 'x-frame-options']
  return {
    status: response.status,
    headers: kept.map((name) => `${name}: ${response.headers.get(name)}`),
    body: text && JSON.parse(text),
  }
}

const byGraphQLJs =
  (schema: GraphQLSchema): Execute =>
  ({ document, operationName, variables }, contextValue) =>
    execute({
      ...{ schema, document, contextValue },
      ...{ operationName: operationName ?? null, variableValues: variables ?? null },
    })

/** Asked several times each way: read for the first time, and known. */
async function expectSame(init: Init) {
  const [first, ...others] = [
    await answered(lanes.yoga, init),
    await answered(lanes.fast, init),
    await answered(lanes.yoga, init),
    await answered(lanes.fast, init),
    await answered(lanes.fast, init),
  ]
  for (const other of others) expect(other).toEqual(first)
  return first as Awaited<ReturnType<typeof answered>>
}

const asked = (query: unknown, variables?: unknown, others: object = {}) =>
  JSON.stringify({ query, variables, ...others })

/** Short, and long without end where each fragment is written out as often as it is spread. */
const REPEATING = `{ ...f0 } ${Array.from(
  { length: 5 },
  (_, at) => `fragment f${at} on Query { ${`...f${at + 1} `.repeat(20)} }`,
).join(' ')} fragment f5 on Query { shop { currency } }`

const PLACES = 'query ($first: Int = 2, $where: OrderWhere) { orders(first: $first, where: $where) '

test.each([
  ['a query', asked('{ viewer { kind permissions } }')],
  [
    'variables that hold themselves',
    asked(`${PLACES}{ totalCount nodes { number } } }`, {
      where: { or: [{ status: { eq: 'OPEN' } }, { and: [{ onHold: { eq: false } }] }] },
    }),
  ],
  ['variables that are left out', asked(`${PLACES}{ nodes { id } } }`)],
  ['a variable that is null', asked(`${PLACES}{ nodes { id } } }`, { where: null })],
  ['a variable that does not fit', asked(`${PLACES}{ nodes { id } } }`, { first: 'two' })],
  [
    'a field of a variable that is not there',
    asked(`${PLACES}{ nodes { id } } }`, { where: { colour: 1 } }),
  ],
  ['a variable that is missing', asked('query ($id: ID!) { order(id: $id) { id } }', {})],
  ['a page that is too large', asked(`${PLACES}{ nodes { id } } }`, { first: 1_000 })],
  [
    'a fault beside what is right',
    asked('{ a: orders(first: 0) { totalCount } shop { currency } }'),
  ],
  ['what leaves no data', asked('{ nodes(ids: []) { id } node(id: "x") { id } viewer { kind } }')],
  [
    'what is skipped by a variable',
    asked(
      'query ($no: Boolean!) { viewer { kind ...f @skip(if: $no) } } fragment f on Viewer { id permissions @include(if: $no) }',
      { no: true },
    ),
  ],
  [
    'the same with the other',
    asked(
      'query ($no: Boolean!) { viewer { kind ...f @skip(if: $no) } } fragment f on Viewer { id permissions @include(if: $no) }',
      { no: false },
    ),
  ],
  [
    'fields that are asked for twice',
    asked('{ orders(first: 1) { nodes { id number } } orders(first: 1) { nodes { email id } } }'),
  ],
  ['what it is', asked('{ __typename orders(first: 1) { __typename nodes { __typename } } }')],
  [
    'a look into the schema',
    asked('{ __schema { queryType { name } } __type(name: "Order") { name } }'),
  ],
  [
    'one of two operations',
    asked('query A { shop { currency } } query B { viewer { kind } }', {}, { operationName: 'B' }),
  ],
  [
    'an operation that is not there',
    asked('query A { shop { currency } }', {}, { operationName: 'C' }),
  ],
  [
    'two operations and no name',
    asked('query A { shop { currency } } query B { viewer { kind } }'),
  ],
  [
    'a mutation that is refused',
    asked(
      'mutation { holdOrder(input: { orderId: "ord_none", reason: "x" }) { errors { code } receipt { replayed } } }',
    ),
  ],
  [
    'a list in fragments',
    asked(
      `{ orders(first: 2) { nodes { ...f } edges { node { ... on Node { id } ...f } } } }
      fragment f on Order { number total { amount } lines { sku quantity } }`,
    ),
  ],
  ['fragments that are spread again and again', asked(REPEATING)],
  ['no GraphQL', asked('{ viewer {')],
  ['a field that is not there', asked('{ viewer { colour } }')],
  ['no query', asked(undefined)],
  ['a query that is a number', asked(7)],
  ['variables that are a list', asked('{ shop { currency } }', [])],
  ['something else beside', asked('{ shop { currency } }', {}, { colour: 'red' })],
  ['a batch', `[${asked('{ shop { currency } }')}]`],
  ['a number', '7'],
  ['null', 'null'],
  ['no JSON', '{ "query": '],
  ['nothing', ''],
])('%s is answered the same in both lanes', async (_, body) => {
  for (const accept of ['*/*', 'application/json', STRICT, `text/html, ${STRICT};q=0.1, */*`])
    await expectSame({ body, headers: { accept } })
})

test.each([
  ['a wrong key', { headers: { authorization: 'Bearer nonsense' } }],
  ['no key', { headers: { authorization: '' } }],
  ['a key of another kind', { headers: { authorization: 'Basic x' } }],
  ['text', { headers: { 'content-type': 'text/plain' } }],
  ['a type with a charset', { headers: { 'content-type': 'application/json; charset=utf-8' } }],
  ['a type that no answer has', { headers: { accept: 'image/png' } }],
  ['a sequence that is none', { headers: { 'min-sequence': 'soon' } }],
  ['a sequence that is to come', { headers: { 'min-sequence': '999999' } }],
  ['another method', { method: 'PUT' }],
  [
    'a subscription that takes no stream',
    {
      body: asked('subscription { orderChanged { sequence } }'),
      headers: { accept: 'application/json' },
    },
  ],
])('%s is answered the same in both lanes', async (_, init) => {
  await expectSame({ body: asked('{ orders(first: 1) { totalCount } }'), ...init })
})

test('the operations of the playground are answered the same in both lanes', async () => {
  for (const { query, variables = {} } of EXAMPLES)
    if (/^query/m.test(query)) await expectSame({ body: asked(query, variables) })
})

test('random queries are answered the same in both lanes', async () => {
  let withData = 0
  await fc.assert(
    fc.asyncProperty(
      operations(createSchema(), ids, {}, ['query']),
      async ({ query, variables }) => {
        const { body } = await expectSame({ body: asked(query, variables) })
        if ((body as { data?: unknown }).data) withData++
      },
    ),
    { numRuns: RUNS },
  )
  expect(withData).toBeGreaterThan(RUNS / 4)
})
