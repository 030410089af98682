import { expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { type TestApp, testApp } from '#testing/app.ts'
import { ask, asked } from '#testing/graphql.ts'
import { TEST_NOW } from '#testing/shop.ts'

const SHOPPER: Actor = { kind: 'PUBLISHABLE', id: 'key_shop', permissions: ['catalog.read'] }
const HOUR = 3_600_000

const product = (name: string, amount: number, change: object = {}) => ({
  name,
  status: 'PUBLISHED',
  variants: [{ sku: name.toUpperCase(), prices: [{ amount, currency: 'GBP' }] }],
  ...change,
})

const add = async (app: TestApp, name: string, amount: number, change: object = {}) =>
  (await app.ids('CreateProduct', product(name, amount, change))).product as string

const CREATE = `mutation ($input: CreateProductInput!) {
  createProduct(input: $input) { product { id slug variants { id sku } } errors { code path } }
}`

test('a product is created, and found by id, slug and SKU', async () => {
  const app = await testApp()
  const input = product('Blue mug', 1250, { slug: 'the-mug', description: 'A mug.' })
  const { createProduct } = await asked(app, CREATE, { input })
  expect(createProduct).toMatchObject({ errors: [], product: { slug: 'the-mug' } })
  const { id, variants } = createProduct.product
  expect(variants).toMatchObject([{ sku: 'BLUE MUG' }])

  const data = await asked(
    app,
    `query ($id: ID!) {
      product(slug: "the-mug") { id name status lowestPrice { decimal } }
      byId: product(id: $id) { slug }
      variant(sku: "BLUE MUG") { id price { amount currency } product { id } inStock availability available }
      euros: variant(sku: "BLUE MUG") { price(currency: "EUR") { amount } }
    }`,
    { id },
  )
  expect(data).toEqual({
    product: { id, name: 'Blue mug', status: 'PUBLISHED', lowestPrice: { decimal: '12.50' } },
    byId: { slug: 'the-mug' },
    variant: {
      id: variants[0].id,
      price: { amount: 1250, currency: 'GBP' },
      product: { id },
      inStock: false,
      availability: 'OUT',
      available: 0,
    },
    euros: { price: null },
  })
})

test.each([
  ['no key', ''],
  ['two keys', '(id: "prd_1", slug: "a")'],
])('a lookup by %s is refused', async (_, args) => {
  const app = await testApp()
  const { errors } = await ask(app, `{ product${args} { id } }`)
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT'])
})

test('a refusal names its field, and nothing is made', async () => {
  const app = await testApp()
  await add(app, 'Mug', 100)
  const { createProduct } = await asked(app, CREATE, { input: product('Mug', 100) })
  expect(createProduct).toEqual({
    product: null,
    errors: [{ code: 'SKU_TAKEN', path: ['input', 'variants', '0', 'sku'] }],
  })
})

test.each([
  ['a draft', 'DRAFT'],
  ['an archived product', 'ARCHIVED'],
])('%s never shows to a shopper, by any path', async (_, status) => {
  const app = await testApp()
  const id = await add(app, 'Secret', 100, { status: status === 'DRAFT' ? 'DRAFT' : 'PUBLISHED' })
  if (status === 'ARCHIVED') await app.accepted('ArchiveProduct', { productId: id })
  const { collection } = await app.ids('CreateCollection', { name: 'All', productIds: [id] })
  const [variant] = app.rows<{ id: string }>('select id from variant_view')
  const source = `query ($id: ID!, $variant: ID!, $collection: ID!) {
    node(id: $id) { id }
    nodes(ids: [$variant]) { id }
    byId: product(id: $id) { id }
    bySlug: product(slug: "secret") { id }
    variant(sku: "SECRET") { id }
    products { nodes { id } totalCount }
    asked: products(where: { status: { eq: ${status} } }) { edges { node { id } } totalCount }
    searchProducts(query: "sec") { nodes { id } totalCount }
    searched: searchProducts(where: { status: [${status}] }) { nodes { id } totalCount }
    collection(id: $collection) { products { edges { node { id } } totalCount } }
  }`
  const variables = { id, variant: variant?.id, collection }
  const none = { nodes: [], totalCount: 0 }
  expect(await asked(app, source, variables, { actor: SHOPPER })).toEqual({
    node: null,
    nodes: [null],
    byId: null,
    bySlug: null,
    variant: null,
    products: none,
    asked: { edges: [], totalCount: 0 },
    searchProducts: none,
    searched: none,
    collection: { products: { edges: [], totalCount: 0 } },
  })
  const staff = await asked(app, source, variables)
  expect(staff).toMatchObject({ byId: { id }, searched: { totalCount: 1 }, node: { id } })
})

test('an archived variant leaves the shop, and staff still see it', async () => {
  const app = await testApp()
  const id = await add(app, 'Mug', 100, {
    variants: [
      { sku: 'S', prices: [{ amount: 100, currency: 'GBP' }] },
      { sku: 'L', prices: [{ amount: 200, currency: 'GBP' }] },
    ],
  })
  const [small] = app.rows<{ id: string }>("select id from variant_view where sku = 'S'")
  await app.accepted('ArchiveVariant', { variantId: small?.id })
  const source = `query ($id: ID!) { product(id: $id) { lowestPrice { amount } variants { sku } } }`
  expect(await asked(app, source, { id }, { actor: SHOPPER })).toEqual({
    product: { lowestPrice: { amount: 200 }, variants: [{ sku: 'L' }] },
  })
  const { product } = await asked(app, source, { id })
  expect(product.variants).toHaveLength(2)
})

test('a scheduled price switches by the clock, for the page, the filter and the order alike', async () => {
  const app = await testApp()
  await add(app, 'Mug', 1_000)
  await add(app, 'Plate', 900)
  const [mug] = app.rows<{ id: string }>("select id from variant_view where sku = 'MUG'")
  const [from, until] = [TEST_NOW + HOUR, TEST_NOW + 2 * HOUR].map((at) =>
    new Date(at).toISOString(),
  )
  await app.accepted('SetPrice', {
    variantId: mug?.id,
    amount: 500,
    currency: 'GBP',
    from,
    until,
  })
  const commands = app.rows('select count(*) as n from kernel_journal')
  const look = async () => {
    const { variant, cheapest, cheap } = await asked(
      app,
      `{
        variant(sku: "MUG") { price { amount } }
        cheapest: searchProducts(orderBy: { field: PRICE, direction: ASC }) { nodes { name } }
        cheap: searchProducts(where: { price: { max: 600 } }) { nodes { name } totalCount }
      }`,
    )
    return [variant.price.amount, cheapest.nodes[0].name, cheap.totalCount]
  }
  expect(await look()).toEqual([1_000, 'Plate', 0])
  app.pass(HOUR)
  expect(await look()).toEqual([500, 'Mug', 1])
  app.pass(HOUR)
  expect(await look()).toEqual([1_000, 'Plate', 0])
  expect(app.rows('select count(*) as n from kernel_journal')).toEqual(commands)
})

test('a shopper learns whether a thing can be had, never how much there is or what it will cost', async () => {
  const app = await testApp()
  await add(app, 'Mug', 100)
  const source = '{ variant(sku: "MUG") { inStock availability available prices { from } } }'
  expect(await asked(app, source, {}, { actor: SHOPPER })).toEqual({
    variant: { inStock: false, availability: 'OUT', available: null, prices: null },
  })
})

test('products are listed with their variants by the same few statements, however many', async () => {
  const statements: string[] = []
  const app = await testApp({
    connection: { synchronous: 'OFF', onStatement: (sql) => statements.push(sql) },
  })
  for (let index = 0; index < 12; index++) await add(app, `Mug ${index}`, 100)
  const counted = async (first: number) => {
    app.forget()
    statements.length = 0
    const source = `{ products(first: ${first}) { nodes { name variants { sku price { amount } availability product { id } } } } }`
    const { products } = await asked(app, source)
    expect(products.nodes).toHaveLength(first)
    return statements.length
  }
  await counted(1)
  expect(await counted(12)).toBe(await counted(1))
})
