import { expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing/app.ts'
import { TEST_NOW } from '#testing/shop.ts'

const gbp = (amount: number) => [{ amount, currency: 'GBP' }]
const MUG = { name: 'Mug', status: 'PUBLISHED', variants: [{ sku: 'MUG', prices: gbp(900) }] }
const PLATE = { name: 'Plate', variants: [{ sku: 'PLATE', prices: gbp(500) }] }

const give = (app: TestApp, ...products: object[]) => app.give('ImportProducts', { products })
const take = (app: TestApp, ...products: object[]) => app.accepted('ImportProducts', { products })
const catalog = (app: TestApp) =>
  app
    .rows<Record<string, string>>(
      'select name, status, slug, variants from product_view order by slug',
    )
    .map((row) => ({ ...row, variants: JSON.parse(String(row.variants)) }))

test('products that are not known are added, in the order of the input', async () => {
  const app = await testApp()
  const { result } = await take(app, PLATE, MUG, { ...MUG, variants: [{ sku: 'M2', prices: [] }] })
  expect(result.products).toHaveLength(3)
  expect(app.rows('select name from products order by serial')).toEqual([
    { name: 'Plate' },
    { name: 'Mug' },
    { name: 'Mug' },
  ])
  expect(catalog(app)).toMatchObject([
    { slug: 'mug', status: 'PUBLISHED', variants: [{ sku: 'MUG' }] },
    { slug: 'mug-2' },
    { slug: 'plate', status: 'DRAFT' },
  ])
})

test('the same import again answers the same products and changes nothing', async () => {
  const app = await testApp()
  const first = await take(app, MUG, PLATE)
  app.pass(1_000)
  const again = await take(app, MUG, PLATE)
  expect(again.result).toEqual(first.result)
  expect(again.events).toEqual([])
  expect(app.rows('select count(*) as n from prices')).toEqual([{ n: 2 }])
})

test('a known SKU brings its product up to date: words, price, status, new variants', async () => {
  const app = await testApp()
  await take(app, MUG)
  app.pass(1_000)
  const variants = [
    { sku: 'NEW', name: 'New', prices: gbp(100) },
    { sku: 'MUG', name: 'Old', prices: [...gbp(800), { amount: 999, currency: 'EUR' }] },
  ]
  await take(app, { name: 'Cup', slug: 'cup', status: 'DRAFT', variants })
  expect(catalog(app)).toMatchObject([
    {
      name: 'Cup',
      slug: 'cup',
      status: 'DRAFT',
      variants: [
        {
          sku: 'MUG',
          name: 'Old',
          prices: [
            { currency: 'EUR', amount: 999, from: null, until: null },
            { currency: 'GBP', amount: 900, until: TEST_NOW + 1_000 },
            { currency: 'GBP', amount: 800, from: TEST_NOW + 1_000, until: null },
          ],
        },
        { sku: 'NEW', name: 'New', position: 1 },
      ],
    },
  ])
})

test('variants that the import does not name stay', async () => {
  const app = await testApp()
  await take(app, { ...MUG, variants: [...MUG.variants, { sku: 'BIG', prices: [] }] })
  await take(app, MUG)
  expect(catalog(app)[0]?.variants).toMatchObject([{ sku: 'MUG' }, { sku: 'BIG' }])
})

const two = (sku: string) => ({ sku, prices: [] })

test.each<[string, object[], string, string]>([
  [
    'a SKU in two products',
    [MUG, { ...PLATE, variants: [two('X'), two('MUG')] }],
    'SKU_TAKEN',
    'products.1.variants.1.sku',
  ],
  [
    'SKUs of two known products in one',
    [{ name: 'Both', variants: [two('A'), two('B')] }],
    'SKUS_OF_SEVERAL_PRODUCTS',
    'products.0.variants',
  ],
  [
    'one known product twice',
    [
      { name: 'One', variants: [two('A')] },
      { name: 'One', variants: [two('A2')] },
    ],
    'PRODUCT_REPEATED',
    'products.1',
  ],
  ['a slug that is taken', [{ ...MUG, slug: 'known-b' }], 'SLUG_TAKEN', 'products.0.slug'],
  [
    'a known product a slug that is taken',
    [{ name: 'One', slug: 'known-b', variants: [two('A')] }],
    'SLUG_TAKEN',
    'products.0.slug',
  ],
  [
    'two prices in a currency',
    [{ ...MUG, variants: [{ sku: 'M', prices: [...gbp(1), ...gbp(2)] }] }],
    'CURRENCY_REPEATED',
    'products.0.variants.0.prices.1.currency',
  ],
  [
    'more than 1,000 variants',
    Array.from({ length: 11 }, (_, product) => ({
      name: 'Many',
      variants: Array.from({ length: 100 }, (_, index) => two(`${product}-${index}`)),
    })),
    'IMPORT_TOO_LARGE',
    'products',
  ],
])('%s refuses the whole import', async (_, products, code, path) => {
  const app = await testApp()
  await take(
    app,
    { name: 'Known A', variants: [two('A'), two('A2')] },
    { name: 'Known B', variants: [two('B')] },
  )
  const before = catalog(app)
  expect(await give(app, PLATE, ...products)).toMatchObject({
    refusal: { code, path: ['input', ...shifted(path).split('.')] },
  })
  expect(catalog(app)).toEqual(before)
})

/** A good product goes before those that are refused: all or none. */
const shifted = (path: string) => path.replace(/\d+/, (index) => String(Number(index) + 1))

test('an archived variant is not brought back by an import', async () => {
  const app = await testApp()
  await take(app, { ...MUG, variants: [...MUG.variants, { sku: 'BIG', prices: [] }] })
  const [big] = app.rows<{ id: string }>("select id from variants where sku = 'BIG'")
  await app.accepted('ArchiveVariant', { variantId: big?.id })
  expect(await give(app, { name: 'Mug', variants: [two('BIG')] })).toMatchObject({
    refusal: { code: 'VARIANT_IS_ARCHIVED', path: ['input', 'products', '0', 'variants', '0'] },
  })
})
