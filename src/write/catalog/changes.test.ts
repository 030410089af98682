// What happens to a product after it was made: every command but creating and importing.
import { expect, test } from 'vitest'
import { InvalidInput } from '#kernel/rejections.ts'
import { type TestApp, testApp } from '#testing/app.ts'
import { TEST_NOW } from '#testing/shop.ts'

const MUG = {
  name: 'Mug',
  status: 'PUBLISHED',
  variants: [
    { sku: 'S', prices: [{ amount: 900, currency: 'GBP' }] },
    { sku: 'L', name: 'Large', prices: [] },
  ],
}
const PLATE = { name: 'Plate', variants: [{ sku: 'PLATE', prices: [] }] }
const NOBODY = `prd_${'0'.repeat(26)}`
const NOTHING = `var_${'0'.repeat(26)}`

type Stood = { app: TestApp; productId: string; small: string; large: string; other: string }

async function stood(): Promise<Stood> {
  const app = await testApp()
  const { product: productId } = (await app.ids('CreateProduct', MUG)) as { product: string }
  const { product: other } = (await app.ids('CreateProduct', PLATE)) as { product: string }
  const idOf = (sku: string) =>
    app.rows<{ id: string }>('select id from variants where sku = ?', sku)[0]?.id as string
  return { app, productId, small: idOf('S'), large: idOf('L'), other }
}

const page = (app: TestApp, id: string) => {
  const [row] = app.rows<Record<string, unknown>>('select * from product_view where id = ?', id)
  return { ...row, variants: JSON.parse(String(row?.variants)) }
}

test('an update changes what is given; null clears the description alone', async () => {
  const { app, productId } = await stood()
  app.pass(1_000)
  const words = { slug: 'cup', description: 'A cup.' }
  await app.accepted('UpdateProduct', { productId, ...words })
  expect(page(app, productId)).toMatchObject({
    ...words,
    name: 'Mug',
    version: 2,
    updated_at: TEST_NOW + 1_000,
  })
  await app.accepted('UpdateProduct', { productId, slug: null, name: null, description: null })
  expect(page(app, productId)).toMatchObject({ name: 'Mug', slug: 'cup', description: null })
})

test('a variant without a name of its own follows its product’s', async () => {
  const { app, productId, large } = await stood()
  await app.accepted('UpdateProduct', { productId, name: 'Cup' })
  expect(page(app, productId).variants).toMatchObject([{ name: 'Cup' }, { name: 'Large' }])
  await app.accepted('UpdateVariant', { variantId: large, name: null })
  expect(page(app, productId).variants).toMatchObject([{ name: 'Cup' }, { name: 'Cup' }])
})

test('a draft is published once; publishing again changes nothing', async () => {
  const { app, other } = await stood()
  await app.accepted('PublishProduct', { productId: other })
  const { events } = await app.accepted('PublishProduct', { productId: other })
  expect(events).toEqual([])
  expect(page(app, other)).toMatchObject({ status: 'PUBLISHED', version: 2 })
})

test('a variant is added after the others, and is sold at its price', async () => {
  const { app, productId } = await stood()
  const prices = [{ amount: 500, currency: 'EUR' }]
  await app.accepted('AddVariant', { productId, sku: 'XL', name: 'Huge', prices })
  expect(page(app, productId).variants[2]).toMatchObject({
    sku: 'XL',
    name: 'Huge',
    position: 2,
    status: 'ACTIVE',
    prices,
  })
})

test('a variant keeps its SKU when it is archived, and nobody else gets it', async () => {
  const { app, productId, small } = await stood()
  await app.accepted('ArchiveVariant', { variantId: small })
  expect(page(app, productId).variants[0]).toMatchObject({ sku: 'S', status: 'ARCHIVED' })
  expect(await app.give('AddVariant', { productId, sku: 'S', prices: [] })).toMatchObject({
    refusal: { code: 'SKU_TAKEN', facts: { sku: 'S' } },
  })
})

test('a product has at most 100 variants', async () => {
  const { app, productId } = await stood()
  for (let index = 2; index < 100; index++)
    await app.accepted('AddVariant', { productId, sku: `V${index}`, prices: [] })
  expect(await app.give('AddVariant', { productId, sku: 'V100', prices: [] })).toMatchObject({
    refusal: {
      code: 'TOO_MANY_PRODUCT_VARIANTS',
      path: ['input', 'productId'],
      facts: { variantsMax: 100 },
    },
  })
})

test('a price without a start holds from now on, over those that began before', async () => {
  const { app, productId, small } = await stood()
  app.pass(1_000)
  await app.accepted('SetPrice', { variantId: small, amount: 800, currency: 'GBP' })
  expect(page(app, productId).variants[0].prices).toMatchObject([
    { currency: 'GBP', amount: 900, from: null, until: TEST_NOW + 1_000 },
    { currency: 'GBP', amount: 800, from: TEST_NOW + 1_000, until: null },
  ])
  await app.accepted('SetPrice', { variantId: small, amount: 700, currency: 'GBP' })
  expect(page(app, productId).variants[0].prices.at(-1)).toMatchObject({ amount: 700 })
})

test('a version that was expected guards a change', async () => {
  const { app, productId } = await stood()
  const change = { productId, name: 'Cup' }
  const expectedVersion = 1
  await app.accepted('UpdateProduct', change, { expectedVersion })
  expect(await app.give('UpdateProduct', change, { expectedVersion })).toMatchObject({
    refusal: { code: 'VERSION_CONFLICT', facts: { actualVersion: 2 } },
  })
})

const AT = (ms: number) => new Date(TEST_NOW + ms).toISOString()
const GBP = { amount: 1, currency: 'GBP' }

test.each<[string, string, (stood: Stood) => object, string, string]>([
  [
    'an unknown product',
    'UpdateProduct',
    () => ({ productId: NOBODY }),
    'PRODUCT_NOT_FOUND',
    'productId',
  ],
  [
    'an unknown draft',
    'PublishProduct',
    () => ({ productId: NOBODY }),
    'PRODUCT_NOT_FOUND',
    'productId',
  ],
  [
    'archiving nothing',
    'ArchiveProduct',
    () => ({ productId: NOBODY }),
    'PRODUCT_NOT_FOUND',
    'productId',
  ],
  [
    'an unknown variant',
    'UpdateVariant',
    () => ({ variantId: NOTHING }),
    'VARIANT_NOT_FOUND',
    'variantId',
  ],
  [
    'a price of nothing',
    'SetPrice',
    () => ({ variantId: NOTHING, ...GBP }),
    'VARIANT_NOT_FOUND',
    'variantId',
  ],
  [
    'a slug of another',
    'UpdateProduct',
    ({ other }) => ({ productId: other, slug: 'mug' }),
    'SLUG_TAKEN',
    'slug',
  ],
  [
    'a SKU of another',
    'UpdateVariant',
    ({ small }) => ({ variantId: small, sku: 'L' }),
    'SKU_TAKEN',
    'sku',
  ],
  [
    'a price that ends as it begins',
    'SetPrice',
    ({ small }) => ({ variantId: small, ...GBP, from: AT(5), until: AT(5) }),
    'PRICE_NEVER_HOLDS',
    'until',
  ],
  [
    'a price that has ended',
    'SetPrice',
    ({ small }) => ({ variantId: small, ...GBP, from: AT(-9), until: AT(0) }),
    'PRICE_NEVER_HOLDS',
    'until',
  ],
  [
    'a collection of what is not there',
    'CreateCollection',
    ({ other }) => ({ name: 'All', productIds: [other, NOBODY] }),
    'PRODUCT_NOT_FOUND',
    'productIds.1',
  ],
  [
    'a collection of one thing twice',
    'CreateCollection',
    ({ other }) => ({ name: 'All', productIds: [other, other] }),
    'PRODUCT_REPEATED',
    'productIds.1',
  ],
  [
    'a collection that is not there',
    'UpdateCollection',
    () => ({ collectionId: `col_${'0'.repeat(26)}` }),
    'COLLECTION_NOT_FOUND',
    'collectionId',
  ],
])('%s is refused and nothing changes', async (_, command, inputOf, code, path) => {
  const given = await stood()
  const events = given.app.rows('select count(*) as n from kernel_events')
  expect(await given.app.give(command, inputOf(given))).toMatchObject({
    refusal: { code, path: ['input', ...path.split('.')] },
  })
  expect(given.app.rows('select count(*) as n from kernel_events')).toEqual(events)
})

test.each<[string, (stood: Stood) => object]>([
  ['UpdateProduct', ({ productId }) => ({ productId, name: 'Cup' })],
  ['PublishProduct', ({ productId }) => ({ productId })],
  ['AddVariant', ({ productId }) => ({ productId, sku: 'XL', prices: [] })],
  ['UpdateVariant', ({ small }) => ({ variantId: small, name: 'Tiny' })],
  ['ArchiveVariant', ({ small }) => ({ variantId: small })],
  ['SetPrice', ({ small }) => ({ variantId: small, ...GBP })],
  ['ImportProducts', () => ({ products: [MUG] })],
])('%s does not change an archived product', async (command, inputOf) => {
  const given = await stood()
  const { app, productId } = given
  await app.accepted('ArchiveProduct', { productId })
  const before = page(app, productId)
  expect(before).toMatchObject({ status: 'ARCHIVED' })
  expect(await app.give(command, inputOf(given))).toMatchObject({
    refusal: { code: 'PRODUCT_IS_ARCHIVED' },
  })
  expect(page(app, productId)).toEqual(before)
  const { events } = await app.accepted('ArchiveProduct', { productId })
  expect(events).toEqual([])
})

test.each<[string, (stood: Stood) => object]>([
  ['UpdateVariant', ({ small }) => ({ variantId: small, name: 'Tiny' })],
  ['SetPrice', ({ small }) => ({ variantId: small, ...GBP })],
])('%s does not change an archived variant', async (command, inputOf) => {
  const given = await stood()
  await given.app.accepted('ArchiveVariant', { variantId: given.small })
  expect(await given.app.give(command, inputOf(given))).toMatchObject({
    refusal: { code: 'VARIANT_IS_ARCHIVED', facts: { sku: 'S' } },
  })
})

test.each<[string, string, (stood: Stood) => object, string]>([
  ['an id of another kind', 'UpdateProduct', ({ small }) => ({ productId: small }), 'productId'],
  ['a word for an id', 'PublishProduct', () => ({ productId: 'mug' }), 'productId'],
  ['an empty name', 'UpdateProduct', ({ productId }) => ({ productId, name: ' ' }), 'name'],
  ['a slug with a space', 'UpdateProduct', ({ productId }) => ({ productId, slug: 'a b' }), 'slug'],
  [
    'a SKU of 81 characters',
    'UpdateVariant',
    ({ small }) => ({ variantId: small, sku: 'a'.repeat(81) }),
    'sku',
  ],
  [
    'a negative price',
    'SetPrice',
    ({ small }) => ({ variantId: small, ...GBP, amount: -1 }),
    'amount',
  ],
  [
    'a currency that is none',
    'SetPrice',
    ({ small }) => ({ variantId: small, ...GBP, currency: 'ABC' }),
    'currency',
  ],
  [
    'a day for a moment',
    'SetPrice',
    ({ small }) => ({ variantId: small, ...GBP, from: '2026-03-02' }),
    'from',
  ],
  ['a collection without a name', 'CreateCollection', () => ({ name: '' }), 'name'],
  [
    'a collection of 1,001 products',
    'CreateCollection',
    ({ other }) => ({ name: 'All', productIds: Array(1_001).fill(other) }),
    'productIds',
  ],
])('%s is bad input', async (_, command, inputOf, path) => {
  const given = await stood()
  await expect(given.app.give(command, inputOf(given))).rejects.toSatisfy((thrown) => {
    expect(thrown).toBeInstanceOf(InvalidInput)
    expect(thrown.facts.problems[0].path.join('.')).toBe(`input.${path}`)
    return true
  })
})

test('a collection keeps the order that it was given, and null empties it', async () => {
  const { app, productId, other } = await stood()
  const made = { name: 'Für Zwei', productIds: [other, productId] }
  const { collection: collectionId } = await app.ids('CreateCollection', made)
  const members = () =>
    app
      .rows<{ product_id: string }>(
        'select product_id from collection_product_view order by position',
      )
      .map(({ product_id }) => product_id)
  expect(app.rows('select slug, version from collection_view')).toEqual([
    { slug: 'fur-zwei', version: 1 },
  ])
  expect(members()).toEqual([other, productId])
  await app.accepted('UpdateCollection', { collectionId, productIds: [productId, other] })
  expect(members()).toEqual([productId, other])
  await app.accepted('UpdateCollection', { collectionId, name: 'Two' })
  expect(members()).toEqual([productId, other])
  await app.accepted('UpdateCollection', { collectionId, productIds: null })
  expect(members()).toEqual([])
})
