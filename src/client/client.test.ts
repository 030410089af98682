// The client against a listening server, with cuts and refusals caused on the way; and as a package, as whoever
// installs it compiles and bundles it.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, expectTypeOf, onTestFinished, test } from 'vitest'
import * as documents from '#client/documents.ts'
import {
  accepted,
  CommandRefused,
  createClient,
  type Document,
  RequestRefused,
  Unreachable,
} from '#client/index.ts'
import { projectFile } from '#project-file'
import { OWNER_KEY, testServer } from '#testing/http.ts'
import { type OrderDesk, orderDesk } from '#testing/orders.ts'

const typed = <Data, Variables>(text: string): Document<Data, Variables> => ({
  toString: () => text,
})

const WHO = typed<{ viewer: { kind: string } }, Record<string, never>>('{ viewer { kind } }')
const PLACE = typed<
  {
    placeOrder: {
      order: { id: string; number: number } | null
      errors: { code: string; message: string; shortages?: { sku: string; available: number }[] }[]
      receipt: { replayed: boolean; sequence: number } | null
    } | null
  },
  { input: { cartId: string; email: string } }
>(`mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
  order { id number } receipt { replayed sequence }
  errors { code message ... on InsufficientStock { shortages { sku available } } } } }`)
const EVENTS = typed<
  { eventRecorded: { cursor: string; event: { name: string } } },
  { after?: string | null }
>('subscription ($after: String) { eventRecorded(after: $after) { cursor event { name } } }')

async function shop(stock = 10) {
  const desk = await orderDesk({ MAIN: { MUG: stock } })
  const { url } = await testServer(desk)
  return { desk, url: `${url}/graphql` }
}

/** A cart, and what places it. */
async function basket(desk: OrderDesk, quantity = 1) {
  const lines = [{ variantId: desk.variants.MUG, quantity }]
  const { cart } = await desk.ids('StartCart', { currency: 'GBP', lines })
  return { input: { cartId: cart as string, email: 'a@example.com', shippingAddress: ADDRESS } }
}
const ADDRESS = { name: 'A', line1: '1', city: 'B', postalCode: 'C', countryCode: 'GB' }

/** A network that does something else the first times, and counts. */
function network(...troubles: ((go: () => Promise<Response>) => Promise<Response>)[]) {
  const sent: Headers[] = []
  const send: typeof fetch = async (url, init) => {
    sent.push(new Headers(init?.headers))
    const go = () => fetch(url, init)
    return (troubles.shift() ?? ((plain) => plain()))(go)
  }
  return { sent, send }
}
const isDown = async (): Promise<Response> => {
  throw new TypeError('fetch failed')
}
const dropsTheAnswer = async (go: () => Promise<Response>): Promise<Response> => {
  await go()
  return isDown()
}
const refuses = (status: number, code: string) => async () =>
  new Response(JSON.stringify({ errors: [{ message: code, extensions: { code } }] }), {
    status,
    headers: { 'retry-after': '0' },
  })

test('a query answers typed data', async () => {
  const { url } = await shop()
  const client = createClient({ url, key: async () => OWNER_KEY })
  const data = await client.query(WHO)
  expect(data).toEqual({ viewer: { kind: 'STAFF' } })
  expectTypeOf(data).toEqualTypeOf<{ viewer: { kind: string } }>()
  expect(await createClient({ url }).query(WHO)).toEqual({ viewer: { kind: 'PUBLISHABLE' } })
})

test('a command whose answer was lost is given again, and counts once', async () => {
  const { desk, url } = await shop()
  const { send, sent } = network(isDown, dropsTheAnswer, refuses(503, 'OVERLOADED'))
  const client = createClient({ url, key: OWNER_KEY, fetch: send })
  const { placeOrder } = await client.mutate(PLACE, await basket(desk))
  const { order, receipt } = accepted(placeOrder)
  expect([order?.number, receipt?.replayed]).toEqual([1_001, true])
  expect(desk.rows('select * from orders')).toHaveLength(1)
  expect(new Set(sent.map((headers) => headers.get('idempotency-key'))).size).toBe(1)
})

test('a key of one’s own gives the same order again, and no key is never sent twice', async () => {
  const { desk, url } = await shop()
  const given = await basket(desk)
  const options = { idempotencyKey: 'mine' }
  const client = createClient({ url, key: OWNER_KEY })
  const first = await client.mutate(PLACE, given, options)
  const again = await client.mutate(PLACE, given, options)
  expect(again.placeOrder?.order).toEqual(first.placeOrder?.order)
  const { send, sent } = network(isDown)
  const careful = createClient({ url, key: OWNER_KEY, fetch: send })
  await expect(careful.mutate(PLACE, given, { idempotencyKey: null })).rejects.toThrow(Unreachable)
  expect(sent).toHaveLength(1)
  expect(sent[0]?.has('idempotency-key')).toBe(false)
})

test('what a rule refuses is typed data, and thrown where it is asked to be', async () => {
  const { desk, url } = await shop(1)
  const client = createClient({ url, key: OWNER_KEY })
  const { send, sent } = network()
  const counted = createClient({ url, key: OWNER_KEY, fetch: send })
  const given = await basket(desk, 5)
  const { placeOrder } = await counted.mutate(PLACE, given)
  expect(placeOrder?.errors[0]).toMatchObject({
    code: 'INSUFFICIENT_STOCK',
    shortages: [{ available: 1 }],
  })
  expect(sent).toHaveLength(1)
  const thrown = await client
    .mutate(PLACE, given)
    .then(({ placeOrder }) => accepted(placeOrder))
    .catch((fault) => fault)
  expect(thrown).toBeInstanceOf(CommandRefused)
  expect(thrown.code).toBe('INSUFFICIENT_STOCK')
  expect(() => accepted(null)).toThrow('no payload')
})

test('what does not pass is not asked again, and nobody is asked for ever', async () => {
  const { url } = await shop()
  const wrong = network()
  const refused = createClient({ url, key: 'qm_sk_wrong', fetch: wrong.send }).query(WHO)
  await expect(refused).rejects.toMatchObject({ name: 'RequestRefused', code: 'UNAUTHENTICATED' })
  expect(wrong.sent).toHaveLength(1)
  const down = network(isDown, isDown, isDown, isDown)
  await expect(createClient({ url, retries: 2, fetch: down.send }).query(WHO)).rejects.toThrow(
    Unreachable,
  )
  expect(down.sent).toHaveLength(3)
  const busy = network(...Array(3).fill(refuses(429, 'RATE_LIMITED')))
  await expect(createClient({ url, retries: 2, fetch: busy.send }).query(WHO)).rejects.toThrow(
    RequestRefused,
  )
  expect(busy.sent).toHaveLength(3)
})

test('what is read after a command asks to see it', async () => {
  const { desk, url } = await shop()
  const { send, sent } = network()
  const client = createClient({ url, key: OWNER_KEY, fetch: send })
  await client.query(WHO)
  const { placeOrder } = await client.mutate(PLACE, await basket(desk))
  await client.query(WHO)
  expect(sent.map((headers) => headers.get('min-sequence'))).toEqual([
    null,
    null,
    String(placeOrder?.receipt?.sequence),
  ])
})

test('a shop that runs persisted operations alone is sent hashes', async () => {
  const desk = await orderDesk()
  const { url } = await testServer(desk, { persisted: new Map([['abc', WHO.toString()]]) })
  const client = createClient({ url: `${url}/graphql`, key: OWNER_KEY, persisted: true })
  expect(await client.query({ ...WHO, __meta__: { hash: 'abc' } })).toEqual({
    viewer: { kind: 'STAFF' },
  })
  await expect(client.query({ ...WHO, __meta__: { hash: 'x' } })).rejects.toMatchObject({
    code: 'PERSISTED_OPERATION_NOT_FOUND',
  })
  await expect(client.query(WHO)).rejects.toThrow(TypeError)
})

test('what is followed goes on after a cut, without a gap and without a repeat', async () => {
  const { desk, url } = await shop()
  const streams: ReadableStreamDefaultController[] = []
  /** Passes a stream on until it is cut. */
  const send: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    const reader = response.body?.getReader()
    const body = new ReadableStream({
      start: (controller) => void streams.push(controller),
      pull: async (controller) => {
        const { done, value } = (await reader?.read()) ?? { done: true }
        if (done) controller.close()
        else controller.enqueue(value)
      },
    })
    return new Response(body, { status: response.status, headers: response.headers })
  }
  const client = createClient({ url, key: OWNER_KEY, fetch: send })
  const names: string[] = []
  const after = Buffer.from(JSON.stringify(['SEQUENCE', 0, 0])).toString('base64url')
  const ending = new AbortController()
  const all = () =>
    desk.rows<{ name: string }>('select name from kernel_events order by sequence, "index"')
  let opened = 0
  let cutOff = 0
  const options = {
    signal: ending.signal,
    onOpen: () => void opened++,
    onCut: () => void cutOff++,
    resume: ({ eventRecorded }: { eventRecorded: { cursor: string } }) => ({
      after: eventRecorded.cursor,
    }),
  }
  let cuts = 0
  for await (const { eventRecorded } of client.subscribe(EVENTS, { after }, options)) {
    names.push(eventRecorded.event.name)
    if (names.length < all().length) continue
    if (cuts === 2) ending.abort()
    else {
      cuts++
      streams.at(-1)?.error(new TypeError('terminated'))
      await desk.placed({ MUG: 1 })
    }
  }
  expect(cuts).toBe(2)
  expect([opened, cutOff]).toEqual([3, 2])
  expect(names).toEqual(all().map(({ name }) => name))
  await sleep(50)
  expect(desk.feed.followers).toBe(0)
})

test('what may not be followed is told, and not tried again', async () => {
  const { url } = await shop()
  const { send, sent } = network()
  const notices = createClient({ url, fetch: send }).subscribe(EVENTS)
  await expect(notices.next()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  expect(sent).toHaveLength(1)
})

test('a shop window needs no documents of its own', async () => {
  const { url } = await shop(2)
  const client = createClient({ url, key: OWNER_KEY })
  const { searchProducts } = await client.query(documents.SearchProducts, { query: 'everithing' })
  const slug = searchProducts?.nodes[0]?.slug as string
  expect(slug).toBe('everything')
  const { product } = await client.query(documents.ProductBySlug, { slug, currency: 'GBP' })
  const mug = product?.variants.find(({ sku }) => sku === 'MUG')
  expect(mug?.price).toEqual({ amount: 500, currency: 'GBP', decimal: '5.00' })
  const input = { currency: 'GBP', lines: [{ variantId: mug?.id as string, quantity: 3 }] }
  const { cart } = accepted((await client.mutate(documents.StartCart, { input })).startCart)
  const cartId = cart?.id as string
  const order = { cartId, email: 'a@example.com', shippingAddress: ADDRESS }
  const { placeOrder } = await client.mutate(documents.PlaceOrder, { input: order })
  const [refusal] = placeOrder.errors
  expect(refusal).toMatchObject({ shortages: [{ sku: 'MUG', requested: 3, available: 2 }] })
  const line = { cartId, variantId: mug?.id as string, quantity: 2 }
  const { setCartLine } = await client.mutate(documents.SetCartLine, { input: line })
  expect(accepted(setCartLine).cart?.total).toMatchObject({ decimal: '10.00' })
  accepted(
    (await client.mutate(documents.SetCartAddress, { input: { cartId, shippingAddress: ADDRESS } }))
      .setCartAddress,
  )
  const code = { input: { cartId, code: 'NONE' } }
  const { applyDiscountCode } = await client.mutate(documents.ApplyDiscountCode, code)
  expect(applyDiscountCode.errors[0]?.code).toBe('DISCOUNT_CODE_UNKNOWN')
  const { removeDiscountCode } = await client.mutate(documents.RemoveDiscountCode, code)
  expect(removeDiscountCode.errors[0]?.code).toBe('DISCOUNT_CODE_NOT_ON_CART')
  accepted(
    (await client.mutate(documents.ChooseShipping, { input: { cartId, shippingMethodId: null } }))
      .chooseShipping,
  )
  expect((await client.query(documents.CartById, { id: cartId })).cart?.status).toBe('OPEN')
  const placed = accepted(
    (await client.mutate(documents.PlaceOrder, { input: order })).placeOrder,
  ).order
  expect(placed?.currentTotal.decimal).toBe('10.00')
  for await (const { orderChanged } of client.subscribe(documents.OrderChanged, { cartId })) {
    expect(orderChanged.order).toEqual(placed)
    break
  }
  for (const { __meta__ } of Object.values(documents) as Document<unknown, unknown>[])
    expect(__meta__?.hash).toMatch(/^sha256:[0-9a-f]{64}$/)
})

const CONSUMER = `
import { accepted, createClient, type Document } from 'quartermaster/client'
type Place = { placeOrder: { order: { id: string } | null; errors: { code: 'A' | 'B' }[] } | null }
declare const place: Document<Place, { input: { cartId: string } }>
declare class Generated<Data, Variables> {
  __apiType?: (variables: Variables) => Data
  __meta__?: Record<string, any> | undefined
  toString(): string
}
declare const generated: Generated<{ viewer: { kind: string } }, { [key: string]: never }>
declare const who: Document<{ viewer: { kind: string } }, { [key: string]: never }>
const client = createClient({ url: 'https://shop.example/graphql', key: 'k' })
export async function main() {
  const kind: string = (await client.query(who)).viewer.kind
  const { placeOrder } = await client.mutate(place, { input: { cartId: 'c' } }, { idempotencyKey: 'k' })
  const code: 'A' | 'B' | undefined = placeOrder?.errors[0]?.code
  const id: string | undefined = accepted(placeOrder).order?.id
  await client.query(generated)
  // @ts-expect-error a variable is missing
  await client.mutate(place)
  // @ts-expect-error a variable is of another type
  await client.mutate(place, { input: { cartId: 1 } })
  // @ts-expect-error it takes no variables
  await client.query(who, { a: 1 })
  // @ts-expect-error there is no such field
  ;(await client.query(who)).viewer.name
  // @ts-expect-error there is no such code
  if (code === 'C') return
  return { kind, id }
}
`

const SHOP_WINDOW = `
import { createClient } from 'quartermaster/client'
import { type CartStatus, PlaceOrder } from 'quartermaster/documents'
const client = createClient({ url: 'https://shop.example/graphql' })
export async function main() {
  const email = 'a@example.com'
  const placed = await client.mutate(PlaceOrder, { input: { cartId: 'c', email } })
  const number: number | undefined = placed.placeOrder.order?.number
  // @ts-expect-error an order has no colour
  placed.placeOrder.order?.colour
  // @ts-expect-error an order needs an e-mail
  await client.mutate(PlaceOrder, { input: { cartId: 'c' } })
  const status: CartStatus = 'OPEN'
  return { number, status }
}
`

test('whoever installs it gets its types, and bundles it for a browser in little', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-consumer-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(projectFile('.'), join(folder, 'node_modules/quartermaster'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'main.ts'), CONSUMER)
  writeFileSync(join(folder, 'window.ts'), SHOP_WINDOW)
  const tool = (name: string) => projectFile(`node_modules/.bin/${name}`)
  const options = [
    '--noEmit',
    '--strict',
    '--exactOptionalPropertyTypes',
    '--target',
    'es2022',
    '--lib',
    'es2022,dom',
  ]
  const compiled = spawnSync(
    tool('tsc'),
    [...options, '--module', 'esnext', '--moduleResolution', 'bundler', 'main.ts', 'window.ts'],
    { cwd: folder, encoding: 'utf8' },
  )
  expect(compiled.stdout).toBe('')
  expect(compiled.status).toBe(0)
  const bundle = execFileSync(
    tool('esbuild'),
    ['main.ts', '--bundle', '--minify', '--platform=browser', '--format=esm'],
    { cwd: folder },
  )
  expect(bundle.length).toBeGreaterThan(1_000)
  expect(bundle.length).toBeLessThan(20_000)
})
