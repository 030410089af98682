import { expect, test } from 'vitest'
import type { PageArgs } from '#kernel/page.ts'
import { type TestApp, testApp } from '#testing/app.ts'
import { TEST_NOW } from '#testing/shop.ts'
import {
  countProducts,
  type ProductQuestion,
  queryOf,
  type SearchOrder,
  searchProducts,
} from './load.ts'

const ALL: ProductQuestion = {
  match: null,
  statuses: ['DRAFT', 'PUBLISHED'],
  price: null,
  inStock: null,
  collectionId: null,
  orderCurrency: 'GBP',
  now: TEST_NOW,
}

type Asked = Partial<ProductQuestion> & { words?: string }

const search = async (
  app: TestApp,
  { words, ...asked }: Asked,
  args: PageArgs<SearchOrder> = {},
): Promise<string[]> => {
  const question = { ...ALL, ...asked, ...(words !== undefined && { match: queryOf(words) }) }
  const { edges } = await searchProducts(app.writer, question, args)
  if (!args.after && !args.before)
    expect(await countProducts(app.writer, question, args.orderBy?.field ?? 'NAME')).toBe(
      edges.length,
    )
  return edges.map(({ row }) => nameOf(app, row.id))
}

const nameOf = (app: TestApp, id: string): string =>
  app.rows<{ name: string }>('select name from product_view where id = ?', id)[0]?.name as string

const add = (app: TestApp, name: string, change: object = {}) =>
  app.ids('CreateProduct', { name, variants: [{ sku: `SKU ${name}`, prices: [] }], ...change })

const priced = (sku: string, ...amounts: number[]) =>
  amounts.map((amount, index) => ({
    sku: `${sku}${index}`,
    prices: [{ amount, currency: 'GBP' }],
  }))

test('a product is found by the beginning of any of its words right after the command', async () => {
  const app = await testApp()
  const description = 'Glazed by hand in Ærøskøbing.'
  const variants = [{ sku: '85123A', name: 'Large crème', prices: [] }]
  const { product } = await add(app, 'Blue Café Mug', { description, variants })
  await add(app, 'Red plate')
  const words = ['blue', 'blu', 'MUG ca', 'cafe', '8512', 'creme', 'glaz', 'mug glazed 85123a']
  for (const typed of words) expect(await search(app, { words: typed })).toEqual(['Blue Café Mug'])
  for (const typed of ['lue', 'mug red', 'mugs'])
    expect(await search(app, { words: typed })).toEqual([])

  await app.accepted('UpdateProduct', { productId: product, name: 'Green Bowl' })
  expect(await search(app, { words: 'blue' })).toEqual([])
  expect(await search(app, { words: 'gree' })).toEqual(['Green Bowl'])
})

test.each(['"', 'a"b', 'NEAR(a b)', '*', '-', 'a OR b', 'name:a', '^a', '(', '!!!', 'a\u0000b'])(
  'nothing that is typed is syntax: %j',
  async (typed) => {
    const app = await testApp()
    await add(app, 'Mug')
    expect(await search(app, { words: typed })).toEqual([])
  },
)

test('the words of an archived variant are forgotten', async () => {
  const app = await testApp()
  const variants = [
    { sku: 'OLD', prices: [] },
    { sku: 'NEW', prices: [] },
  ]
  await add(app, 'Mug', { variants })
  const [old] = app.rows<{ id: string }>("select id from variant_view where sku = 'OLD'")
  await app.accepted('ArchiveVariant', { variantId: old?.id })
  expect(await search(app, { words: 'old' })).toEqual([])
  expect(await search(app, { words: 'new' })).toEqual(['Mug'])
})

test('the best come first: the name counts more than the description', async () => {
  const app = await testApp()
  await add(app, 'Plate', { description: 'Goes well with a mug.' })
  await add(app, 'Mug')
  await add(app, 'Bowl', { variants: [{ sku: 'MUG-BOWL', prices: [] }] })
  expect(await search(app, { words: 'mug' })).toEqual(['Mug', 'Bowl', 'Plate'])
})

test('a price range holds for any variant that is sold, in its own currency', async () => {
  const app = await testApp()
  await add(app, 'Set', { variants: priced('S', 500, 5_000) })
  await add(app, 'Mug', { variants: priced('M', 2_000) })
  const within = (min: number | null, max: number | null, currency = 'GBP') =>
    search(app, { price: { currency, min, max } })
  expect(await within(null, 500)).toEqual(['Set'])
  expect(await within(null, 499)).toEqual([])
  expect(await within(1_000, 3_000)).toEqual(['Mug'])
  expect(await within(5_000, null)).toEqual(['Set'])
  expect(await within(0, null, 'EUR')).toEqual([])
  expect(await within(null, null)).toEqual(['Mug', 'Set'])
})

test('a price that a later one hides is not found', async () => {
  const app = await testApp()
  await add(app, 'Mug', { variants: priced('M', 2_000) })
  const [mug] = app.rows<{ id: string }>('select id from variant_view')
  app.pass(1_000)
  await app.accepted('SetPrice', { variantId: mug?.id, amount: 900, currency: 'GBP' })
  const price = { currency: 'GBP', min: 2_000, max: 2_000 }
  expect(await search(app, { price, now: TEST_NOW })).toEqual(['Mug'])
  expect(await search(app, { price, now: TEST_NOW + 1_000 })).toEqual([])
})

test('what is in stock: goods that were received, services always, archived variants never', async () => {
  const app = await testApp()
  await add(app, 'Mug')
  await add(app, 'Plate')
  await add(app, 'Postage', { variants: [{ sku: 'POST', isService: true, prices: [] }] })
  const goods = app.rows<{ id: string; sku: string }>(
    'select id, sku from variant_view where is_service = 0 order by sku',
  )
  const { location } = await app.ids('CreateLocation', {
    code: 'MAIN',
    name: 'Main',
    countryCode: 'GB',
  })
  const lines = goods.map(({ id }) => ({ variantId: id, quantity: 3 }))
  expect(await search(app, { inStock: true })).toEqual(['Postage'])
  await app.accepted('ReceiveStock', { locationId: location, lines, reference: 'delivery' })
  expect(await search(app, { inStock: true })).toEqual(['Mug', 'Plate', 'Postage'])
  await app.accepted('ArchiveVariant', { variantId: goods[1]?.id })
  expect(await search(app, { inStock: false })).toEqual(['Plate'])
})

test('a collection narrows the search to what stands in it now', async () => {
  const app = await testApp()
  const { product: mug } = await add(app, 'Mug')
  const { product: plate } = await add(app, 'Plate')
  const made = { name: 'Table', productIds: [mug] }
  const { collection: collectionId } = await app.ids('CreateCollection', made)
  expect(await search(app, { collectionId: collectionId as string })).toEqual(['Mug'])
  await app.accepted('UpdateCollection', { collectionId, productIds: [plate] })
  expect(await search(app, { collectionId: collectionId as string })).toEqual(['Plate'])
})

/** What comes first to last; products of one price go by their age. */
const ORDERS: [SearchOrder, string[] | null][] = [
  ['RELEVANCE', null],
  ['NAME', ['a mug with more words', 'Älter mug', 'mug', 'Mug mug mug', 'Zinc mug']],
  ['CREATED_AT', ['Zinc mug', 'mug', 'Älter mug', 'Mug mug mug', 'a mug with more words']],
  ['PRICE', ['mug', 'Zinc mug', 'Älter mug', 'Mug mug mug']],
]

test.each(ORDERS)(
  'pages in the order %s neither repeat nor skip, either way',
  async (field, expected) => {
    const app = await testApp()
    const amounts: [string, number | null][] = [
      ['Zinc mug', 700],
      ['mug', 100],
      ['Älter mug', 700],
      ['Mug mug mug', 900],
      ['a mug with more words', null],
    ]
    for (const [name, amount] of amounts) {
      await add(app, name, {
        variants: [{ sku: name, prices: amount === null ? [] : [{ amount, currency: 'GBP' }] }],
      })
      app.pass(1_000)
    }
    const question = { ...ALL, match: queryOf('mug'), now: TEST_NOW + 10_000 }
    const walk = async (direction: 'ASC' | 'DESC', isForward: boolean) => {
      const names: string[] = []
      let cursor: string | null = null
      for (;;) {
        const part = isForward ? { first: 2, after: cursor } : { last: 2, before: cursor }
        const args: PageArgs<SearchOrder> = { ...part, orderBy: { field, direction } }
        const page = await searchProducts(app.writer, question, args)
        const found = page.edges.map(({ row }) => nameOf(app, row.id))
        if (isForward) names.push(...found)
        else names.unshift(...found)
        const goesOn = isForward ? page.hasNextPage : page.hasPreviousPage
        const cameFrom = isForward ? page.hasPreviousPage : page.hasNextPage
        expect(await cameFrom(app.writer)).toBe(cursor !== null)
        if (!(await goesOn(app.writer))) return names
        cursor = (isForward ? page.edges.at(-1) : page.edges[0])?.cursor ?? null
      }
    }
    const up = await walk('ASC', true)
    if (expected) expect(up).toEqual(expected)
    expect(new Set(up).size).toBe(expected?.length ?? amounts.length)
    expect(await walk('ASC', false)).toEqual(up)
    expect(await walk('DESC', true)).toEqual([...up].reverse())
    expect(await walk('DESC', false)).toEqual([...up].reverse())
  },
)

test.each<[string, Partial<ProductQuestion>, PageArgs<SearchOrder>]>([
  ['relevance without a query', {}, { orderBy: { field: 'RELEVANCE', direction: 'DESC' } }],
  ['a cursor that is none', {}, { after: 'nonsense' }],
  [
    'a cursor of half a serial',
    {},
    { after: Buffer.from('["NAME","a",1.5]').toString('base64url') },
  ],
  ['a cursor of another order', {}, { after: Buffer.from('["PRICE",1,1]').toString('base64url') }],
  ['a page of 101', {}, { first: 101 }],
  ['first and last at once', {}, { first: 1, last: 1 }],
])('%s is refused', async (_, asked, args) => {
  const app = await testApp()
  await expect(searchProducts(app.writer, { ...ALL, ...asked }, args)).rejects.toThrow(
    expect.objectContaining({ code: expect.stringMatching(/BAD_USER_INPUT|PAGE_TOO_LARGE/) }),
  )
})

test('a query of 201 characters is refused', () => {
  expect(() => queryOf('a'.repeat(201))).toThrow('at most 200 characters')
})
