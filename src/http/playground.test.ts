import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { createContext, runInContext } from 'node:vm'
import { parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { createSchema } from '#graphql/schema.ts'
import { testApp } from '#testing/app.ts'
import { OWNER_KEY, testServer } from '#testing/http.ts'
import { DRAFT_EXAMPLES } from './draft-examples.ts'
import { EXAMPLES } from './examples.ts'
import { LIFECYCLE_EXAMPLES } from './lifecycle-examples.ts'
import { PAYMENT_EXAMPLES } from './payment-examples.ts'

const KEY = 'qm_sk_of-the-playground'
const PAGE = { accept: 'text/html' }

/** The page as a browser under this host name gets it; fetch would set the name itself. */
const pageAt = (url: string, headers: Record<string, string>): Promise<string> =>
  new Promise((resolve, reject) => {
    const sent = request(`${url}/graphql`, { headers: { ...PAGE, ...headers } }, async (answer) => {
      const chunks: Buffer[] = []
      for await (const chunk of answer) chunks.push(chunk as Buffer)
      resolve(Buffer.concat(chunks).toString())
    })
    sent.on('error', reject).end()
  })

test('without a demo, no key stands in the page', async () => {
  const { url } = await testServer(await testApp())
  const page = await pageAt(url, {})
  expect(page).toContain('BrowseProducts')
  expect(page).not.toMatch(/Bearer [^\\"]/)
  expect(page).not.toMatch(/qm_[sp]k_/)
})

test('a demo fills its key in for this machine, and for nobody who comes by another name', async () => {
  const { url } = await testServer(await testApp(), { demoKey: KEY })
  expect(await pageAt(url, {})).toContain(`Bearer ${KEY}`)
  expect(await pageAt(url, { host: 'evil.example' })).not.toContain(KEY)
  expect(await pageAt(url, { 'x-forwarded-for': '203.0.113.9' })).not.toContain(KEY)
})

test('the page is compressed, cached by its hash, and loads nothing from elsewhere', async () => {
  const { url } = await testServer(await testApp())
  const first = await fetch(`${url}/graphql`, { headers: PAGE })
  const page = await first.text()
  expect(first.headers.get('content-encoding')).toBe('gzip')
  expect(Number(first.headers.get('content-length'))).toBeLessThan(3_000_000)
  expect(page).not.toMatch(/(src|href)=["']?https?:/)
  const policy = first.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toMatch(/https?:|script-src[^;]*unsafe-inline/)
  const etag = first.headers.get('etag') ?? ''
  const again = await fetch(`${url}/graphql`, { headers: { ...PAGE, 'if-none-match': etag } })
  expect(again.status).toBe(304)
})

test.each(EXAMPLES)('the example $name fits the schema', ({ name, query }) => {
  expect(validate(createSchema(), parse(query)).map(String)).toEqual([])
  expect(query).toContain(name)
})

/** Storage as browsers have it: what is kept are its own properties. */
function storage(kept: Record<string, string> = {}): Record<string, string> {
  const methods = {
    getItem: (name: string) => made[name] ?? null,
    setItem: (name: string, value: string) => {
      made[name] = value
    },
    removeItem: (name: string) => {
      delete made[name]
    },
  }
  const made: Record<string, string> = Object.assign(Object.create(methods), kept)
  return made
}

/** The page's own script, in a window that knows fetch and the browser's storage and nothing else. */
function pageWindow(
  url: string,
  demo: string | null = null,
  localStorage = storage(),
): { fetch: typeof fetch } {
  const window = { demo, fetch: (path: string, init: RequestInit) => fetch(`${url}${path}`, init) }
  const script = readFileSync(new URL('./fill-in.js', import.meta.url), 'utf8')
  runInContext(script, createContext({ window, localStorage, sessionStorage: storage() }))
  return window as { fetch: typeof fetch }
}

test('tabs that a browser kept from another demo go, with the key that they bear', () => {
  const kept = storage({ 'graphiql:tabState': 'old', other: 'stays' })
  pageWindow('', null, kept)
  expect({ ...kept }).toEqual({ 'graphiql:tabState': 'old', other: 'stays' })
  pageWindow('', 'this demo', kept)
  expect({ ...kept }).toEqual({ other: 'stays', demo: 'this demo' })
  kept['graphiql:tabState'] = 'mine'
  pageWindow('', 'this demo', kept)
  expect(kept['graphiql:tabState']).toBe('mine')
})

test('playing the tabs in order places an order, sends it and takes a unit back, without pasting anything', async () => {
  const app = await testApp()
  const { location } = await app.ids('CreateLocation', {
    code: 'MAIN',
    name: 'Main',
    countryCode: 'GB',
  })
  const prices = [{ amount: 1_250, currency: 'GBP' }]
  for (const [sku, quantity] of [
    ['CUP', 0],
    ['MUG', 5],
  ] as const) {
    await app.accepted('CreateProduct', {
      name: sku,
      slug: sku.toLowerCase(),
      status: 'PUBLISHED',
      variants: [{ sku, name: sku, prices }],
    })
    const [variant] = app.rows<{ id: string }>('SELECT id FROM variants WHERE sku = ?', sku)
    const lines = [{ variantId: variant?.id, quantity }]
    if (quantity > 0) await app.accepted('ReceiveStock', { locationId: location, lines })
  }
  const { url } = await testServer(app)
  const window = pageWindow(url)
  const play = async ({ query, variables }: (typeof EXAMPLES)[number]) => {
    const response = await window.fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${OWNER_KEY}` },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = await response.json()
    await new Promise((resolve) => setTimeout(resolve, 10)) // The script reads its own copy.
    expect(errors).toBeUndefined()
    return data
  }
  const [browse, start, place, list] = EXAMPLES as unknown as Parameters<typeof play>[0][]
  expect((await play(browse as never)).products.nodes).toHaveLength(2)
  expect((await play(start as never)).startCart).toMatchObject({
    cart: { total: { decimal: '25.00' } },
    errors: [],
  })
  const { order } = (await play(place as never)).placeOrder
  expect((await play(list as never)).orders.nodes).toMatchObject([
    { number: order.number, status: 'CONFIRMED', lines: [{ sku: 'MUG', quantity: 2 }] },
  ])

  const lived: Record<string, unknown> = {}
  for (const example of LIFECYCLE_EXAMPLES) Object.assign(lived, await play(example))
  expect(lived).toMatchObject({
    holdOrder: { order: { number: order.number, onHold: true }, errors: [] },
    releaseOrder: { order: { onHold: false }, errors: [] },
    editOrder: {
      order: { lines: [{ quantity: 2 }, { quantity: 1, unitPrice: { decimal: '1.00' } }] },
      ...{ difference: { decimal: '1.00' }, errors: [] },
    },
    order: {
      timeline: [
        { command: 'ReleaseOrder' },
        { command: 'HoldOrder', actor: { kind: 'STAFF' } },
        { command: 'PlaceOrder' },
      ],
    },
    held: { totalCount: 0 },
    customers: { nodes: [] },
    deadLetters: { nodes: [] },
  })
  const [authorize, capture, refund, owed, report, dispute] = PAYMENT_EXAMPLES
  expect((await play(authorize as never)).authorizePayment).toMatchObject({
    payment: { capturable: { decimal: '25.00' } },
    order: { paymentStatus: 'AUTHORIZED' },
    errors: [],
  })
  expect((await play(capture as never)).capturePayment).toMatchObject({
    order: { paymentStatus: 'PAID', due: { decimal: '0.00' } },
    errors: [],
  })
  expect((await play(refund as never)).refundPayment).toMatchObject({
    payment: { refundable: { decimal: '24.00' } },
    errors: [],
  })
  expect((await play(owed as never)).paymentBalances.nodes).toMatchObject([
    { side: 'OWED', amount: { decimal: '1.00' }, order: { number: order.number } },
  ])

  for (const _ of ['once', 'twice'])
    expect((await play(report as never)).reportPaymentEvent).toMatchObject({
      payment: { reference: `transfer for order ${order.number}`, captured: { decimal: '1.00' } },
      order: { due: { decimal: '0.00' } },
      errors: [],
    })
  expect((await play(dispute as never)).reportPaymentEvent).toMatchObject({
    order: { disputed: { decimal: '1.00' }, due: { decimal: '1.00' } },
    errors: [],
  })

  const answers: Record<string, unknown> = {}
  for (const example of EXAMPLES.filter(({ query }) => query.startsWith('# Goods,')))
    Object.assign(answers, await play(example as never))
  expect(answers).toMatchObject({
    fulfilmentQueue: { nodes: [{ orderNumber: order.number, unitsOpen: 2, status: 'OPEN' }] },
    shipFulfilment: { order: { fulfilmentStatus: 'FULFILLED' } },
    deliverFulfilment: { fulfilment: { status: 'DELIVERED' } },
    receiveReturn: {
      return: { status: 'RECEIVED', lines: [{ sku: 'MUG', damaged: 1 }] },
      order: { fulfilmentStatus: 'PARTIALLY_RETURNED' },
    },
    refundReturn: { order: { currentTotal: { decimal: '12.50' } } },
    returns: { nodes: [{ status: 'RECEIVED', order: { number: order.number } }] },
  })

  const taken: Record<string, unknown> = {}
  for (const example of DRAFT_EXAMPLES) Object.assign(taken, await play(example))
  expect(taken).toMatchObject({
    createDraftOrder: {
      draftOrder: { name: 'D-1001', problems: [{ code: 'SHIPPING_ADDRESS_MISSING' }] },
    },
    updateDraftOrder: { draftOrder: { version: 2, problems: [] }, errors: [] },
    completeDraftOrder: {
      order: { number: order.number + 1, lines: [{ priceReason: 'Promised at the fair' }] },
      draftOrder: { status: 'COMPLETED' },
    },
    draftOrders: { totalCount: 0 },
  })
})
