// The module in a shop of its own, from a folder that knows Quartermaster as a package alone: its rules, its view,
// its API, and that everything which looks after the shop looks after it too.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { runVerb, startServer } from '#testing/server-process.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const OWNER_KEY = 'owner-key-of-gift-wrapping'
const ADDRESS = { name: 'A', line1: '1', city: 'B', postalCode: 'C', countryCode: 'GB' }

/** A folder with the module in it, and what it needs installed. */
function folderWithModule(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-module-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(HERE, join(folder, 'gift-wrapping'), {
    recursive: true,
    filter: (path) => !path.endsWith('.test.ts'),
  })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(PROJECT, join(folder, 'node_modules/quartermaster'))
  symlinkSync(join(PROJECT, 'node_modules/drizzle-orm'), join(folder, 'node_modules/drizzle-orm'))
  return folder
}

// biome-ignore lint/suspicious/noExplicitAny: tests assert the shape of what they asked for.
type Asked = any

const asking =
  (url: string) =>
  async (query: string, variables: object = {}): Promise<Asked> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${OWNER_KEY}` },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = (await response.json()) as Asked
    if (errors) throw new Error(JSON.stringify(errors))
    return data
  }
type Ask = ReturnType<typeof asking>

const give = async (ask: Ask, name: string, input: object, shows = ''): Promise<Asked> => {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`
  const document = `mutation ($input: ${type}!) { ${name}(input: $input) { errors { code } ${shows} } }`
  return (await ask(document, { input }))[name]
}

async function placed(ask: Ask): Promise<string> {
  const variants = [{ sku: 'MUG', prices: [{ amount: 500, currency: 'GBP' }] }]
  const made = await give(
    ask,
    'createProduct',
    { name: 'Mug', status: 'PUBLISHED', variants },
    'product { variants { id } }',
  )
  const [{ id: variantId }] = made.product.variants
  await give(ask, 'setStockPolicy', { variantId, tracked: false })
  const lines = [{ variantId, quantity: 1 }]
  const { cart } = await give(ask, 'startCart', { currency: 'GBP', lines }, 'cart { id }')
  const input = { cartId: cart.id, email: 'ada@example.com', shippingAddress: ADDRESS }
  return (await give(ask, 'placeOrder', input, 'order { id }')).order.id
}

test('a module of one’s own is part of the shop', async () => {
  const folder = folderWithModule()
  const settings = {
    MODULES: 'gift-wrapping/module.ts',
    ...{ DATABASE_URL: 'file:./shop.db', OWNER_KEY, LOG_LEVEL: 'error' },
  }
  const server = await startServer(folder, settings)
  const ask = asking(server.url)
  try {
    const orderId = await placed(ask)
    const shows = 'order { giftWrap { paper card } }'
    const wish = { orderId, paper: 'STARS', card: 'To Byron' }
    expect(await give(ask, 'unwrapOrder', { orderId })).toEqual({
      errors: [{ code: 'ORDER_NOT_WRAPPED' }],
    })
    expect(await give(ask, 'wrapOrder', wish, shows)).toEqual({
      errors: [],
      order: { giftWrap: { paper: 'STARS', card: 'To Byron' } },
    })
    expect(await give(ask, 'wrapOrder', { ...wish, card: 'x'.repeat(201) })).toEqual({
      errors: [{ code: 'INVALID_INPUT' }],
    })
    expect(
      await give(ask, 'wrapOrder', { orderId: `ord_${'0'.repeat(26)}`, paper: 'PLAIN' }),
    ).toEqual({
      errors: [{ code: 'ORDER_NOT_FOUND' }],
    })
    const seen = await ask(
      `query ($id: ID!) {
        order(id: $id) { giftWrap { paper } timeline { event summary } }
        views { name wokenBy rowsRefreshed }
        eventKinds { name }
        reactions { name }
      }`,
      { id: orderId },
    )
    expect(seen.order.giftWrap).toEqual({ paper: 'STARS' })
    expect(seen.order.timeline).toContainEqual({
      event: 'OrderWrapped',
      summary: 'An order is to be wrapped as a gift.',
    })
    expect(seen.views).toContainEqual({
      name: 'gift_wrap_view',
      wokenBy: ['OrderUnwrapped', 'OrderWrapped'],
      rowsRefreshed: 1,
    })
    expect(seen.eventKinds).toContainEqual({ name: 'OrderWrapped' })
    expect(seen.reactions).toContainEqual({ name: 'unwrap-erased-orders' })

    await give(ask, 'cancelOrder', { orderId })
    expect(await give(ask, 'wrapOrder', wish)).toEqual({ errors: [{ code: 'ORDER_NOT_OPEN' }] })
    expect(await give(ask, 'eraseGuest', { orderId })).toEqual({ errors: [] })
    const wrap = async () =>
      (await ask('query ($id: ID!) { order(id: $id) { giftWrap { card } } }', { id: orderId }))
        .order.giftWrap
    await expect.poll(wrap, { timeout: 10_000 }).toBeNull()
  } finally {
    await server.stop()
  }

  const examined = await runVerb(folder, settings, 'doctor')
  expect(examined, examined.out).toMatchObject({ code: 0 })
  // Neither the tables nor the journal tell any more what the card said.
  expect(readFileSync(join(folder, 'shop.db')).includes('To Byron')).toBe(false)
  const backup = await runVerb(folder, settings, 'backup', 'copy.db')
  expect(backup).toMatchObject({ code: 0 })
  expect(await runVerb(folder, settings, 'verify', 'copy.db')).toMatchObject({ code: 0 })
  expect(readdirSync(folder)).toContain('copy.db')
  const { MODULES: _, ...without } = settings
  const refused = await startServer(folder, without).catch(({ message }: Error) => message)
  expect(refused).toContain('gift-wrapping.0000_base')
  expect(refused).toContain('MODULES')
})

const moduleOf = (rest: string) =>
  `import { event, shopModule } from 'quartermaster/module'
  const kind = event<{ orderId: string }>()({
    aggregate: 'order', id: 'orderId', name: 'OrderSniffed', summary: 'An order was sniffed.',
  })
  const by = { event: kind.event, keys: () => [], begins: false }
  export default shopModule({ name: 'sniffing', ${rest} })`

test.each([
  ['nothing.ts', '', 'Cannot find module'],
  ['gift-wrapping/tables.ts', '', 'must export a module by default'],
  ['gift-wrapping/module.ts, gift-wrapping/module.ts', '', 'there is already'],
  ['own.ts', moduleOf("commands: [{ name: 'PlaceOrder' } as never]"), 'the command PlaceOrder'],
  ['own.ts', moduleOf("views: [{ name: 'order_view' } as never]"), 'the view order_view'],
  ['own.ts', moduleOf('events: [kind, kind]'), 'the event OrderSniffed'],
  ['own.ts', moduleOf('events: [kind]'), 'must say in wakes'],
  ['own.ts', moduleOf("wakes: [{ view: 'nose_view', by }]"), 'nose_view, which there is not'],
])('%s is told to be no module: %#', async (MODULES, own, why) => {
  const folder = folderWithModule()
  writeFileSync(join(folder, 'own.ts'), own)
  const told = await runVerb(folder, { MODULES }, 'schema', '-')
  expect(told).toMatchObject({ code: 1, error: expect.stringContaining(why) })
  expect(told.error.trim().split('\n')).toHaveLength(1)
})
