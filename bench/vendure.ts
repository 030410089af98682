// Quartermaster and Vendure 3 side by side, each on SQLite with the same catalog, each asked the same over HTTP:
// `npm run bench:vendure`. Vendure is installed by its own package file, at the first run. It writes with
// synchronous=NORMAL, ours with FULL, which favours Vendure; SQLite is not what Vendure recommends for production, and
// its resolvers look at more than is asked: equal fields are asked of both.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compare, type Figure } from './measure.ts'
import { nameOf } from './names.ts'
import { print } from './print.ts'
import { type Child, ran, started } from './process.ts'
import { type At, CONNECTIONS, firstOf, rateOf, serveShop, shopAt } from './served.ts'
import { ids, openBenchApp, stockCatalog } from './shop.ts'

const PEER = 'bench/peers/vendure'
const PRODUCTS = 1_000
/** Placed and paid on either side before anything is measured. */
const ORDERS = 200
const ROUNDS = 3
const SECONDS = 4
const CHECKOUT_SECONDS = 8
const PORTS = { ours: 4_394, vendure: 4_395 }

/** Nothing of a benchmark is told to anybody. */
const QUIET = { VENDURE_DISABLE_TELEMETRY: 'true' }

const FIELDS = {
  product: 'id slug name description',
  variant: 'id sku name',
  address: 'city countryCode',
}

type Sides = { ours: (at: number) => object; vendure: (at: number) => object }

/** Draws what is asked: a thousand bodies, each for another thing. */
const bodies = (body: (at: number) => object) => Array.from({ length: 1_000 }, (_, at) => body(at))

export async function benchVendure(): Promise<Figure[]> {
  if (!existsSync(join(PEER, 'node_modules')))
    spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: PEER, stdio: 'inherit' })
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-bench-'))
  const servers: Child[] = []
  try {
    const files = { ours: join(folder, 'shop.db'), vendure: join(folder, 'vendure.db') }
    const shippingMethodId = await stockOurs(files.ours)
    const peer = (...more: string[]) => [
      join(PEER, 'server.cjs'),
      files.vendure,
      String(PORTS.vendure),
      ...more,
    ]
    const names = join(folder, 'names.json')
    writeFileSync(names, JSON.stringify(Array.from({ length: PRODUCTS }, (_, at) => nameOf(at))))
    await ran(peer('fill', names), QUIET)
    servers.push(await serveShop(files.ours, PORTS.ours))
    servers.push(await started(peer(), 'serves', QUIET))
    const shop = await ourShop(shippingMethodId)
    const vendure = await vendureShop()
    for (const side of [shop, vendure]) await checkouts(side, { count: ORDERS })
    const asked = await questions(shop, vendure)

    const figures: Figure[] = []
    for (const { name, bar, ours, theirs } of asked) {
      const figure = await compare(
        `vendure.${name}`,
        'requests/s',
        () => rateOf(shop.staff, ours, SECONDS),
        () => rateOf(name.startsWith('order') ? vendure.staff : vendure.public, theirs, SECONDS),
        ROUNDS,
      )
      figures.push({ ...figure, bar })
    }
    const checkout = await compare(
      'vendure.checkout',
      'orders/s',
      () => checkouts(shop, { seconds: CHECKOUT_SECONDS }),
      () => checkouts(vendure, { seconds: CHECKOUT_SECONDS }),
      ROUNDS,
    )
    return [
      ...figures,
      { ...checkout, bar: 50, note: 'from an empty cart to a placed and paid order' },
    ]
  } finally {
    for (const server of servers) server.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function stockOurs(file: string): Promise<string> {
  const app = await openBenchApp(file)
  await stockCatalog(app, PRODUCTS)
  await ids(app, 'SetTaxRate', {
    ...{ countryCode: 'GB', taxClass: 'STANDARD', rate: 20_000, name: 'VAT' },
  })
  const { shippingMethod = '' } = await ids(app, 'CreateShippingMethod', {
    ...{ name: 'Post', basis: 'FLAT', brackets: [{ currency: 'GBP', price: 360 }] },
  })
  await app.close()
  return shippingMethod
}

/** A shop of either kind: who may ask what of it, and how a shopper gets from an empty cart to a paid order. */
type Side = {
  staff: At
  public: At
  checkout: (agent: Agent, at: number) => Promise<void>
}

// biome-ignore lint/suspicious/noExplicitAny: answers are read where they are asked for.
type Answer = { data: any; token: string | null }

/** Asks over a connection that is kept. */
function post(agent: Agent, { url, headers }: At, query: string, variables = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => {
        const { data, errors } = JSON.parse(text)
        if (errors) return reject(new Error(text))
        const token = response.headers['vendure-auth-token']
        resolve({ data, token: typeof token === 'string' ? token : null })
      })
    })
    sent.on('error', reject)
    sent.end(JSON.stringify({ query, variables }))
  })
}

const LINES = 3

async function ourShop(shippingMethodId: string): Promise<Side & { variants: string[] }> {
  const at = shopAt(PORTS.ours)
  const { data } = await post(
    new Agent(),
    at,
    '{ products(first: 100) { nodes { variants { id } } } }',
  )
  const variants: string[] = data.products.nodes.flatMap((node: { variants: { id: string }[] }) =>
    node.variants.map(({ id }) => id),
  )
  const told = <Payload extends { errors: unknown[] }>(payload: Payload): Payload => {
    if (payload.errors.length > 0) throw new Error(JSON.stringify(payload.errors))
    return payload
  }
  return {
    ...{ staff: at, public: at, variants },
    checkout: async (agent, turn) => {
      const lines = Array.from({ length: LINES }, (_, line) => ({
        variantId: variants[(turn * 7 + line * 31) % variants.length],
        quantity: 1,
      }))
      const started = await post(
        agent,
        at,
        'mutation ($input: StartCartInput!) { startCart(input: $input) { cart { id } errors { code } } }',
        { input: { currency: 'GBP', lines } },
      )
      const cartId = told(started.data.startCart).cart.id
      const chosen = await post(
        agent,
        at,
        'mutation ($input: ChooseShippingInput!) { chooseShipping(input: $input) { cart { id } errors { code } } }',
        { input: { cartId, shippingMethodId } },
      )
      told(chosen.data.chooseShipping)
      const placed = await post(
        agent,
        at,
        `mutation ($input: PlaceOrderInput!) {
          placeOrder(input: $input) { order { id total { amount currency } } errors { code } } }`,
        {
          input: {
            cartId,
            email: `shopper-${turn}@example.com`,
            shippingAddress: {
              ...{ name: 'A Shopper', line1: '1 High Street', city: 'London' },
              ...{ postalCode: 'N1 1AA', countryCode: 'GB' },
            },
          },
        },
      )
      const { order } = told(placed.data.placeOrder)
      const paid = await post(
        agent,
        at,
        `mutation ($input: RecordManualPaymentInput!) {
          recordManualPayment(input: $input) { order { id paymentStatus } errors { code } } }`,
        { input: { orderId: order.id, amount: order.total, method: 'Dummy' } },
      )
      const { paymentStatus } = told(paid.data.recordManualPayment).order
      if (paymentStatus !== 'PAID') throw new Error(`An order is ${paymentStatus}.`)
    },
  }
}

async function vendureShop(): Promise<Side> {
  const agent = new Agent()
  const at = (path: string, token: string | null = null): At => ({
    url: `http://127.0.0.1:${PORTS.vendure}/${path}`,
    headers: {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    },
  })
  const login = await post(
    agent,
    at('admin-api'),
    'mutation { login(username: "superadmin", password: "superadmin") { __typename } }',
  )
  const anybody = at('shop-api')
  const done = (payload: { __typename: string }, expected: string) => {
    if (payload.__typename !== expected) throw new Error(JSON.stringify(payload))
  }
  return {
    staff: at('admin-api', login.token),
    public: anybody,
    checkout: async (agent, turn) => {
      let shopper = anybody
      for (let line = 0; line < LINES; line++) {
        const added = await post(
          agent,
          shopper,
          `mutation ($variant: ID!) { addItemToOrder(productVariantId: $variant, quantity: 1) {
            __typename ... on Order { id } ... on ErrorResult { message } } }`,
          { variant: String(1 + ((turn * 7 + line * 31) % 200)) },
        )
        done(added.data.addItemToOrder, 'Order')
        if (added.token) shopper = at('shop-api', added.token)
      }
      const step = async (field: string, given: string, expected = 'Order') => {
        const { data } = await post(
          agent,
          shopper,
          `mutation { ${field}(${given}) { __typename ... on Order { id state } ... on ErrorResult { message } } }`,
        )
        done(data[field], expected)
        return data[field]
      }
      await step(
        'setCustomerForOrder',
        `input: { firstName: "A", lastName: "Shopper", emailAddress: "shopper-${process.hrtime.bigint()}@example.com" }`,
      )
      await step(
        'setOrderShippingAddress',
        `input: { fullName: "A Shopper", streetLine1: "1 High Street", city: "London", postalCode: "N1 1AA", countryCode: "GB" }`,
      )
      await step('setOrderShippingMethod', 'shippingMethodId: ["1"]')
      await step('transitionOrderToState', 'state: "ArrangingPayment"')
      const { state } = await step('addPaymentToOrder', 'input: { method: "dummy", metadata: {} }')
      if (state !== 'PaymentSettled') throw new Error(`An order is ${state}.`)
    },
  }
}

let turns = 0

/** So many checkouts at once as there are connections, until there were enough or it was long enough; orders a second. */
async function checkouts(
  { checkout }: Side,
  { count = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY },
): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const start = performance.now()
  let begun = 0
  const shopper = async () => {
    while (begun < count && performance.now() - start < seconds * 1_000) {
      begun++
      await checkout(agent, turns++)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, shopper))
  agent.destroy()
  return (begun / (performance.now() - start)) * 1_000
}

type Question = { name: string; bar: number; ours: object[]; theirs: object[] }

async function questions(shop: Side, vendure: Side): Promise<Question[]> {
  const cursors = await firstOf(shop.staff, 'products', PRODUCTS - 20)
  const orders = await firstOf(shop.staff, 'orders', ORDERS - 20)
  const { data } = await post(
    new Agent(),
    vendure.staff,
    '{ orders(options: { take: 100, sort: { id: DESC } }) { items { id } } }',
  )
  const theirOrders: string[] = data.orders.items.map(({ id }: { id: string }) => id)
  const question = (name: string, bar: number, { ours, vendure }: Sides): Question => ({
    ...{ name, bar, ours: bodies(ours), theirs: bodies(vendure) },
  })
  const with_ = (query: string, variables: object) => ({ query, variables })
  const of = <Value>(values: readonly Value[], at: number) => values[at % values.length] as Value
  return [
    question('product', 20, {
      ours: (at) =>
        with_(
          `query ($slug: String!) { product(slug: $slug) { ${FIELDS.product}
            variants { ${FIELDS.variant} price { amount currency } inStock } } }`,
          { slug: `product-${at}` },
        ),
      vendure: (at) =>
        with_(
          `query ($slug: String!) { product(slug: $slug) { ${FIELDS.product}
            variants { ${FIELDS.variant} priceWithTax currencyCode stockLevel } } }`,
          { slug: `product-${at}` },
        ),
    }),
    question('productList20', 60, {
      ours: (at) =>
        with_(
          `query ($after: String) { products(first: 20, after: $after) { nodes { id slug name
            variants { ${FIELDS.variant} price { amount currency } inStock } } } }`,
          { after: of(cursors, at).cursor },
        ),
      vendure: (at) =>
        with_(
          `query ($skip: Int!) { products(options: { take: 20, skip: $skip }) { items { id slug name
            variants { ${FIELDS.variant} priceWithTax currencyCode stockLevel } } } }`,
          { skip: at % (PRODUCTS - 20) },
        ),
    }),
    question('search', 20, {
      ours: (at) =>
        with_(
          'query ($term: String!) { searchProducts(query: $term, first: 20) { nodes { id slug name } } }',
          { term: nameOf(at) },
        ),
      vendure: (at) =>
        with_(
          `query ($term: String!) { search(input: { term: $term, take: 20, groupByProduct: true }) {
            items { productId slug productName } } }`,
          { term: nameOf(at) },
        ),
    }),
    question('orderPage', 30, {
      ours: (at) =>
        with_(
          `query ($id: ID!) { order(id: $id) { id number status placedAt total { amount currency }
            shippingAddress { ${FIELDS.address} }
            lines { id sku name quantity unitPrice { amount currency } }
            payments { id method captured { amount } } } }`,
          { id: of(orders, at).id },
        ),
      vendure: (at) =>
        with_(
          `query ($id: ID!) { order(id: $id) { id code state orderPlacedAt totalWithTax currencyCode
            shippingAddress { ${FIELDS.address} }
            lines { id productVariant { sku name } quantity unitPriceWithTax } payments { id method amount } } }`,
          { id: of(theirOrders, at) },
        ),
    }),
    question('orderList20', 40, {
      ours: (at) =>
        with_(
          `query ($after: String) { orders(first: 20, after: $after) { nodes {
            id number status placedAt email total { amount currency } } } }`,
          { after: of(orders, at).cursor },
        ),
      vendure: (at) =>
        with_(
          `query ($skip: Int!) { orders(options: { take: 20, skip: $skip, sort: { orderPlacedAt: DESC } }) { items {
            id code state orderPlacedAt customer { emailAddress } totalWithTax currencyCode } } }`,
          { skip: at % (ORDERS - 20) },
        ),
    }),
  ]
}

await print(await benchVendure(), { asJson: process.argv.includes('--json'), chart: 'vendure' })
