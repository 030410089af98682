// What those who run a server see of it: metrics, readiness, slow logs, and where a command's time went.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test, vi } from 'vitest'
import { readConfig } from '#config'
import { openLog } from '#http/log.ts'
import { type Serving, serve } from './serve.ts'

const OWNER_KEY = 'qm_sk_the-owner-of-this-test'
const CREATE_LOCATION = `mutation ($code: String!, $key: String) {
  createLocation(input: { code: $code, name: $code, countryCode: "GB" }, options: { idempotencyKey: $key }) {
    location { id } errors { code } receipt { id } } }`

type Shop = {
  serving: Serving
  url: string
  file: string
  /** Every line of the log so far. */
  logged: () => Record<string, unknown>[]
  // biome-ignore lint/suspicious/noExplicitAny: tests assert the shape of what they asked for.
  post: (query: string, variables?: object, headers?: Record<string, string>) => Promise<any>
  /** GETs a page with a key. */
  page: (path: string, key?: string) => Promise<{ status: number; text: string }>
}

async function shop(settings: Record<string, string> = {}): Promise<Shop> {
  // Too long a path for a socket, which could not be made in a worker of the tests.
  const folder = mkdtempSync(join(tmpdir(), `quartermaster-serve-${'x'.repeat(90)}`))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'shop.db')
  const lines: string[] = []
  const log = openLog('info', { write: (line) => void lines.push(line) })
  const config = readConfig({ PORT: '0', OWNER_KEY, DATABASE_URL: `file:${file}`, ...settings })
  const serving = await serve(config, { log })
  onTestFinished(() => serving.close())
  const { url } = serving
  return {
    serving,
    url,
    file,
    logged: () => lines.map((line) => JSON.parse(line)),
    post: async (query, variables = {}, headers = {}) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${OWNER_KEY}`,
          ...headers,
        },
        body: JSON.stringify({ query, variables }),
      })
      return response.json()
    },
    page: async (path, key) => {
      const headers = key === undefined ? {} : { authorization: `Bearer ${key}` }
      const response = await fetch(`${url}${path}`, { headers })
      return { status: response.status, text: await response.text() }
    },
  }
}

/** Another process's transaction on the same file, which lets nobody else write. */
function foreignLock(file: string): () => void {
  const stranger = new Sqlite(file)
  onTestFinished(() => void stranger.close())
  stranger.exec('BEGIN IMMEDIATE')
  return () => stranger.exec('ROLLBACK')
}

async function keyWith(post: Shop['post'], permissions: string): Promise<string> {
  const { data } = await post(`mutation { createApiKey(
    input: { kind: STAFF, name: "a", permissions: [${permissions}] }) { secret errors { message } } }`)
  expect(data.createApiKey.errors).toEqual([])
  return data.createApiKey.secret
}

test('the metrics are for keys that may read them', async () => {
  const { page, post } = await shop()
  expect((await page('/metrics')).status).toBe(403)
  expect((await page('/metrics', 'qm_sk_nobody')).status).toBe(401)
  expect((await page('/metrics', await keyWith(post, 'JOURNAL_READ'))).status).toBe(403)
  const monitor = await keyWith(post, 'METRICS_READ')
  expect((await page('/metrics', monitor)).status).toBe(200)
  expect(
    (await post('{ orders { totalCount } }', {}, { authorization: `Bearer ${monitor}` })).errors,
  ).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
})

test('the metrics count commands by what came of them, and rows by view', async () => {
  const { page, post } = await shop()
  for (const code of ['A', 'A', 'B']) await post(CREATE_LOCATION, { code })
  for (const _ of [1, 2]) await post(CREATE_LOCATION, { code: 'C', key: 'one-and-the-same' })
  const { text } = await page('/metrics', OWNER_KEY)
  const lines = text.split('\n')
  const counted = (start: string) => {
    const line = lines.find((line) => line.startsWith(`quartermaster_${start}`))
    return line && Number(line.split(' ').at(-1))
  }
  const created = 'commands_total{command="CreateLocation",outcome='
  expect(counted(`${created}"ACCEPTED"}`)).toBe(3)
  expect(counted(`${created}"REFUSED"}`)).toBe(1)
  expect(counted(`${created}"REPLAYED"}`)).toBe(1)
  expect(counted('command_seconds_count{command="CreateLocation"}')).toBe(5)
  expect(counted('view_rows_total{view="location_view"}')).toBe(3)
  expect(counted('requests_total{status="200"}')).toBe(5)
  expect(counted('queue_length')).toBe(0)
  expect(counted('wal_bytes')).toBeGreaterThan(0)
  expect(counted('reaction_events_behind{')).toBe(0)
  expect(text).not.toMatch(/_[0-9a-z]{20,}/) // An id in a label would make a series of its own.
})

test('asked for, an answer tells staff where its commands spent their time', async () => {
  const { post } = await shop()
  const traced = { 'x-trace': '1' }
  const { data, extensions } = await post(CREATE_LOCATION, { code: 'A' }, traced)
  const [trace] = extensions.trace
  expect(extensions.trace).toHaveLength(1)
  expect(trace).toMatchObject({
    id: data.createLocation.receipt.id,
    command: 'CreateLocation',
    views: { location_view: 1 },
    batchCommands: 1,
  })
  for (const time of [
    'queueMs',
    'rulesMs',
    'refreshMs',
    'batchMs',
    'commitMs',
    'statements',
    'rowsWritten',
  ])
    expect([time, trace[time]]).toEqual([time, expect.any(Number)])
  expect(trace.rulesMs).toBeGreaterThan(0)
  expect(trace.refreshMs).toBeGreaterThan(0)
  expect(trace.statements).toBeGreaterThanOrEqual(trace.rowsWritten)
  expect(trace.rowsWritten).toBeGreaterThanOrEqual(3) // The location, its view row, the journal's line.

  const refused = await post(CREATE_LOCATION, { code: 'A' }, traced)
  expect(refused.extensions.trace).toMatchObject([{ command: 'CreateLocation', views: {} }])
})

test('no trace is told unasked, nor to who may not see the journal, nor of a query', async () => {
  const { post } = await shop()
  expect((await post(CREATE_LOCATION, { code: 'A' })).extensions).not.toHaveProperty('trace')
  const key = await keyWith(post, 'STOCK_WRITE')
  const theirs = { 'x-trace': '1', authorization: `Bearer ${key}` }
  const { data, extensions } = await post(CREATE_LOCATION, { code: 'B' }, theirs)
  expect(data.createLocation.errors).toEqual([])
  expect(extensions).not.toHaveProperty('trace')
  const query = await post('{ locations { nodes { id } } }', {}, { 'x-trace': '1' })
  expect(query.extensions).not.toHaveProperty('trace')
})

test('a command that waited for a lock is logged with where its time went', async () => {
  const { file, logged, post } = await shop({ SLOW_COMMAND_MS: '150', SLOW_REQUEST_MS: '150' })
  await post(CREATE_LOCATION, { code: 'A' })
  const release = foreignLock(file)
  const slow = post(CREATE_LOCATION, { code: 'B' }, { 'x-request-id': 'the-slow-one' })
  await sleep(250)
  release()
  const { data } = await slow
  await vi.waitFor(() =>
    expect(
      logged()
        .filter(({ level }) => level === 'warn')
        .map(({ msg }) => msg)
        .sort(),
    ).toEqual([expect.stringContaining('socket'), 'Slow command', 'Slow request'].sort()),
  )
  const told = logged().find(({ msg }) => msg === 'Slow command')
  expect(told).toMatchObject({
    command: 'CreateLocation',
    commandId: data.createLocation.receipt.id,
    correlationId: 'the-slow-one',
  })
  expect(told?.queueMs).toBeGreaterThan(150)
  expect(logged().find(({ msg }) => msg === 'Slow request')).toMatchObject({
    operation: 'mutation',
    requestId: 'the-slow-one',
  })
})

type Span = {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: { key: string; value: object }[]
}

/** Somebody who is sent traces, and keeps them. */
async function collector(): Promise<{ url: string; spans: Span[] }> {
  const spans: Span[] = []
  const server = createServer(async (request, response) => {
    const { resourceSpans } = JSON.parse(await text(request))
    for (const { scopeSpans } of resourceSpans)
      for (const scope of scopeSpans) spans.push(...scope.spans)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans }
}

test('one trace leads from whoever sent a request to the commit of its command', async () => {
  const { url, spans } = await collector()
  const { serving, post } = await shop({ OTEL_EXPORTER_OTLP_ENDPOINT: url })
  const [traceId, sender] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7']
  const { data } = await post(
    CREATE_LOCATION,
    { code: 'A' },
    { traceparent: `00-${traceId}-${sender}-01` },
  )
  await post(CREATE_LOCATION, { code: 'A' })
  await serving.close() // Sends what is left.

  const mine = spans.filter((span) => span.traceId === traceId)
  const [request] = mine.filter(({ parentSpanId }) => parentSpanId === sender)
  expect(request?.name).toBe('POST /graphql mutation')
  const [command] = mine.filter(({ parentSpanId }) => parentSpanId === request?.spanId)
  expect(command?.name).toBe('CreateLocation')
  expect(command?.attributes).toContainEqual({
    key: 'quartermaster.command.id',
    value: { stringValue: data.createLocation.receipt.id },
  })
  const parts = mine.filter(({ parentSpanId }) => parentSpanId === command?.spanId)
  expect(parts.map(({ name }) => name)).toEqual(['queue', 'rules', 'refresh', 'batch', 'commit'])
  expect(mine).toHaveLength(7)
  const nanos = (span: Span | undefined, at: 'start' | 'end') => Number(span?.[`${at}TimeUnixNano`])
  for (const part of parts) expect(nanos(part, 'end')).toBeGreaterThanOrEqual(nanos(part, 'start'))
  expect(nanos(parts[0], 'start')).toBe(nanos(command, 'start'))
  expect(nanos(command, 'start')).toBeGreaterThan(nanos(request, 'start') - 1e6)
  expect(nanos(command, 'end')).toBeLessThan(nanos(request, 'end') + 1e6)

  const refused = spans.filter(({ name }) => name === 'CreateLocation').at(-1)
  expect(refused?.attributes).toContainEqual({
    key: 'quartermaster.refusal',
    value: { stringValue: 'LOCATION_CODE_TAKEN' },
  })
})

test('a collector that is not there holds nothing up', async () => {
  const { serving, post } = await shop({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })
  expect((await post(CREATE_LOCATION, { code: 'A' })).data.createLocation.errors).toEqual([])
  const started = performance.now()
  await serving.close()
  expect(performance.now() - started).toBeLessThan(10_000)
})

test('it is ready, but not while no more commands can wait', async () => {
  const { file, page, post } = await shop({ QUEUE_LENGTH_MAX: '1' })
  expect(await page('/ready')).toEqual({ status: 200, text: '{"status":"ready"}' })
  const release = foreignLock(file)
  const waits = post(CREATE_LOCATION, { code: 'A' })
  await vi.waitFor(async () => expect((await page('/ready')).status).toBe(503))
  expect((await page('/ready')).text).toContain('Too many commands wait.')
  expect((await page('/health')).status).toBe(200) // To start it anew would help nobody.
  release()
  expect((await waits).data.createLocation.errors).toEqual([])
  expect((await page('/ready')).status).toBe(200)
})

test('it is not ready once it is being stopped', async () => {
  const { serving, file, post, url } = await shop()
  const release = foreignLock(file)
  const waits = post(CREATE_LOCATION, { code: 'A' })
  await vi.waitFor(() => expect(serving.app.queue.length).toBe(1))
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname) // One that is under way, so that it is not closed at once.
  await once(socket, 'connect')
  socket.write('GET /rea')
  await sleep(50)
  const closed = serving.close()
  socket.write('dy HTTP/1.1\r\nhost: shop.example\r\n\r\n')
  expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1.1 503 [\s\S]*It is being stopped/)
  release()
  expect((await waits).data.createLocation.errors).toEqual([])
  await closed
})
