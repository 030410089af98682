// Two hundred buyers want the last ten of something, all at once and over HTTP: a count while it happens, and
// the books looked over when it is done.
import { type Client, createClient, type Document } from '#client/index.ts'
import { openLog } from '#http/log.ts'
import type { Check } from '#kernel/finding.ts'
import { playgroundKey } from '../playground-key.ts'
import { type Serving, serve } from '../serve.ts'
import { diagnosed } from './diagnosis.ts'
import type { Settings } from './shop.ts'

const BUYERS = 200
const UNITS = 10
const TELL_EVERY_MS = 50
/** What data that is wrong ends with, as `doctor` does. */
const NOT_AS_PROMISED = 2

const document = <Data, Variables>(text: string): Document<Data, Variables> => text

type Refused = { errors: { code: string; message: string }[] }

const createProduct = document<
  { createProduct: { product: { variants: { id: string }[] } } & Refused },
  { input: object }
>(`mutation ($input: CreateProductInput!) {
  createProduct(input: $input) { product { variants { id } } errors { code message } } }`)
const createLocation = document<
  { createLocation: { location: { id: string } } & Refused },
  { input: object }
>(`mutation ($input: CreateLocationInput!) {
  createLocation(input: $input) { location { id } errors { code message } } }`)
const receiveStock = document<{ receiveStock: Refused }, { input: object }>(
  `mutation ($input: ReceiveStockInput!) { receiveStock(input: $input) { errors { code message } } }`,
)
const startCart = document<{ startCart: { cart: { id: string } } & Refused }, { input: object }>(
  `mutation ($input: StartCartInput!) { startCart(input: $input) { cart { id } errors { code message } } }`,
)
const placeOrder = document<
  { placeOrder: { order: { id: string } | null } & Refused },
  { input: object }
>(`mutation ($input: PlaceOrderInput!) {
  placeOrder(input: $input) { order { id } errors { code message } } }`)
const stockOf = document<
  { variant: { stock: { onHand: number; allocated: number; available: number } } },
  { id: string }
>('query ($id: ID!) { variant(id: $id) { stock { onHand allocated available } } }')

type Count = { ordered: number; refused: number }

/** Answers whether all came out as it must. */
export async function race(given: Settings): Promise<void> {
  const log = openLog('error') // Whoever is refused for the rush comes again: that is no news here.
  const serving = await serve({ ...given.config, port: 0 }, { log })
  let isRight: boolean
  try {
    isRight = await raced(serving, given)
  } finally {
    await serving.close()
  }
  if (!isRight) process.exitCode = NOT_AS_PROMISED
}

async function raced({ app, url }: Serving, { config }: Settings): Promise<boolean> {
  const client = createClient({
    url: `${url}/graphql`,
    key: await playgroundKey(app, config),
    retries: 20,
  })
  const currency = config.shop.currency
  const variantId = await scarce(client, currency)
  const lines = [{ variantId, quantity: 1 }]
  process.stdout.write(`${BUYERS} buyers with a cart each, ${UNITS} units. Go.\n`)
  const carts = await Promise.all(
    Array.from({ length: BUYERS }, async () => {
      const { startCart: started } = await client.mutate(startCart, { input: { currency, lines } })
      return started.cart.id
    }),
  )

  const count: Count = { ordered: 0, refused: 0 }
  const telling = setInterval(() => tell(count), TELL_EVERY_MS)
  const began = performance.now()
  const orders = await Promise.all(
    carts.map((cartId, buyer) => bought(client, cartId, buyer, count)),
  )
  const seconds = (performance.now() - began) / 1_000
  clearInterval(telling)
  await app.reactions.settle() // What an import of before left to follow.
  tell(count, `  ${seconds.toFixed(2)} s\n`)
  return proven(
    client,
    variantId,
    orders.filter((id) => id !== null),
    {
      ...{ database: config.database, shop: config.shop, now: app.clock() },
    },
  )
}

/** Something of which there are few, at a place of its own. */
async function scarce(client: Client, currency: string): Promise<string> {
  const code = `RACE-${Date.now()}`
  const { createLocation: place } = await client.mutate(createLocation, {
    input: { code, name: 'The race', countryCode: 'GB' },
  })
  const { createProduct: made } = await client.mutate(createProduct, {
    input: {
      ...{ name: code, status: 'PUBLISHED' },
      variants: [{ sku: code, prices: [{ amount: 1_250, currency }] }],
    },
  })
  const [variant] = made.product.variants
  if (!variant) throw new Error('The product has no variant.')
  const lines = [{ variantId: variant.id, quantity: UNITS }]
  await client.mutate(receiveStock, { input: { locationId: place.location.id, lines } })
  return variant.id
}

/** Asks twice under one key, as an impatient buyer does: the same must be answered. */
async function bought(
  client: Client,
  cartId: string,
  buyer: number,
  count: Count,
): Promise<string | null> {
  const input = {
    ...{ cartId, email: `buyer-${buyer}@example.com` },
    shippingAddress: { ...ADDRESS, name: `Buyer ${buyer}` },
  }
  const idempotencyKey = `race ${cartId}`
  const ask = async () =>
    (await client.mutate(placeOrder, { input }, { idempotencyKey })).placeOrder
  const [first, second] = [await ask(), await ask()]
  if (first.order?.id !== second.order?.id) throw new Error(`${idempotencyKey} had two outcomes.`)
  if (first.order) count.ordered++
  else count.refused++
  return first.order?.id ?? null
}

const ADDRESS = { line1: '1 High Street', city: 'London', postalCode: 'N1 1AA', countryCode: 'GB' }

function tell({ ordered, refused }: Count, end = ''): void {
  const waiting = BUYERS - ordered - refused
  const start = process.stdout.isTTY ? '\r' : ''
  if (start === '' && end === '') return
  process.stdout.write(
    `${start}ordered ${ordered}  sold out for ${refused}  waiting ${waiting}${end}`,
  )
}

async function proven(
  client: Client,
  variantId: string,
  orders: readonly string[],
  shop: Parameters<typeof diagnosed>[0],
): Promise<boolean> {
  const { variant } = await client.query(stockOf, { id: variantId })
  const { onHand, allocated, available } = variant.stock
  const checks = await diagnosed(shop)
  const wrong = checks.filter((check: Check) => check.findings.length > 0)
  const isRight =
    new Set(orders).size === UNITS && allocated === UNITS && available === 0 && wrong.length === 0
  process.stdout.write(
    [
      `${new Set(orders).size} orders; on hand ${onHand}, allocated ${allocated}, available ${available}.`,
      `${checks.length} checks of books, views and file: ${wrong.length === 0 ? 'all sound' : wrong.map(({ name }) => name).join(', ')}.`,
      isRight ? 'Nobody was sold what is not there.' : 'This is not as promised.',
      '',
    ].join('\n'),
  )
  return isRight
}
