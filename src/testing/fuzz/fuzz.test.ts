// Whatever is sent, nothing breaks: no fault, no crash, no hang, no word of what is inside, and nothing is
// changed by what was not accepted. FUZZ says how much is tried, SEED which.
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { ID_PREFIXES, type IdKind } from '#domain/ids.ts'
import { createSchema } from '#graphql/schema.ts'
import { stateHash } from '#kernel/database/state-hash.ts'
import { verifyViews } from '#kernel/verify-views.ts'
import { tallies, views } from '#read/views.ts'
import { commands } from '#write/commands.ts'
import { examineBooks } from '#write/doctor.ts'
import { openTestApp } from '../app.ts'
import { type IdFor, soundInput } from '../broken-input.ts'
import { OWNER_KEY, startTestServer, type TestServer } from '../http.ts'
import { type OrderDesk, orderDesk } from '../orders.ts'
import fc, { SEED } from '../random.ts'
import { brokenText, HOSTILE, operations } from './operations.ts'

const RUNS = Number(process.env.FUZZ ?? 200)
/** Any request is answered, or let go of, within this. */
const PATIENCE_MS = 20_000

const counts: Record<string, number> = { requests: 0, accepted: 0, violations: 0 }
const count = (what: string) => {
  counts[what] = (counts[what] ?? 0) + 1
}

let desk: OrderDesk
let server: TestServer
const closers: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  desk = await orderDesk({ MAIN: { MUG: 1_000 } }, {}, async (options) => {
    const { app, dispose } = await openTestApp(options)
    closers.unshift(dispose)
    return app
  })
  const { customer } = await desk.ids('RegisterCustomer', { email: 'anna@example.com' })
  const order = await desk.placed({ MUG: 2 })
  await desk.ids('CreateFulfilment', { orderId: order.id })
  await desk.placed({ MUG: 1 })
  ids.push(customer as string, order.id, order.lines[0]?.id as string)
  ids.push(...Object.values(desk.variants), ...Object.values(desk.locations))
  server = await startTestServer(desk)
  closers.unshift(() => server.drain(1_000))
})

afterAll(async () => {
  console.info(`seed ${SEED}`, counts)
  for (const close of closers) await close()
})

const ids: string[] = []

function soundInputs(): Record<string, unknown> {
  const idFor: IdFor = (kind) => {
    const prefix = ID_PREFIXES[kind as IdKind]
    return ids.find((id) => id.startsWith(`${prefix}_`)) ?? `${prefix}_${'0'.repeat(26)}`
  }
  return Object.fromEntries(
    commands.map(({ name, fields }) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      soundInput(fields, idFor),
    ]),
  )
}

const schema = createSchema()

type Answer = { status: number; text: string }

async function send(body: string, headers: Record<string, string> = {}): Promise<Answer> {
  counts.requests = (counts.requests ?? 0) + 1
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', authorization: `Bearer ${OWNER_KEY}` },
      ...headers,
    },
    body,
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  count(String(response.status))
  return { status: response.status, text: await response.text() }
}

const INSIDES =
  /SQLITE|sqlite|\bSELECT\b.*\bFROM\b|Failed query|node_modules|\n {4}at |INTERNAL_SERVER_ERROR|\.ts:\d+/

/** What no answer may ever be. */
function violationsOf({ status, text }: Answer): string[] {
  const found: string[] = []
  if (status >= 500 && status !== 503) found.push(`status ${status}`)
  const [inside] = INSIDES.exec(text.replaceAll(/"(query|message)":"[^"]*'[^"]*"/g, '')) ?? []
  if (inside) found.push(`it tells ${inside}`)
  counts.violations = (counts.violations ?? 0) + found.length
  return found
}

const stateOf = async () => (await stateHash(desk.writer)).hash

async function requireHarmless(body: string, headers?: Record<string, string>): Promise<void> {
  const before = await stateOf()
  const accepted = acceptedCommands()
  const answer = await send(body, headers)
  const what = `${body.slice(0, 1_500)}\n${JSON.stringify(answer).slice(0, 600)}`
  expect(violationsOf(answer), what).toEqual([])
  if (acceptedCommands() > accepted) count('accepted')
  else expect(await stateOf(), what).toBe(before)
}

const acceptedCommands = () =>
  (
    desk.rows<{ n: number }>(
      "select count(*) as n from kernel_journal where outcome = 'ACCEPTED' and dry_run = 0",
    )[0] as { n: number }
  ).n

test(
  `${RUNS} random operations, sound and unsound`,
  async () => {
    await fc.assert(
      fc.asyncProperty(operations(schema, ids, soundInputs()), async (operation) =>
        requireHarmless(JSON.stringify(operation)),
      ),
      { numRuns: RUNS },
    )
  },
  60_000 + RUNS * 1_000,
)

test(
  `${RUNS} operations with broken text`,
  async () => {
    const broken = operations(schema, ids, soundInputs()).chain(({ query, variables }) =>
      fc.record({ query: brokenText(query), variables: fc.constant(variables) }),
    )
    await fc.assert(
      fc.asyncProperty(broken, (operation) => requireHarmless(JSON.stringify(operation))),
      { numRuns: RUNS },
    )
  },
  60_000 + RUNS * 1_000,
)

test(
  `${RUNS} requests with broken bytes`,
  async () => {
    const body = JSON.stringify({ query: '{ orders(first: 2) { nodes { number } } }' })
    const request = `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer ${OWNER_KEY}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`
    const chunked = `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
    const bytes = fc.tuple(
      fc.constantFrom(request, chunked),
      fc.array(fc.record({ at: fc.nat(400), byte: fc.nat(255), drop: fc.nat(3) }), {
        maxLength: 5,
      }),
      fc.option(fc.nat(request.length), { freq: 4 }),
    )
    await fc.assert(
      fc.asyncProperty(bytes, async ([text, edits, cut]) => {
        let raw = Buffer.from(text)
        for (const { at, byte, drop } of edits)
          raw = Buffer.concat([raw.subarray(0, at), Buffer.from([byte]), raw.subarray(at + drop)])
        const answer = await sendRaw(cut === null ? raw : raw.subarray(0, cut))
        count(answer.status === 0 ? 'closed' : String(answer.status))
        expect(violationsOf(answer), JSON.stringify(raw.toString('latin1'))).toEqual([])
      }),
      { numRuns: RUNS },
    )
    expect((await send(body)).status).toBe(200)
  },
  60_000 + RUNS * 1_000,
)

/** Sends bytes and no more of them; status 0 where the connection ended without an answer. */
function sendRaw(bytes: Buffer): Promise<Answer> {
  counts.requests = (counts.requests ?? 0) + 1
  return new Promise((resolve, reject) => {
    const { port } = new URL(server.url)
    const socket = connect(Number(port), '127.0.0.1')
    let text = ''
    const late = setTimeout(() => {
      socket.destroy()
      reject(new Error(`No end within ${PATIENCE_MS} ms: ${bytes.toString('latin1')}`))
    }, PATIENCE_MS)
    socket.on('data', (data) => {
      text += data
    })
    socket.on('error', () => {}) // Reset by the server: it ends the same way.
    socket.on('close', () => {
      clearTimeout(late)
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), text })
    })
    socket.end(bytes)
  })
}

const FOLLOWED = Math.ceil(RUNS / 2)
/** What is begun is heard for so long. */
const HEARD_MS = 20

const subscriptions = () => operations(schema, ids, {}, ['subscription'])

test(
  `${FOLLOWED} random subscriptions over server-sent events`,
  async () => {
    const sound = subscriptions()
    const broken = sound.chain(({ query, variables }) =>
      fc.record({ query: brokenText(query), variables: fc.constant(variables) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.oneof(sound, broken), async (operation) => {
        const answer = await heardOverSse(JSON.stringify(operation))
        expect(violationsOf(answer), JSON.stringify([operation, answer])).toEqual([])
      }),
      { numRuns: FOLLOWED },
    )
    await nobodyFollows()
  },
  60_000 + RUNS * 1_000,
)

/** Hears what comes at first, and goes without a word. */
async function heardOverSse(body: string): Promise<Answer> {
  counts.requests = (counts.requests ?? 0) + 1
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', authorization: `Bearer ${OWNER_KEY}` },
      accept: 'text/event-stream',
    },
    body,
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  count(String(response.status))
  const reader = response.body?.getReader()
  let text = ''
  const listening = (async () => {
    for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read())
      text += Buffer.from(chunk.value).toString()
  })()
  await Promise.race([listening, sleep(HEARD_MS)])
  await reader?.cancel()
  return { status: response.status, text }
}

test(
  `${FOLLOWED} conversations over a WebSocket, sound and unsound`,
  async () => {
    const frame = fc.oneof(
      subscriptions().map((payload) => ({ id: '1', type: 'subscribe', payload })),
      operations(schema, ids, {}, ['query']).map((payload) => ({
        id: '2',
        type: 'subscribe',
        payload,
      })),
      fc.constantFrom<object>(
        ...[{ type: 'ping' }, { type: 'pong', payload: 7 }, { id: '1', type: 'complete' }],
        ...[{ type: 'subscribe' }, { id: 1, type: 'subscribe', payload: [] }, { type: 'none' }],
        ...[{ type: 'connection_init' }, { id: '__proto__', type: 'complete' }],
      ),
    )
    const sent = fc.oneof(
      {
        weight: 8,
        arbitrary: frame.map((message): string | Uint8Array => JSON.stringify(message)),
      },
      { weight: 1, arbitrary: frame.chain((message) => brokenText(JSON.stringify(message))) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    )
    const conversation = fc.tuple(fc.boolean(), fc.array(sent, { maxLength: 6 }))
    await fc.assert(
      fc.asyncProperty(conversation, async ([isGreeted, frames]) => {
        const text = await heardOverWebSocket(isGreeted ? [GREETING, ...frames] : frames)
        expect(violationsOf({ status: 0, text }), JSON.stringify([frames, text])).toEqual([])
      }),
      { numRuns: FOLLOWED },
    )
    await nobodyFollows()
  },
  60_000 + RUNS * 1_000,
)

const GREETING = JSON.stringify({
  type: 'connection_init',
  payload: { authorization: `Bearer ${OWNER_KEY}` },
})

async function heardOverWebSocket(frames: readonly (string | Uint8Array)[]): Promise<string> {
  counts.requests = (counts.requests ?? 0) + 1
  const url = `${server.url.replace('http', 'ws')}/graphql`
  const socket = new WebSocket(url, 'graphql-transport-ws')
  let text = ''
  socket.on('message', (message) => {
    text += String(message)
  })
  socket.on('error', () => {}) // Closed by the server: it ends the same way.
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await Promise.race([new Promise((resolve) => socket.once('open', resolve)), closed])
  for (const frame of frames) if (socket.readyState === socket.OPEN) socket.send(frame)
  await Promise.race([closed, sleep(HEARD_MS)])
  socket.terminate()
  return text
}

/** Whoever went is forgotten, and the server answers as before. */
async function nobodyFollows(): Promise<void> {
  await expect.poll(() => desk.feed.followers, { timeout: PATIENCE_MS }).toBe(0)
  const answer = await send(JSON.stringify({ query: '{ viewer { kind } }' }))
  expect(answer.status).toBe(200)
  expect(answer.text).toContain('"kind":"STAFF"')
}

const wrapped = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

test.each<[string, () => string]>([
  [
    'ten megabytes',
    () =>
      JSON.stringify({
        query: `{ products(where: { name: { contains: "${'x'.repeat(10 * 2 ** 20)}" } }) { totalCount } }`,
      }),
  ],
  ['very deep JSON', () => `{"query":"{ __typename }","variables":{"x":${wrapped(50_000)}}}`],
  [
    'a prototype for variables',
    () =>
      '{"query":"query ($first: Int) { orders(first: $first) { totalCount } }","variables":{"__proto__":{"first":1},"constructor":{"prototype":{"first":2}}}}',
  ],
  [
    'a prototype for an input',
    () =>
      '{"query":"mutation ($input: RegisterCustomerInput!) { registerCustomer(input: $input) { errors { code } } }","variables":{"input":{"__proto__":{"email":"a@b.example"},"constructor":"x","email":"not an e-mail"}}}',
  ],
  ['variables that are a list', () => '{"query":"{ __typename }","variables":[1,2]}'],
  ['an operation that is a number', () => '{"query":7}'],
  [
    'a huge number',
    () =>
      '{"query":"query ($first: Int) { orders(first: $first) { totalCount } }","variables":{"first":1e400}}',
  ],
  ['no JSON', () => '\0\0\0'],
  ['nothing', () => ''],
  ['a list of nothing', () => '[]'],
  ['a name of a million letters', () => JSON.stringify({ query: `{ ${'a'.repeat(1_000_000)} }` })],
  [
    'a comment of a million letters',
    () => JSON.stringify({ query: `#${'a'.repeat(1_000_000)}\n{ __typename }` }),
  ],
  [
    'fragments in a circle',
    () =>
      JSON.stringify({
        query: '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
      }),
  ],
])('%s', async (_, body) => requireHarmless(body()))

test('searching for what is hostile finds or refuses, and never breaks', async () => {
  const fields = [
    'searchProducts(query: $text)',
    'orders(where: { search: { startsWith: $text } })',
    'customers(where: { email: { eq: $text } })',
  ]
  for (const field of fields)
    for (const text of HOSTILE) {
      const query = `query ($text: String!) { ${field} { totalCount } }`
      await requireHarmless(JSON.stringify({ query, variables: { text } }))
    }
})

test('after all of it the shop is in order', async () => {
  const checks = [
    ...(await verifyViews(desk.writer, views, tallies)),
    ...(await examineBooks(desk.writer)),
  ]
  expect(checks.flatMap(({ findings }) => findings)).toEqual([])
  expect(counts.violations).toBe(0)
  expect(counts.accepted).toBeGreaterThan(0)
})
