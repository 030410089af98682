import { request } from 'node:http'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { testApp } from '#testing/app.ts'
import { OWNER_KEY, testServer } from '#testing/http.ts'
import { LIMITS } from './limits.ts'

const codesOf = ({ body }: { body: { errors?: { extensions: { code: string } }[] } }) =>
  body.errors?.map(({ extensions }) => extensions.code)

const addLocation = `mutation ($input: CreateLocationInput!, $options: CommandOptions) {
  createLocation(input: $input, options: $options) {
    location { id code } errors { code path } receipt { sequence replayed }
  }
}`
const place = (code: string, name = 'Main') => ({ input: { code, name, countryCode: 'GB' } })

test('a command and a query go through', async () => {
  const { post } = await testServer(await testApp())
  const { status, body } = await post({ query: addLocation, variables: place('MAIN') })
  expect(status).toBe(200)
  expect(body.data.createLocation).toMatchObject({ location: { code: 'MAIN' }, errors: [] })
})

const nested = (levels: number) => `{ ${'a { '.repeat(levels)} b ${' }'.repeat(levels)} }`
const deep = `{ __type(name: "Query") { ${'ofType { '.repeat(20)} name ${'} '.repeat(20)} } }`

test.each([
  ['what is not GraphQL', '{ a', 'GRAPHQL_PARSE_FAILED'],
  ['a field that is not there', '{ nonsense }', 'GRAPHQL_VALIDATION_FAILED'],
  ['a variable that is missing', 'query ($id: ID!) { node(id: $id) { id } }', 'BAD_USER_INPUT'],
  [
    'a variable of another type than its place',
    'query ($id: Int!) { node(id: $id) { id } }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a variable of a type that is not there',
    'query ($id: Id!) { node(id: $id) { id } }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['a variable that nobody declared', '{ node(id: $id) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['an argument that is not there', '{ node(key: "a") { id } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['an argument that is missing', '{ node { id } }', 'GRAPHQL_VALIDATION_FAILED'],
  [
    'an enum value that is not there',
    '{ orders(orderBy: { field: COLOUR, direction: ASC }) { totalCount } }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a number in place of a text',
    'mutation { createLocation(input: { code: 1, name: "a", countryCode: "GB" }) { receipt { id } } }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'an input without a field that it must have',
    'mutation { createLocation(input: { code: "A", name: "a" }) { receipt { id } } }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'an input with a field that is not there',
    'mutation { addOrderNote(input: { orderId: "a", text: "a", loud: true }) { receipt { id } } }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a currency that is none, in the document',
    '{ salesByDay(from: "2026-03-01", to: "2026-03-01", currency: "XXX") { day } }',
    'BAD_USER_INPUT',
  ],
  ['an object without a choice of its fields', '{ viewer }', 'GRAPHQL_VALIDATION_FAILED'],
  [
    'a fragment that holds itself',
    '{ ...f } fragment f on Query { ...f }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'two operations and no name',
    'query a { __typename } query b { __typename }',
    'OPERATION_RESOLUTION_FAILURE',
  ],
  ['too deep a document', nested(LIMITS.depthMax + 1), 'DEPTH_LIMIT_EXCEEDED'],
  [
    'depth that hides in a fragment',
    `{ ...f } fragment f on Query ${nested(LIMITS.depthMax)}`,
    'DEPTH_LIMIT_EXCEEDED',
  ],
  ['a deep look into the schema', deep, 'DEPTH_LIMIT_EXCEEDED'],
  ['too long a document', `{ ${'__typename '.repeat(LIMITS.tokensMax)} }`, 'TOKEN_LIMIT_EXCEEDED'],
  [
    'too many aliases',
    `{ ${Array.from({ length: LIMITS.aliasesMax + 1 }, (_, i) => `a${i}: __typename`)} }`,
    'ALIAS_LIMIT_EXCEEDED',
  ],
  [
    'too many directives',
    `{ __typename ${'@skip(if: false) '.repeat(LIMITS.directivesMax + 1)} }`,
    'DIRECTIVE_LIMIT_EXCEEDED',
  ],
])('%s is refused under a code of its own', async (_, query, code) => {
  const { post } = await testServer(await testApp())
  const answer = await post({ query }, { accept: 'application/graphql-response+json' })
  expect(answer.status).toBe(400)
  expect(codesOf(answer)).toContain(code)
})

test.each([
  ['JSON that is none', '{"query":', {}, 400, 'BAD_REQUEST'],
  ['a request without a query', '{}', {}, 400, 'BAD_REQUEST'],
  [
    'variables that are no object',
    '{"query":"{ __typename }","variables":[1]}',
    {},
    400,
    'BAD_REQUEST',
  ],
  ['a body that is too big', 'x'.repeat(LIMITS.bodyBytesMax + 1), {}, 413, 'BODY_TOO_LARGE'],
  [
    'a form without a header of its own',
    'query=a',
    { 'content-type': 'application/x-www-form-urlencoded', authorization: '' },
    403,
    'CSRF_HEADER_REQUIRED',
  ],
  [
    'a wrong key',
    '{"query":"{ __typename }"}',
    { authorization: 'Bearer wrong' },
    401,
    'UNAUTHENTICATED',
  ],
  [
    'a scheme that is not Bearer',
    '{"query":"{ __typename }"}',
    { authorization: 'Basic YTpi' },
    401,
    'UNAUTHENTICATED',
  ],
  [
    'a token where none are taken',
    '{"query":"{ __typename }"}',
    { authorization: 'Bearer a.b.c' },
    401,
    'UNAUTHENTICATED',
  ],
])('%s is refused', async (_, body, headers, status, code) => {
  const { post } = await testServer(await testApp())
  const accept = 'application/graphql-response+json'
  const answer = await post(body, { accept, ...(headers as unknown as Record<string, string>) })
  expect(answer.status).toBe(status)
  expect(codesOf(answer)).toEqual([code])
})

test('a body that does not say how big it is, is cut where it becomes too big', async () => {
  const { url } = await testServer(await testApp())
  const status = await new Promise((resolve, reject) => {
    const sent = request(
      `${url}/graphql`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${OWNER_KEY}` },
      },
      (answer) => resolve(answer.resume().statusCode),
    )
    sent.on('error', reject)
    for (let mebibytes = 0; mebibytes < 3; mebibytes++) sent.write('x'.repeat(2 ** 20))
    sent.end()
  })
  expect(status).toBe(413)
})

test('who sends no key is nobody: public fields answer, others say what they need', async () => {
  const { post } = await testServer(await testApp())
  const answer = await post(
    { query: '{ node(id: "loc_x") { id } location(id: "loc_x") { id } }' },
    { authorization: '' },
  )
  expect(answer.status).toBe(200)
  expect(answer.body.data).toEqual({ node: null, location: null })
  expect(codesOf(answer)).toEqual(['UNAUTHENTICATED'])
})

const BAD_TEXTS = ['\0', 'a\0b', '\ud800', 'x'.repeat(100_000), '', ' ', '💥'.repeat(1_000)]
test.each(BAD_TEXTS.map((text) => [JSON.stringify(text).slice(0, 20), text]))(
  'the text %s is refused as input, never a fault',
  async (_, text) => {
    const app = await testApp()
    const { post } = await testServer(app)
    const { status, body } = await post({ query: addLocation, variables: place('MAIN', text) })
    expect(status).toBe(200)
    expect(body.data.createLocation.errors).toEqual([
      { code: 'INVALID_INPUT', path: ['input', 'name'] },
    ])
    expect(app.rows('select * from kernel_journal')).toEqual([])
  },
)

test.each([
  ['a number for a text', { input: { code: 1, name: 'a', countryCode: 'GB' } }],
  ['a list for an object', { input: [] }],
  ['null for what must be', { input: null }],
  ['a field that is not there', { input: { ...place('A').input, color: 'red' } }],
  ['a number past 32 bits', { input: { ...place('A').input, priority: 2 ** 40 } }],
  ['a fraction', { input: { ...place('A').input, priority: 1.5 } }],
  ['a text for a number', { input: { ...place('A').input, priority: '1' } }],
])('%s is refused by GraphQL as BAD_USER_INPUT', async (_, variables) => {
  const app = await testApp()
  const { post } = await testServer(app)
  const answer = await post({ query: addLocation, variables })
  expect(answer.status).toBe(400)
  expect(codesOf(answer)).toEqual(['BAD_USER_INPUT'])
  expect(app.rows('select * from kernel_journal')).toEqual([])
})

test('the Idempotency-Key header lets a single mutation happen once', async () => {
  const { post } = await testServer(await testApp())
  const send = () =>
    post({ query: addLocation, variables: place('MAIN') }, { 'idempotency-key': 'once' })
  const first = (await send()).body.data.createLocation
  const second = (await send()).body.data.createLocation
  expect(first.receipt.replayed).toBe(false)
  expect(second).toEqual({ ...first, receipt: { ...first.receipt, replayed: true } })
})

test.each([
  'mutation { a: __typename b: __typename }',
  'mutation { ...f } fragment f on Mutation { a: __typename ... on Mutation { b: __typename } }',
])('the Idempotency-Key header is refused for %s', async (query) => {
  const { post } = await testServer(await testApp())
  const answer = await post({ query }, { 'idempotency-key': 'once' })
  expect(codesOf(answer)).toEqual(['IDEMPOTENCY_KEY_AMBIGUOUS'])
})

test('the Idempotency-Key header says nothing to a query', async () => {
  const { post } = await testServer(await testApp())
  const { body } = await post(
    { query: '{ a: __typename b: __typename }' },
    { 'idempotency-key': 'k' },
  )
  expect(body.errors).toBeUndefined()
})

test('a request keeps the id that it came with, and its command has it', async () => {
  const app = await testApp()
  const { post } = await testServer(app)
  const { headers } = await post(
    { query: addLocation, variables: place('MAIN') },
    { 'x-request-id': 'checkout-42' },
  )
  expect(headers.get('x-request-id')).toBe('checkout-42')
  expect(app.rows('select correlation_id from kernel_journal')).toEqual([
    { correlation_id: 'checkout-42' },
  ])
})

test("a fault's text never leaves", async () => {
  const app = await testApp()
  const { post } = await testServer({
    ...app,
    dispatch: () => Promise.reject(new Error('SECRET of the disk')),
  })
  const answer = await post({ query: addLocation, variables: place('MAIN') })
  expect(codesOf(answer)).toEqual(['INTERNAL_SERVER_ERROR'])
  expect(JSON.stringify(answer.body)).not.toMatch(/SECRET|stack/)
})

test('every answer bears the headers that keep browsers from misusing it', async () => {
  const { url, post } = await testServer(await testApp())
  for (const headers of [
    (await post({ query: '{ __typename }' })).headers,
    (await fetch(`${url}/health`)).headers,
    (await fetch(`${url}/nonsense`)).headers,
  ]) {
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('cache-control')).toBe('no-store')
  }
})

test('what is not there is 404, with a code', async () => {
  const { url } = await testServer(await testApp())
  const response = await fetch(`${url}/graphq`)
  expect(response.status).toBe(404)
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] })
})

test('no page of another origin may ask, unless the settings name it', async () => {
  const app = await testApp()
  const preflight = async (corsOrigins: string[]) => {
    const { url } = await testServer(app, { corsOrigins })
    const { headers } = await fetch(`${url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    })
    return headers.get('access-control-allow-origin')
  }
  expect(await preflight([])).toBeNull()
  expect(await preflight(['https://other.example'])).not.toBe('https://shop.example')
  expect(await preflight(['https://shop.example'])).toBe('https://shop.example')
})

test('draining answers what was accepted, and takes nothing new', async () => {
  const app = await testApp()
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const server = await testServer({
    ...app,
    dispatch: async (asked) => {
      await held
      return app.dispatch(asked)
    },
  })
  const accepted = server.post({ query: addLocation, variables: place('MAIN') })
  await expect.poll(() => fetch(`${server.url}/health`).then(({ status }) => status)).toBe(200)
  const drained = server.drain(5_000)
  await expect(fetch(`${server.url}/health`)).rejects.toThrow()
  release()
  expect((await accepted).body.data.createLocation.location.code).toBe('MAIN')
  await drained
})

test('draining ends in bounded time, whoever hangs', async () => {
  const app = await testApp()
  const server = await testServer({ ...app, dispatch: () => new Promise(() => {}) })
  const hanging = server.post({ query: addLocation, variables: place('MAIN') })
  const cut = expect(hanging).rejects.toThrow()
  await fetch(`${server.url}/health`)
  const started = performance.now()
  await server.drain(200)
  expect(performance.now() - started).toBeLessThan(2_000)
  await cut
})

test.each(['a<b', 'a b', '[', 'x:99999'])(
  'a Host header that is none is told so: %s',
  async (host) => {
    const server = await testServer(await testApp())
    const { port } = new URL(server.url)
    const text = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.end(
          `GET /graphql?query={__typename} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
        ),
      )
      let all = ''
      socket.on('data', (data) => {
        all += data
      })
      socket.on('close', () => resolve(all))
    })
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(text).toContain('"code":"BAD_REQUEST"')
    expect(text).not.toContain('    at ')
  },
)
