// A shop that is opened, asked and told by GraphQL over HTTP alone, as a front end and a back office
// have it: people with keys, customers with tokens, and a clock that somebody moves.
import { GraphQLObjectType, getNamedType } from 'graphql'
import { SignJWT } from 'jose'
import type { AppOptions } from '#app'
import { createSchema } from '#graphql/schema.ts'
import { ADMISSION_LIMITS, admission } from '#http/admission.ts'
import { authenticator } from '#http/authenticate.ts'
import { tokenVerifier } from '#http/customer-token.ts'
import { graphqlOverHttp } from '#http/graphql.ts'
import { openLog } from '#http/log.ts'
import { withoutRequest } from '#http/request.ts'
import { ensureOwnerKey } from '#write/access/owner.ts'
import { identitiesOf } from '../../identities.ts'
import { type TestApp, testApp } from '../app.ts'
import { OWNER_KEY } from '../http.ts'
import { TEST_SHOP } from '../shop.ts'

const PRICES = { MUG: 500, CUP: 300 } as const
export type Sku = keyof typeof PRICES
type Units = Partial<Record<Sku, number>>

// biome-ignore lint/suspicious/noExplicitAny: a story asserts the shape of what it asked for.
type Answer = any
type Ids = Record<string, string>

export type StoryShop = {
  app: TestApp
  /** What the shop's own front end bears. */
  storefront: string
  /** Runs an operation; the owner asks unless another key or token is given. */
  ask: (operation: string, variables?: object, key?: string) => Promise<Answer>
  /** Gives a mutation that must be accepted: `does('capturePayment', { paymentId })`. Answers ids. */
  does: (mutation: string, input: object, key?: string) => Promise<Ids>
  /** Gives a mutation that must be refused, and answers why; `facts` are an error type's own fields. */
  refused: (mutation: string, input: object, facts?: string, key?: string) => Promise<Answer>
  /** A token of somebody who signed in, as the identity provider signs it. */
  signedIn: (
    subject: string,
    claims?: { email?: string; email_verified?: boolean },
  ) => Promise<string>
  variants: Record<Sku, string>
  locations: Ids
  /** Fills a cart as a shopper does; answers its id. */
  cart: (units: Units, key?: string) => Promise<string>
  /** Fills a cart and places it. */
  order: (units: Units, email?: string) => Promise<string>
  /** Units of an order's lines as inputs name them. */
  lines: (orderId: string, units: Units) => Promise<{ orderLineId: string; quantity: number }[]>
  /** Lets time pass, and whatever falls due happen. */
  pass: (ms: number) => Promise<void>
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export const pounds = (amount: number) => ({ amount: Math.round(amount * 100), currency: 'GBP' })

const TOKENS = { key: { secret: 'known to the identity provider' }, issuer: null, audience: null }

/** @param stock What each location has, asked in this order when stock is allocated. */
export async function openStoryShop(
  stock: Readonly<Record<string, Units>> = { MAIN: { MUG: 10 } },
  {
    shop = {},
    ...options
  }: Omit<Partial<AppOptions>, 'shop'> & { shop?: Partial<typeof TEST_SHOP> } = {},
): Promise<StoryShop> {
  const app = await testApp({ shop: { ...TEST_SHOP, ...shop }, ...options })
  await ensureOwnerKey(app, OWNER_KEY)
  const { yoga } = graphqlOverHttp({
    admission: admission(ADMISSION_LIMITS),
    backend: app,
    authenticate: authenticator(identitiesOf(app), tokenVerifier(TOKENS, app.clock)),
    log: openLog('silent'),
  })

  const ask: StoryShop['ask'] = async (query, variables = {}, key = OWNER_KEY) => {
    const asked = {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
    }
    const response = await yoga.fetch('http://shop.example/graphql', asked, withoutRequest())
    const { data, errors } = await response.json()
    if (errors) throw new Error(`${errors[0].message} (${query})`)
    return data
  }

  async function give(mutation: string, input: object, facts = '', key?: string): Promise<Answer> {
    const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}`
    const data = await ask(
      `mutation ($input: ${type}Input!) { ${mutation}(input: $input) {
        ${objectsOf(`${type}Payload`)} errors { __typename code message path ${facts} } } }`,
      { input },
      key,
    )
    return data[mutation]
  }

  const does: StoryShop['does'] = async (mutation, input, key) => {
    const { errors, ...objects } = await give(mutation, input, '', key)
    if (errors.length > 0) throw new Error(`${mutation} was refused: ${JSON.stringify(errors)}`)
    const ids = Object.entries<Answer>(objects).map(([field, of]) => [field, of?.id ?? of])
    return Object.fromEntries(ids)
  }

  const shopOf = { locations: {} as Ids, variants: {} as Record<Sku, string> }
  const { product } = await ask(
    `mutation ($input: CreateProductInput!) {
      product: createProduct(input: $input) { product { variants { id sku } } } }`,
    {
      input: {
        name: 'Tableware',
        status: 'PUBLISHED',
        variants: Object.entries(PRICES).map(([sku, amount]) => ({
          sku,
          prices: [{ amount, currency: 'GBP' }],
        })),
      },
    },
  )
  for (const { id, sku } of product.product.variants) shopOf.variants[sku as Sku] = id
  for (const [priority, [code, units]] of Object.entries(stock).entries()) {
    const place = { code, name: code, countryCode: 'GB', priority }
    const { location: locationId = '' } = await does('createLocation', place)
    shopOf.locations[code] = locationId
    if (Object.keys(units).length > 0)
      await does('receiveStock', { locationId, lines: linesOf(units) })
  }
  const { secret: storefront = '' } = await keyFor('PUBLISHABLE')

  async function keyFor(kind: string): Promise<Ids> {
    return (
      await ask(
        'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
        {
          input: { name: 'Storefront', kind },
        },
      )
    ).createApiKey
  }

  function linesOf(units: Units) {
    return Object.entries(units).map(([sku, quantity]) => ({
      variantId: shopOf.variants[sku as Sku],
      quantity,
    }))
  }

  const cart: StoryShop['cart'] = async (units, key = storefront) =>
    (await does('startCart', { currency: 'GBP', lines: linesOf(units) }, key)).cart as string

  return {
    app,
    storefront,
    ...shopOf,
    ask,
    does,
    refused: async (mutation, input, facts, key) => {
      const { errors } = await give(mutation, input, facts, key)
      if (errors.length === 0) throw new Error(`${mutation} was not refused.`)
      return errors[0]
    },
    signedIn: (subject, claims = {}) =>
      new SignJWT({ sub: subject, ...claims })
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime(Math.floor(app.clock() / 1_000) + 3_600)
        .sign(new TextEncoder().encode(TOKENS.key.secret)),
    cart,
    order: async (units, email = 'anna@example.com') => {
      const placing = { cartId: await cart(units), email, shippingAddress: ADDRESS }
      return (await does('placeOrder', placing, storefront)).order as string
    },
    lines: async (orderId, units) => {
      const { order } = await ask('query ($id: ID!) { order(id: $id) { lines { id sku } } }', {
        id: orderId,
      })
      return Object.entries(units).map(([sku, quantity]) => ({
        orderLineId: order.lines.find((line: { sku: string }) => line.sku === sku).id,
        quantity,
      }))
    },
    pass: async (ms) => {
      app.pass(ms)
      await app.reactions.settle()
    },
  }
}

export const ADDRESS = {
  name: 'Anna',
  line1: '1 High Street',
  city: 'Leeds',
  postalCode: 'LS1 1AA',
  countryCode: 'GB',
}

const schema = createSchema()

/** The ids of whatever a payload shows. */
function objectsOf(payload: string): string {
  const type = schema.getType(payload)
  if (!(type instanceof GraphQLObjectType)) throw new Error(`There is no ${payload}.`)
  return Object.values(type.getFields())
    .filter(({ name, type: of }) => {
      const named = getNamedType(of)
      return name !== 'receipt' && named instanceof GraphQLObjectType && 'id' in named.getFields()
    })
    .map(({ name }) => `${name} { id }`)
    .join(' ')
}
