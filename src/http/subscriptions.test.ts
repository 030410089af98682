// Live data as front ends get it: both protocols, against a listening server.
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import WebSocket from 'ws'
import type { Actor } from '#kernel/actor.ts'
import { asked } from '#testing/graphql.ts'
import { OWNER_KEY, testServer } from '#testing/http.ts'
import { type OrderDesk, orderDesk } from '#testing/orders.ts'
import { OWNER } from '#testing/shop.ts'
import { overSse, overWebSocket } from '#testing/subscribers.ts'
import { PUBLISHABLE_PERMISSIONS } from '#write/access/permissions.ts'

const PROTOCOLS = [
  ['server-sent events', overSse],
  ['a WebSocket', overWebSocket],
] as const

const ORDER = 'subscription ($id: ID) { orderChanged(id: $id) { sequence order { id status } } }'
const EVENTS =
  'subscription ($after: String) { eventRecorded(after: $after) { cursor event { name aggregateId } } }'

/** As many follow as are meant to: what happens from now on reaches them. */
const following = (desk: OrderDesk, count: number) =>
  vi.waitFor(() => expect(desk.feed.followers).toBe(count), { timeout: 20_000 })

const cancelled = (desk: OrderDesk, orderId: string) =>
  desk.accepted('CancelOrder', { orderId, reason: 'CUSTOMER' })

test.each(PROTOCOLS)(
  'over %s an order is told as it stands, then as it changes',
  async (_, follow) => {
    const desk = await orderDesk()
    const { url } = await testServer(desk)
    const { id } = await desk.placed({ MUG: 1 })
    const order = follow(url, { query: ORDER, variables: { id } })
    expect((await order.next()).data.orderChanged).toEqual({
      sequence: null,
      order: { id, status: 'CONFIRMED' },
    })
    await desk.placed({ MUG: 1 }) // Another: nothing is told of it.
    const { sequence } = await cancelled(desk, id)
    expect((await order.next()).data.orderChanged).toEqual({
      sequence,
      order: { id, status: 'CANCELLED' },
    })
    await order.leave()
    await following(desk, 0)
  },
)

test.each(PROTOCOLS)(
  'over %s staff follow every order, each told once however often it changed',
  async (_, follow) => {
    const desk = await orderDesk()
    const { url } = await testServer(desk)
    const orders = follow(url, { query: ORDER })
    const first = orders.next()
    await following(desk, 1)
    const { id } = await desk.placed({ MUG: 1 })
    expect((await first).data.orderChanged.order.id).toBe(id)
    const { sequence } = await cancelled(desk, id)
    expect((await orders.next()).data.orderChanged).toEqual({
      sequence,
      order: { id, status: 'CANCELLED' },
    })
  },
)

test.each(PROTOCOLS)(
  'over %s facts come in order, none twice and none left out, across a cut',
  async (_, follow) => {
    const desk = await orderDesk()
    const { url } = await testServer(desk)
    const facts: { name: string; aggregateId: string }[] = []
    let after = (await asked(desk, '{ events(first: 1) { pageInfo { endCursor } } }')).events
      .pageInfo.endCursor
    for (let round = 0; round < 3; round++) {
      const { id } = await desk.placed({ MUG: 1, CUP: 1 })
      const feed = follow(url, { query: EVENTS, variables: { after } })
      for (let taken = 0; taken < 5; taken++) {
        const { cursor, event } = (await feed.next()).data.eventRecorded
        facts.push(event)
        after = cursor
      }
      await feed.leave()
      await cancelled(desk, id)
    }
    const all = (await asked(desk, '{ events(first: 100) { nodes { name aggregateId } } }')).events
    expect(facts).toEqual(all.nodes.slice(1, 16))
  },
)

test.each(PROTOCOLS)(
  'over %s facts that are older and newer follow each other',
  async (_, follow) => {
    const desk = await orderDesk()
    const { url } = await testServer(desk)
    const { after } = {
      after: (await asked(desk, '{ events(first: 1) { pageInfo { endCursor } } }')).events.pageInfo
        .endCursor,
    }
    const old = desk.rows('select * from kernel_events').length - 1
    const feed = follow(url, { query: EVENTS, variables: { after } })
    const told: string[] = []
    const take = async (count: number) => {
      for (let taken = 0; taken < count; taken++)
        told.push((await feed.next()).data.eventRecorded.event.name)
    }
    await take(old)
    await desk.placed({ MUG: 1 })
    const now = desk.rows<{ name: string }>(
      'select name from kernel_events order by sequence, "index"',
    )
    await take(now.length - 1 - old)
    expect(told).toEqual(now.slice(1).map(({ name }) => name))
  },
)

test('a cursor that is none is refused', async () => {
  const desk = await orderDesk()
  const { url } = await testServer(desk)
  const { errors } = await overWebSocket(url, { query: EVENTS, variables: { after: 'x' } }).next()
  expect(errors[0].extensions.code).toBe('BAD_USER_INPUT')
  expect(desk.feed.followers).toBe(0)
})

const SHOPPER: Actor = { kind: 'PUBLISHABLE', id: 'key_shop', permissions: PUBLISHABLE_PERMISSIONS }
const shoppers = { keyHolder: async () => SHOPPER, customer: async () => null }

test('shoppers are told when something sells out, and no more', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 1 } })
  const { url } = await testServer(desk, { identities: shoppers })
  const query =
    'subscription ($ids: [ID!]) { stockChanged(variantIds: $ids) { variant { sku inStock available } } }'
  const stock = overSse(url, { query, variables: { ids: [desk.variants.MUG] } })
  expect((await stock.next()).data.stockChanged.variant).toEqual({
    ...{ sku: 'MUG', inStock: true, available: null },
  })
  await desk.placed({ MUG: 1 })
  expect((await stock.next()).data.stockChanged.variant.inStock).toBe(false)
  const all = await overSse(url, { query }).next()
  expect(all.errors[0].extensions.code).toBe('FORBIDDEN')
  for (const ids of [[], Array(101).fill(desk.variants.MUG)]) {
    const refused = await overSse(url, { query, variables: { ids } }).next()
    expect(refused.errors[0].extensions.code).toBe('BAD_USER_INPUT')
  }
})

test('a guest follows an order by its cart, and by nothing else', async () => {
  const desk = await orderDesk()
  const { url } = await testServer(desk, { identities: shoppers })
  const { id } = await desk.placed({ MUG: 1 })
  const [{ cartId } = { cartId: '' }] = desk.rows<{ cartId: string }>(
    'select id as cartId from carts where order_id = ?',
    id,
  )
  const query =
    'subscription ($id: ID, $cartId: ID) { orderChanged(id: $id, cartId: $cartId) { order { id status } } }'
  const own = overSse(url, { query, variables: { cartId } })
  expect((await own.next()).data.orderChanged.order.id).toBe(id)
  await cancelled(desk, id)
  expect((await own.next()).data.orderChanged.order.status).toBe('CANCELLED')
  const codeOf = async (variables: Record<string, unknown>) =>
    (await overSse(url, { query, variables }).next()).errors[0].extensions.code
  expect(await codeOf({ id })).toBe('NOT_FOUND')
  expect(await codeOf({ cartId: 'cart_none' })).toBe('NOT_FOUND')
  expect(await codeOf({ id, cartId })).toBe('BAD_USER_INPUT')
  expect(await codeOf({})).toBe('FORBIDDEN')
})

test('work lists are named when they may have changed', async () => {
  const desk = await orderDesk()
  const { url } = await testServer(desk)
  const query =
    'subscription { workListChanged(lists: [ORDERS, RETURNS, STOCK]) { list sequence } }'
  const lists = overSse(url, { query })
  const first = lists.next()
  await following(desk, 1)
  await desk.placed({ MUG: 1 })
  const told = [await first, await lists.next()].map(({ data }) => data.workListChanged)
  expect(told.map(({ list }) => list)).toEqual(['ORDERS', 'STOCK'])
  const shop = await testServer(desk, { identities: shoppers })
  const refused = await overSse(shop.url, { query }).next()
  expect(refused.errors[0].extensions.code).toBe('FORBIDDEN')
})

test.each(PROTOCOLS)(
  'over %s whoever may no longer is told so, and nothing after',
  async (_, follow) => {
    const desk = await orderDesk()
    let actor: Actor | null = OWNER
    const { url } = await testServer(desk, {
      identities: { keyHolder: async () => actor, customer: async () => null },
    })
    const orders = follow(url, { query: ORDER })
    const first = orders.next()
    await following(desk, 1)
    await desk.placed({ MUG: 1 })
    expect((await first).data.orderChanged.order.id).toBeTruthy()
    actor = { ...OWNER, permissions: [] }
    const { id } = await desk.placed({ MUG: 1 })
    expect((await orders.next()).data.orderChanged.order).toBeNull()
    actor = null
    await cancelled(desk, id)
    expect((await orders.next()).errors[0].extensions.code).toBe('UNAUTHENTICATED')
    expect(await orders.isOver()).toBe(true)
    expect(desk.feed.followers).toBe(0)
  },
)

test.each(PROTOCOLS)('over %s a wrong key gets in nowhere', async (_, follow) => {
  const desk = await orderDesk()
  const { url } = await testServer(desk)
  await expect(follow(url, { query: ORDER }, 'qm_sk_wrong').next()).rejects.toBeTruthy()
  const { errors } = await follow(url, { query: EVENTS }, null).next()
  expect(errors[0].extensions.code).toBe('UNAUTHENTICATED')
})

test('queries and commands go over a WebSocket too, under the same limits', async () => {
  const desk = await orderDesk()
  const { url } = await testServer(desk, { api: { costMax: 50 } })
  const ask = (query: string) => overWebSocket(url, { query }).next()
  expect((await ask('{ viewer { kind } }')).data.viewer.kind).toBe('STAFF')
  const codes = []
  for (const query of [
    '{ nothing }',
    '{',
    '{ products(first: 90) { nodes { id variants { id } } } }',
  ])
    codes.push((await ask(query)).errors[0].extensions.code)
  expect(codes).toEqual([
    'GRAPHQL_VALIDATION_FAILED',
    'GRAPHQL_PARSE_FAILED',
    'COST_LIMIT_EXCEEDED',
  ])
})

test('a shop that runs persisted operations alone runs no others over a WebSocket', async () => {
  const desk = await orderDesk()
  const { url } = await testServer(desk, { persisted: new Map([['abc', '{ viewer { kind } }']]) })
  const query = '{ viewer { kind } }'
  const other = await overWebSocket(url, { query }).next()
  expect(other.errors[0].extensions.code).toBe('PERSISTED_OPERATION_REQUIRED')
  const hash = (sha256Hash: string) => ({ extensions: { persistedQuery: { sha256Hash } } })
  const unknown = await overWebSocket(url, { query, ...hash('x') }).next()
  expect(unknown.errors[0].extensions.code).toBe('PERSISTED_OPERATION_NOT_FOUND')
  expect((await overWebSocket(url, { query, ...hash('abc') }).next()).data.viewer.kind).toBe(
    'STAFF',
  )
})

test('who follows takes no room from who asks, and more than may be are refused', async () => {
  const desk = await orderDesk()
  const { url, post } = await testServer(desk, {
    admission: { requestsMax: 1 },
    api: { subscriptionsMax: 3 },
  })
  for (let count = 1; count <= 3; count++) {
    void overSse(url, { query: ORDER })
      .next()
      .catch(() => {})
    await following(desk, count)
  }
  expect((await post({ query: '{ viewer { kind } }' })).status).toBe(200)
  const refused = await overSse(url, { query: ORDER }).next()
  expect(refused.errors[0].extensions.code).toBe('OVERLOADED')
})

test.each(PROTOCOLS)(
  'over %s a server that stops cuts off who follows, and tells no end',
  async (_, follow) => {
    const desk = await orderDesk()
    const { url, drain } = await testServer(desk)
    const orders = follow(url, { query: ORDER })
    const next = orders.next()
    const cut = expect(next).rejects.toBeTruthy()
    await following(desk, 1)
    const began = performance.now()
    await drain(5_000)
    expect(performance.now() - began).toBeLessThan(4_000)
    await cut
  },
)

test('a thousand who follow are all told; one who takes nothing is cut off, and holds up nobody', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 1_000 } })
  const { url } = await testServer(desk, { stalledMs: 400, pingMs: 20_000 })
  for (let n = 0; n < 12; n++)
    await desk.accepted('ReceiveStock', {
      locationId: desk.locations.MAIN,
      lines: Array.from({ length: 200 }, () => ({ variantId: desk.variants.MUG, quantity: 1 })),
    })
  const aliases = Array.from({ length: 40 }, (_, n) => `d${n}: input`).join(' ')
  const body = JSON.stringify({
    query: `subscription { eventRecorded(after: "${await firstCursor(desk)}") { event { command { ${aliases} } } } }`,
  })
  const stalled = connect(Number(new URL(url).port), '127.0.0.1')
  onTestFinished(() => void stalled.destroy())
  const wasCut = new Promise((resolve) => stalled.on('close', resolve).on('error', () => {}))
  stalled.pause()
  stalled.write(
    `POST /graphql HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncontent-type: application/json\r\nauthorization: Bearer ${OWNER_KEY}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
  await following(desk, 1)

  const all = Array.from({ length: 1_000 }, (_, n) => {
    const follow = n % 2 === 0 ? overSse : overWebSocket
    return follow(url, { query: ORDER }).next()
  })
  await vi.waitFor(() => expect(desk.feed.followers).toBeGreaterThanOrEqual(1_000), {
    timeout: 60_000,
    interval: 100,
  })
  const { id } = await desk.placed({ MUG: 1 })
  const told = await Promise.all(all)
  expect(told.filter(({ data }) => data.orderChanged.order.id === id)).toHaveLength(1_000)
  await vi.waitFor(() => expect(desk.feed.followers).toBeLessThanOrEqual(1_000), {
    timeout: 10_000,
  })
  stalled.resume()
  await wasCut
})

test('a WebSocket whose client is not there any more is cut off', async () => {
  const desk = await orderDesk()
  const { url } = await testServer(desk, { pingMs: 150 })
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  onTestFinished(() => socket.terminate())
  await once(socket, 'open')
  socket.send(
    JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${OWNER_KEY}` } }),
  )
  await once(socket, 'message')
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: ORDER } }))
  await following(desk, 1)
  await sleep(500)
  expect(desk.feed.followers).toBe(1) // It answers, so it stays.
  socket.pause()
  await following(desk, 0)
})

test('an upgrade to anything else is not taken', async () => {
  const desk = await orderDesk()
  const { url } = await testServer(desk)
  const socket = new WebSocket(`${url.replace('http', 'ws')}/elsewhere`)
  await expect(once(socket, 'open')).rejects.toBeTruthy()
})

const firstCursor = async (desk: OrderDesk): Promise<string> =>
  (await asked(desk, '{ events(first: 1) { pageInfo { endCursor } } }')).events.pageInfo.endCursor

test('a query with the sequence of a receipt sees what its command did, or is refused', async () => {
  const desk = await orderDesk()
  const { post } = await testServer(desk)
  const { sequence } = await desk.accepted('CreateLocation', {
    code: 'X',
    name: 'X',
    countryCode: 'GB',
  })
  const ask = (asked: string) =>
    post(
      { query: '{ viewer { kind } }' },
      { 'min-sequence': asked, accept: 'application/graphql-response+json' },
    )
  expect((await ask(String(sequence))).body.data.viewer.kind).toBe('STAFF')
  expect((await ask(String(sequence + 1))).body.errors[0].extensions).toMatchObject({
    ...{ code: 'SEQUENCE_NOT_REACHED', minSequence: sequence + 1, sequence },
  })
  for (const none of ['', '-1', '1.5', 'x', '9'.repeat(30)]) {
    const { status, body } = await ask(none)
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'BAD_REQUEST'])
  }
  const soon = ask(String(sequence + 1))
  await sleep(50)
  await desk.accepted('CreateLocation', { code: 'Y', name: 'Y', countryCode: 'GB' })
  expect((await soon).body.data.viewer.kind).toBe('STAFF')
})
