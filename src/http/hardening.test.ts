// What one operation may cost and how long it may take, and what a shop can turn off that has no more use
// for it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getIntrospectionQuery } from 'graphql'
import { describe, expect, onTestFinished, test } from 'vitest'
import { SettingsInvalid } from '#config'
import { testApp } from '#testing/app.ts'
import { testServer } from '#testing/http.ts'
import { readPersistedOperations } from './persisted.ts'

/** With it refusals have the status that says so. */
const STRICT = { accept: 'application/graphql-response+json' }

const codeOf = (body: { errors?: { extensions: { code: string } }[] }) =>
  body.errors?.[0]?.extensions.code

describe('cost', () => {
  const ORDERS = `query ($first: Int) { orders(first: $first) { nodes {
    number customer { name } lines { quantity variant { sku product { name } } } } } }`

  test.each([
    ['{ product(slug: "mug") { name } }', {}, 1],
    ['{ orders(first: 3) { nodes { id number } } }', {}, 4],
    ['{ orders(first: 3) { edges { node { id } } } }', {}, 7],
    ['{ orders(last: 3) { nodes { lines { quantity } } } }', {}, 1 + 3 * 6],
    ['{ orders { nodes { id } } }', {}, 21],
    ['query ($n: Int) { orders(first: $n) { nodes { id } } }', { n: 7 }, 8],
    ['query ($n: Int = 9) { orders(first: $n) { nodes { id } } }', {}, 10],
    [
      'query ($n: Int) { a: orders(first: $n) { nodes { id } } b: orders(first: $n) { nodes { id } } }',
      { n: 7 },
      16,
    ],
    [
      'query ($is: Boolean!) { orders(first: 5) { nodes { id } } product(slug: "x") @include(if: $is) { id } }',
      { is: false },
      6,
    ],
    [
      'query ($is: Boolean!) { orders(first: 5) { nodes { id } } product(slug: "x") @include(if: $is) { id } }',
      { is: true },
      7,
    ],
    ['mutation { startCart(input: { currency: "GBP" }) { cart { id } } }', {}, 11],
    ['{ __typename }', {}, 0],
  ])('%s costs what it asks for', async (query, variables, requested) => {
    const server = await testServer(await testApp())
    const { body } = await server.post({ query, variables })
    expect(body.errors).toBeUndefined()
    expect(body.extensions).toEqual({ cost: { requested, limit: 20_000 } })
  })

  test('a page of 100 orders with lines, customers and variants is within it', async () => {
    const server = await testServer(await testApp())
    const { status, body } = await server.post({ query: ORDERS, variables: { first: 100 } })
    expect(status).toBe(200)
    expect(body.extensions.cost.requested).toBe(1 + 100 * (1 + 1 + 5 * (1 + 1 + 1)))
  })

  test('what is too much to be counted is refused too', async () => {
    const { post } = await testServer(await testApp())
    const spreads = (name: string) => `...${name} `.repeat(25)
    const query = `{ ${spreads('a')} }
      fragment a on Query { ${spreads('b')} }
      fragment b on Query { ${spreads('c')} }
      fragment c on Query { shop { currency } }`
    for (let time = 0; time < 2; time++)
      expect(codeOf((await post({ query })).body)).toBe('COST_LIMIT_EXCEEDED')
  })

  test('what costs more is refused before anything is read, with what it would cost', async () => {
    const statements: string[] = []
    const app = await testApp({ connection: { onStatement: (sql) => statements.push(sql) } })
    const server = await testServer(app, { api: { costMax: 1_701 } })
    const query = ORDERS
    for (const first of [100, 101, 100]) {
      statements.length = 0
      const { status, body } = await server.post({ query, variables: { first } }, STRICT)
      expect(status).toBe(first === 100 ? 200 : 400)
      if (first === 100) continue
      expect(codeOf(body)).toBe('COST_LIMIT_EXCEEDED')
      expect(body.extensions.cost).toEqual({ requested: 1_718, limit: 1_701 })
      expect(statements.filter((sql) => sql.includes('order'))).toEqual([])
    }
  })

  test('pages within pages are refused', async () => {
    const server = await testServer(await testApp())
    const query = `{ products(first: 100) { nodes { collections { products(first: 100) { nodes {
      collections { products(first: 100) { nodes { id } } } } } } } } }`
    const { status, body } = await server.post({ query }, STRICT)
    expect([status, codeOf(body)]).toEqual([400, 'COST_LIMIT_EXCEEDED'])
  })

  test('the whole schema may be asked for', async () => {
    const server = await testServer(await testApp())
    const { status, body } = await server.post({ query: getIntrospectionQuery() })
    expect(status).toBe(200)
    expect(body.data.__schema.types.length).toBeGreaterThan(100)
  })
})

test('a query that takes too long reads nothing more, and the next one is answered', async () => {
  const server = await testServer(await testApp(), { api: { queryTimeoutMs: 0 } })
  const query = '{ locations(first: 1) { nodes { id } } }'
  const { status, body } = await server.post({ query })
  expect(status).toBe(200)
  expect(body.errors).toMatchObject([
    { path: ['locations'], extensions: { code: 'QUERY_TIMED_OUT', limitMs: 0 } },
  ])
  const mutation = `mutation { createLocation(input: { code: "A", name: "A", countryCode: "GB" }) {
    location { code } errors { code } } }`
  const second = await server.post({ query: mutation })
  expect(second.body.data.createLocation).toEqual({ location: { code: 'A' }, errors: [] })
})

test('a query that takes too long gives its snapshot back', async () => {
  const server = await testServer(await testApp(), { api: { queryTimeoutMs: 0 } })
  const asked = Array.from({ length: 50 }, () =>
    server.post({ query: '{ locations { nodes { id } } }' }),
  )
  const codes = (await Promise.all(asked)).map(({ body }) => codeOf(body))
  expect(new Set(codes)).toEqual(new Set(['QUERY_TIMED_OUT']))
})

test('introspection can be turned off, and then no suggestion tells the schema either', async () => {
  const server = await testServer(await testApp(), { api: { introspection: false } })
  for (const query of [getIntrospectionQuery(), '{ __type(name: "Order") { name } }']) {
    const { status, body } = await server.post({ query }, STRICT)
    expect([status, codeOf(body)]).toEqual([400, 'INTROSPECTION_DISABLED'])
  }
  const { body } = await server.post({ query: '{ producst { nodes { id } } }' })
  expect(JSON.stringify(body)).not.toContain('products')
  expect((await server.post({ query: '{ __typename }' })).body.data).toEqual({
    __typename: 'Query',
  })
})

test('the playground can be turned off', async () => {
  const page = { headers: { accept: 'text/html' } }
  const shown = await testServer(await testApp())
  expect((await fetch(`${shown.url}/graphql`, page)).headers.get('content-type')).toContain('html')
  const server = await testServer(await testApp(), { hasPlayground: false })
  const answer = await fetch(`${server.url}/graphql`, page)
  expect(answer.headers.get('content-type') ?? '').not.toContain('html')
})

describe('persisted operations', () => {
  const persisted = new Map([
    ['abc', 'query ($first: Int) { locations(first: $first) { nodes { code } } }'],
  ])
  const extensions = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } })

  test('one of the manifest is run, with its variables', async () => {
    const server = await testServer(await testApp(), { persisted })
    const { body } = await server.post({ extensions: extensions('abc'), variables: { first: 2 } })
    expect(body.data).toEqual({ locations: { nodes: [] } })
  })

  test.each([
    [{ query: '{ __typename }' }, 'PERSISTED_OPERATION_REQUIRED'],
    [{ query: '{ __typename }', extensions: extensions('abc') }, 'PERSISTED_OPERATION_REQUIRED'],
    [{ extensions: extensions('nothing') }, 'PERSISTED_OPERATION_NOT_FOUND'],
    [{ extensions: {} }, 'PERSISTED_OPERATION_REQUIRED'],
  ])('any other is refused: %j', async (request, code) => {
    const server = await testServer(await testApp(), { persisted })
    const { status, body } = await server.post(request, STRICT)
    expect([status, codeOf(body)]).toEqual([400, code])
  })

  test.each([
    ['is not there', null],
    ['is no JSON', '{'],
    ['is no map', '["{ __typename }"]'],
    ['holds what does not parse', '{ "abc": "{ orders(" }'],
  ])('a manifest that %s keeps a shop from starting', (_, content) => {
    const folder = mkdtempSync(join(tmpdir(), 'quartermaster-persisted-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'operations.json')
    if (content !== null) writeFileSync(file, content)
    expect(() => readPersistedOperations(file)).toThrow(SettingsInvalid)
  })
})

test('several operations in one request are refused', async () => {
  const server = await testServer(await testApp())
  const { status, body } = await server.post([
    { query: '{ __typename }' },
    { query: '{ __typename }' },
  ])
  expect([status, codeOf(body)]).toEqual([400, 'BAD_REQUEST'])
})
