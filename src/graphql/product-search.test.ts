// The search as a shop window shows it: mistakes forgiven, what it could be narrowed to, and why each was found.
import { expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing/app.ts'
import { asked } from '#testing/graphql.ts'
import { ANYBODY } from './context.ts'

const SEARCH = `query ($query: String, $where: ProductSearchWhere) {
  searchProducts(query: $query, where: $where, first: 20) {
    correctedQuery totalCount
    edges { node { name } highlights { field parts { text isMatch } } }
    facets {
      collections { count collection { name } }
      stock { inStock soldOut }
      price { min { amount } max { amount currency } }
    }
  } }`

type Goods = { name: string; sku?: string; amount?: number; description?: string; status?: string }

async function shopOf(
  ...goods: Goods[]
): Promise<TestApp & { ids: TestApp['ids']; products: string[] }> {
  const app = await testApp()
  const products: string[] = []
  for (const [
    at,
    { name, sku = `SKU${at}`, amount = 500, status = 'PUBLISHED', ...rest },
  ] of goods.entries()) {
    const variants = [{ sku, prices: [{ amount, currency: 'GBP' }] }]
    products.push(
      String((await app.ids('CreateProduct', { name, status, variants, ...rest })).product),
    )
  }
  return { ...app, products }
}

const found = async (app: TestApp, query: string | null, where: object | null = null) =>
  (await asked(app, SEARCH, { query, where })).searchProducts
type Found = { edges: { node: { name: string } }[] }
const names = ({ edges }: Found) => edges.map(({ node }) => node.name).sort()

const RETAIL: Goods[] = [
  { name: 'WHITE HANGING HEART T-LIGHT HOLDER', sku: '85123A' },
  { name: 'RED HANGING HEART T-LIGHT HOLDER', sku: '85123B' },
  { name: 'KNITTED UNION FLAG HOT WATER BOTTLE', sku: '84029G' },
  { name: 'BABUSHKA LIGHTS STRING OF 10', sku: '84026' },
  { name: 'LUNCH BAG CARS BLUE', sku: '20728', description: 'Keeps a heartfelt lunch cool.' },
]

test.each([
  ['hart t-lite', 'heart t light', 2], // As it sounds.
  ['haert', 'heart', 3], // Neighbours swapped; the lunch bag is heartfelt.
  ['knited botle', 'knitted bottle', 1], // A letter left out, in each.
  ['babuskha', 'babushka', 1],
  ['hangging', 'hanging', 2], // One too many.
  ['BÄBUSHKA', null, 1], // No mistake: marks and case don't count.
  ['heart', null, 3],
  ['85123', null, 2], // A SKU by its beginning.
  ['85132A', null, 0], // Numbers are not guessed at: another SKU is another thing.
  ['xylophone', null, 0],
  ['cat', null, 0], // Too short to be a mistake.
])('%s is understood as %s, and finds %i', async (query, corrected, count) => {
  const { correctedQuery, totalCount } = await found(await shopOf(...RETAIL), query)
  expect([correctedQuery, totalCount]).toEqual([corrected, count])
})

test('a word is known from the moment it is in the catalog until it is gone', async () => {
  const app = await shopOf(...RETAIL)
  expect(await found(app, 'lantren')).toMatchObject({ correctedQuery: null, totalCount: 0 })
  const variants = [{ sku: 'L1', prices: [] }]
  const made = { name: 'Storm lantern', status: 'PUBLISHED', variants }
  const { product: productId } = await app.ids('CreateProduct', made)
  expect(await found(app, 'lantren')).toMatchObject({ correctedQuery: 'lantern', totalCount: 1 })
  await app.accepted('UpdateProduct', { productId, name: 'Storm lamp' })
  expect(await found(app, 'lantren')).toMatchObject({ correctedQuery: null, totalCount: 0 })
})

test('shoppers are not corrected to what they may not see', async () => {
  const app = await shopOf({ name: 'Secret lantern', status: 'DRAFT' })
  const shopper = { ...ANYBODY, id: 'key_p', permissions: ['catalog.read'] }
  const asShopper = await asked(app, SEARCH, { query: 'lantren' }, { actor: shopper })
  expect(asShopper.searchProducts).toMatchObject({ correctedQuery: null, totalCount: 0 })
  expect(await found(app, 'lantren')).toMatchObject({ correctedQuery: 'lantern', totalCount: 1 })
})

test('words that count as the same find each other, phrases too, until they no longer do', async () => {
  const app = await shopOf({ name: 'Tea light holder' }, { name: 'Blue cup' }, { name: 'Mug tree' })
  const set = (...groups: string[][]) =>
    app.accepted('SetSearchSynonyms', { groups: groups.map((words) => ({ words })) })
  const totals = async (...queries: string[]) =>
    Promise.all(queries.map(async (query) => (await found(app, query)).totalCount))
  const queries = ['mug', 'CUP', 'nightlight', 'nightlight holder', 'blue mug', 'candle']
  expect(await totals(...queries)).toEqual([1, 1, 0, 0, 0, 0])
  await set(['Mug', 'cup'], ['nightlight', 'tea light'])
  expect(await totals(...queries)).toEqual([2, 2, 1, 1, 1, 0])
  expect((await asked(app, '{ searchSynonyms { words } }')).searchSynonyms).toEqual([
    { words: ['Mug', 'cup'] },
    { words: ['nightlight', 'tea light'] },
  ])
  await set(['candle', 'tea light'], ['***', '!'])
  expect(await totals(...queries)).toEqual([1, 1, 0, 0, 0, 1])
  await set()
  expect(await totals(...queries)).toEqual([1, 1, 0, 0, 0, 0])
})

test('a filter that leaves nothing is no mistake in spelling', async () => {
  const app = await shopOf({ name: 'Heart' }, { name: 'Hearth' })
  const where = { price: { min: 1_000 } }
  expect(await found(app, 'heart', where)).toMatchObject({ correctedQuery: null, totalCount: 0 })
})

test('facets count what a filter would leave, each as if it were not set itself', async () => {
  const app = await shopOf(
    { name: 'Blue mug', amount: 500 },
    { name: 'Red mug', amount: 700 },
    { name: 'Green mug', amount: 900 },
    { name: 'Plate', amount: 9_000 },
  )
  const [blue, red, , plate] = app.products
  const collect = (name: string, productIds: unknown[], status = 'PUBLISHED') =>
    app.ids('CreateCollection', { name, productIds, status })
  const { collection: kitchen } = await collect('Kitchen', [blue, red, plate])
  await collect('Gifts', [blue])
  const { location } = await app.ids('CreateLocation', { code: 'A', name: 'A', countryCode: 'GB' })
  const [variant] = app.rows<{ id: string }>('select id from variants where product_id = ?', blue)
  const lines = [{ variantId: variant?.id, quantity: 1 }]
  await app.accepted('ReceiveStock', { locationId: location, lines })

  const all = await found(app, 'mug')
  expect(all.facets).toEqual({
    collections: [
      { count: 2, collection: { name: 'Kitchen' } },
      { count: 1, collection: { name: 'Gifts' } },
    ],
    stock: { inStock: 1, soldOut: 2 },
    price: { min: { amount: 500 }, max: { amount: 900, currency: 'GBP' } },
  })

  const narrowed = await found(app, 'mug', {
    ...{ collectionId: kitchen, inStock: true, price: { max: 600 } },
  })
  expect(names(narrowed)).toEqual(['Blue mug'])
  expect(narrowed.facets).toEqual({
    collections: expect.arrayContaining([
      { count: 1, collection: { name: 'Kitchen' } },
      { count: 1, collection: { name: 'Gifts' } },
    ]),
    stock: { inStock: 1, soldOut: 0 },
    price: { min: { amount: 500 }, max: { amount: 500, currency: 'GBP' } },
  })
  expect((await found(app, null)).facets.price.max.amount).toBe(9_000)
  expect((await found(app, 'plough')).facets).toEqual({
    ...{ collections: [], stock: { inStock: 0, soldOut: 0 }, price: null },
  })
})

test('each says where it was found, in parts that are plain text', async () => {
  const app = await shopOf({
    name: 'A <b>mug</b> & more',
    sku: 'MUG-1',
    description: `${'word '.repeat(100)}holds a mugful of tea.${' word'.repeat(100)}`,
  })
  const { edges } = await found(app, 'mug')
  const [name, variants, description] = edges[0].highlights
  expect(name).toEqual({
    field: 'NAME',
    parts: [
      { text: 'A <b>', isMatch: false },
      { text: 'mug', isMatch: true },
      { text: '</b> & more', isMatch: false },
    ],
  })
  expect(variants).toMatchObject({ field: 'VARIANTS', parts: [{ text: 'MUG', isMatch: true }, {}] })
  expect(description.parts.find(({ isMatch }: { isMatch: boolean }) => isMatch).text).toBe('mugful')
  expect(description.parts.map(({ text }: { text: string }) => text).join('').length).toBeLessThan(
    200,
  )
  expect((await found(app, null)).edges[0].highlights).toEqual([])
})
