import { expect, test } from 'vitest'
import { InvalidInput } from '#kernel/rejections.ts'
import { testApp } from '#testing/app.ts'

const MUG = {
  name: 'Blue Mug',
  variants: [{ sku: 'MUG', prices: [{ amount: 1250, currency: 'GBP' }] }],
}

test('a product enters with its variants, a slug of its own and a price in each currency', async () => {
  const app = await testApp()
  const { result, refreshed } = await app.accepted('CreateProduct', {
    name: 'Blue Mug',
    slug: 'the-mug',
    description: 'A mug.',
    status: 'PUBLISHED',
    variants: [
      { sku: 'MUG-S', name: 'Small', prices: [{ amount: 900, currency: 'GBP' }] },
      { sku: 'MUG-POST', name: 'Postage', isService: true, prices: [] },
    ],
  })
  expect(refreshed.product_view).toMatchObject([
    {
      id: result.product,
      version: 1,
      slug: 'the-mug',
      name: 'Blue Mug',
      description: 'A mug.',
      status: 'PUBLISHED',
      variants: [
        {
          sku: 'MUG-S',
          name: 'Small',
          status: 'ACTIVE',
          isService: false,
          position: 0,
          prices: [{ amount: 900, currency: 'GBP', from: null, until: null }],
        },
        { sku: 'MUG-POST', isService: true, position: 1, prices: [] },
      ],
    },
  ])
})

test('what is left out: a draft, the product’s name for a variant, a slug from the name', async () => {
  const app = await testApp()
  const { refreshed } = await app.accepted('CreateProduct', MUG)
  expect(refreshed.product_view).toMatchObject([
    { status: 'DRAFT', slug: 'blue-mug', description: null, variants: [{ name: 'Blue Mug' }] },
  ])
})

test('names that make the same slug, or none, are told apart by a number', async () => {
  const app = await testApp()
  const slugs: unknown[] = []
  for (const [index, name] of [...Array(20).fill('Blue  mug!'), '杯子', '杯'].entries()) {
    const { refreshed } = await app.accepted('CreateProduct', {
      name,
      variants: [{ sku: `S${index}`, prices: [] }],
    })
    slugs.push(refreshed.product_view?.[0]?.slug)
  }
  const numbered = Array.from({ length: 19 }, (_, index) => `blue-mug-${index + 2}`)
  expect(slugs).toEqual(['blue-mug', ...numbered, 'product', 'product-2'])
})

test.each([
  ['a SKU that another product has', { slug: 'other' }, 'SKU_TAKEN', 'input.variants.0.sku'],
  [
    'a SKU that stands twice in it',
    {
      slug: 'other',
      variants: [
        { sku: 'A', prices: [] },
        { sku: 'A', prices: [] },
      ],
    },
    'SKU_TAKEN',
    'input.variants.1.sku',
  ],
  [
    'a slug that is taken',
    { slug: 'blue-mug', variants: [{ sku: 'A', prices: [] }] },
    'SLUG_TAKEN',
    'input.slug',
  ],
  [
    'two prices in one currency',
    {
      variants: [
        {
          sku: 'A',
          prices: [
            { amount: 1, currency: 'GBP' },
            { amount: 2, currency: 'GBP' },
          ],
        },
      ],
    },
    'CURRENCY_REPEATED',
    'input.variants.0.prices.1.currency',
  ],
])('%s is refused and leaves nothing', async (_, change, code, path) => {
  const app = await testApp()
  await app.accepted('CreateProduct', MUG)
  const outcome = await app.give('CreateProduct', { ...MUG, ...change })
  expect(outcome).toMatchObject({ outcome: 'REFUSED', refusal: { code, path: path.split('.') } })
  expect(app.rows('select sku from variants')).toEqual([{ sku: 'MUG' }])
  expect(app.rows('select slug from products')).toEqual([{ slug: 'blue-mug' }])
})

const variant = (change: object) => ({ variants: [{ sku: 'A', prices: [], ...change }] })
const price = (amount: unknown, currency: unknown) => variant({ prices: [{ amount, currency }] })

test.each([
  ['no name', { name: undefined }, 'input.name'],
  ['an empty name', { name: '  ' }, 'input.name'],
  ['a name with NUL', { name: 'a\0' }, 'input.name'],
  ['a name of 100 kB', { name: 'a'.repeat(100_000) }, 'input.name'],
  ['a slug with capitals', { slug: 'Blue' }, 'input.slug'],
  ['a slug with a hyphen at its end', { slug: 'blue-' }, 'input.slug'],
  ['a description of 100 kB', { description: 'a'.repeat(100_000) }, 'input.description'],
  ['a status that only archiving gives', { status: 'ARCHIVED' }, 'input.status'],
  ['no variant', { variants: [] }, 'input.variants'],
  [
    '101 variants',
    { variants: Array.from({ length: 101 }, (_, at) => ({ sku: `${at}`, prices: [] })) },
    'input.variants',
  ],
  ['an empty SKU', variant({ sku: '' }), 'input.variants.0.sku'],
  ['a negative price', price(-1, 'GBP'), 'input.variants.0.prices.0.amount'],
  ['half a penny', price(0.5, 'GBP'), 'input.variants.0.prices.0.amount'],
  ['an absurd price', price(1e15, 'GBP'), 'input.variants.0.prices.0.amount'],
  ['a currency that does not exist', price(1, 'XYZ'), 'input.variants.0.prices.0.currency'],
  ['a currency in small letters', price(1, 'gbp'), 'input.variants.0.prices.0.currency'],
  ['a field that is not known', { colour: 'blue' }, 'input'],
])('%s is bad input and leaves no trace', async (_, change, path) => {
  const app = await testApp()
  await expect(app.give('CreateProduct', { ...MUG, ...change })).rejects.toSatisfy((thrown) => {
    expect(thrown).toBeInstanceOf(InvalidInput)
    expect(thrown.facts.problems[0].path.join('.')).toBe(path)
    return true
  })
  expect(app.rows('select * from kernel_journal')).toEqual([])
})
