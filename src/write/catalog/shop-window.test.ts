// What shoppers find, and until when: prices that come and go by the clock alone, collections in their
// order, things by their ids in other systems, and what is taken from sight.
import { expect, test } from 'vitest'
import { verifyViews } from '#kernel/verify-views.ts'
import { tallies, views } from '#read/views.ts'
import { asked } from '#testing/graphql.ts'
import { type OrderDesk, orderDesk, UNKNOWN } from '#testing/orders.ts'
import { TEST_NOW } from '#testing/shop.ts'

const HOUR = 3_600_000
const at = (hours: number) => new Date(TEST_NOW + hours * HOUR).toISOString()

const set = (desk: OrderDesk, amount: number, change: object = {}) =>
  desk.accepted('SetPrice', { variantId: desk.variants.MUG, amount, currency: 'GBP', ...change })

const STEPS = `{ variant(sku: "MUG") { prices(currency: "GBP") { id price { amount } from until } } }`
type Step = { id: string; price: { amount: number }; from: string | null; until: string | null }
const stepsOf = async (desk: OrderDesk): Promise<Step[]> =>
  (await asked(desk, STEPS)).variant.prices
const laidOut = async (desk: OrderDesk) =>
  (await stepsOf(desk)).map(({ price, from, until }) => [price.amount, from, until])

/** What the mug costs on its page, in the search, in a cart and in an order placed now. */
async function costs(desk: OrderDesk) {
  const { cart: cartId } = await desk.ids('StartCart', {
    currency: 'GBP',
    lines: [{ variantId: desk.variants.MUG, quantity: 1 }],
  })
  const { variant, cart } = await asked(
    desk,
    `query ($cartId: ID!) {
      variant(sku: "MUG") { price { amount } currentPrices { amount currency } }
      cart(id: $cartId) { total { amount } }
    }`,
    { cartId },
  )
  const { total } = await desk.placed({ MUG: 1 })
  const amounts = new Set([variant.price.amount, cart.total.amount, total])
  expect(amounts.size, JSON.stringify([...amounts])).toBe(1)
  const { searchProducts } = await asked(
    desk,
    `query ($range: PriceRangeInput!) {
      searchProducts(where: { price: $range }) { totalCount }
    }`,
    { range: { min: total, max: total } },
  )
  expect(searchProducts.totalCount).toBe(1)
  return { amount: total, all: variant.currentPrices }
}

test('a sale comes and goes by the clock alone: page, cart and placing agree at every moment', async () => {
  const desk = await orderDesk()
  await set(desk, 333, { from: at(1), until: at(2) })
  await set(desk, 450, { currency: 'EUR' })
  const told = () => desk.rows("select count(*) as n from kernel_events where name like 'Price%'")
  const before = told()
  const euros = { amount: 450, currency: 'EUR' }
  expect(await costs(desk)).toEqual({ amount: 500, all: [euros, { amount: 500, currency: 'GBP' }] })
  desk.pass(HOUR)
  expect(await costs(desk)).toMatchObject({ amount: 333 })
  desk.pass(HOUR - 1)
  expect(await costs(desk)).toMatchObject({ amount: 333 })
  desk.pass(1)
  expect(await costs(desk)).toMatchObject({ amount: 500 })
  expect(told()).toEqual(before)
})

test('a planned price that is taken away never begins', async () => {
  const desk = await orderDesk()
  await set(desk, 300, { from: at(1), until: at(2) })
  const [, sale] = await stepsOf(desk)
  await desk.accepted('RemovePrice', { priceId: sale?.id })
  expect(await laidOut(desk)).toEqual([[500, null, null]])
  expect(await desk.refused('RemovePrice', { priceId: sale?.id })).toMatchObject({
    code: 'PRICE_NOT_FOUND',
    path: ['input', 'priceId'],
  })
})

test('a price that is taken away while it holds ends now, and what it covered holds again', async () => {
  const desk = await orderDesk()
  await set(desk, 300, { until: at(2) })
  desk.pass(HOUR)
  const sale = (await stepsOf(desk)).find(({ price }) => price.amount === 300)
  await desk.accepted('RemovePrice', { priceId: sale?.id })
  expect(await laidOut(desk)).toEqual([
    [500, null, at(0)],
    [300, at(0), at(1)],
    [500, at(1), null],
  ])
  const again = await desk.accepted('RemovePrice', { priceId: sale?.id })
  expect(again.events).toEqual([])
  const findings = await verifyViews(desk.writer, views, tallies)
  expect(findings.flatMap(({ findings }) => findings)).toEqual([])
})

test('without its last price a variant can no longer be bought in the currency', async () => {
  const desk = await orderDesk()
  const [only] = await stepsOf(desk)
  await desk.accepted('RemovePrice', { priceId: only?.id })
  const { variant } = await asked(
    desk,
    '{ variant(sku: "MUG") { price { amount } currentPrices { amount } } }',
  )
  expect(variant).toEqual({ price: null, currentPrices: [] })
})

test('past prices make room for new ones; planned ones are kept, and bounded', async () => {
  const desk = await orderDesk()
  for (let index = 1; index <= 150; index++) {
    desk.pass(1_000)
    await set(desk, index)
  }
  const count = () =>
    desk.rows('select count(*) as n from prices where variant_id = ?', desk.variants.MUG)
  expect(count()).toEqual([{ n: 100 }])
  expect((await stepsOf(desk)).at(-1)).toMatchObject({ price: { amount: 150 }, until: null })

  const planned = (index: number) => ({
    variant: { sku: 'MUG' },
    ...{ amount: index, currency: 'GBP', from: at(index), until: at(index + 1) },
  })
  const rows = Array.from({ length: 99 }, (_, index) => planned(index + 1))
  await desk.accepted('SetPrices', { prices: rows })
  expect(count()).toEqual([{ n: 100 }])
  const tooMany = { code: 'TOO_MANY_PRICES', facts: { currency: 'GBP', pricesMax: 100 } }
  expect(await desk.refused('SetPrices', { prices: [planned(200)] })).toMatchObject(tooMany)
  expect(
    await desk.refused('SetPrice', {
      variantId: desk.variants.MUG,
      ...{ amount: 1, currency: 'GBP', from: at(200), until: at(201) },
    }),
  ).toMatchObject(tooMany)
})

test('a product is taken from sight again, and what shoppers hold of it says so', async () => {
  const desk = await orderDesk()
  const [product] = desk.rows<{ id: string }>('select id from products')
  const lines = [{ variantId: desk.variants.MUG, quantity: 1 }]
  const { cart } = await desk.ids('StartCart', { currency: 'GBP', lines })
  await desk.accepted('UnpublishProduct', { productId: product?.id })
  expect((await desk.accepted('UnpublishProduct', { productId: product?.id })).events).toEqual([])
  const address = { name: 'A', line1: '1', city: 'Leeds', postalCode: 'LS1', countryCode: 'GB' }
  const placing = { cartId: cart, email: 'a@example.com', shippingAddress: address }
  expect((await desk.refused('PlaceOrder', placing)).code).toBe('VARIANT_NOT_SELLABLE')
  await desk.accepted('PublishProduct', { productId: product?.id })
  await desk.accepted('PlaceOrder', placing)
  await desk.accepted('ArchiveProduct', { productId: product?.id })
  expect((await desk.refused('UnpublishProduct', { productId: product?.id })).code).toBe(
    'PRODUCT_IS_ARCHIVED',
  )
})

const member = async (desk: OrderDesk, name: string) =>
  (
    await desk.ids('CreateProduct', {
      name,
      status: 'PUBLISHED',
      variants: [{ sku: name, prices: [] }],
    })
  ).product as string

test('products enter a collection at a place, move and leave, and the others close up', async () => {
  const desk = await orderDesk()
  const [a, b, c] = [await member(desk, 'A'), await member(desk, 'B'), await member(desk, 'C')]
  const { collection: collectionId } = await desk.ids('CreateCollection', {
    name: 'All',
    productIds: [a],
  })
  const names = async () =>
    (
      await asked(
        desk,
        'query ($id: ID!) { collection(id: $id) { products { nodes { name } } } }',
        {
          id: collectionId,
        },
      )
    ).collection.products.nodes.map(({ name }: { name: string }) => name)
  await desk.accepted('AddProductsToCollection', { collectionId, productIds: [b, a] })
  await desk.accepted('AddProductsToCollection', { collectionId, productIds: [c], position: 0 })
  expect(await names()).toEqual(['C', 'A', 'B'])
  await desk.accepted('MoveCollectionProduct', { collectionId, productId: c, position: 9 })
  expect(await names()).toEqual(['A', 'B', 'C'])
  await desk.accepted('MoveCollectionProduct', { collectionId, productId: c, position: 1 })
  expect(await names()).toEqual(['A', 'C', 'B'])
  await desk.accepted('RemoveProductsFromCollection', { collectionId, productIds: [a] })
  expect(await names()).toEqual(['C', 'B'])
  expect(
    await desk.refused('MoveCollectionProduct', { collectionId, productId: a, position: 0 }),
  ).toMatchObject({ code: 'PRODUCT_NOT_IN_COLLECTION' })
  const again = { collectionId, productIds: [b] }
  expect((await desk.accepted('AddProductsToCollection', again)).events).toEqual([])
})

test('a collection that is a draft is for staff alone', async () => {
  const desk = await orderDesk()
  const { collection: id } = await desk.ids('CreateCollection', { name: 'Soon', status: 'DRAFT' })
  const actor = { kind: 'PUBLISHABLE', id: 'key_p', permissions: ['catalog.read'] } as const
  const question = 'query ($id: ID!) { collection(id: $id) { name } collections { totalCount } }'
  const seen = () => asked(desk, question, { id }, { actor })
  expect(await seen()).toEqual({ collection: null, collections: { totalCount: 0 } })
  await desk.accepted('PublishCollection', { collectionId: id })
  expect(await seen()).toEqual({ collection: { name: 'Soon' }, collections: { totalCount: 1 } })
  await desk.accepted('UnpublishCollection', { collectionId: id })
  expect((await desk.accepted('UnpublishCollection', { collectionId: id })).events).toEqual([])
  expect(await seen()).toMatchObject({ collection: null })
})

const IMPORTED = {
  name: 'Lamp',
  externalId: 'P-1',
  variants: [{ sku: 'LAMP', externalId: 'V-1', prices: [{ amount: 900, currency: 'GBP' }] }],
}

test('an external id names its product and variant, whatever their SKUs become', async () => {
  const desk = await orderDesk()
  const [first] = (await desk.accepted('ImportProducts', { products: [IMPORTED] })).result
    .products as string[]
  const renamed = {
    ...IMPORTED,
    name: 'Light',
    variants: [{ ...IMPORTED.variants[0], sku: 'LIGHT' }],
  }
  const again = await desk.accepted('ImportProducts', { products: [renamed] })
  expect(again.result.products).toEqual([first])
  const { product, variant } = await asked(
    desk,
    '{ product(externalId: "P-1") { id name externalId } variant(externalId: "V-1") { sku price { amount } } }',
  )
  expect(product).toEqual({ id: first, name: 'Light', externalId: 'P-1' })
  expect(variant).toEqual({ sku: 'LIGHT', price: { amount: 900 } })
  expect((await desk.accepted('ImportProducts', { products: [renamed] })).events).toEqual([])

  const [{ id: light } = { id: '' }] = desk.rows<{ id: string }>(
    "select id from variants where sku = 'LIGHT'",
  )
  const taken = (externalId: string) => ({ facts: { externalId } })
  for (const [command, input, code, facts] of [
    [
      'CreateProduct',
      { ...IMPORTED, variants: [{ sku: 'X', prices: [] }] },
      'PRODUCT_EXTERNAL_ID_TAKEN',
      taken('P-1'),
    ],
    [
      'CreateProduct',
      { name: 'X', variants: [{ sku: 'X', externalId: 'V-1', prices: [] }] },
      'VARIANT_EXTERNAL_ID_TAKEN',
      taken('V-1'),
    ],
    [
      'AddVariant',
      { productId: first, sku: 'X', externalId: 'V-1', prices: [] },
      'VARIANT_EXTERNAL_ID_TAKEN',
      taken('V-1'),
    ],
    [
      'UpdateVariant',
      { variantId: desk.variants.MUG, externalId: 'V-1' },
      'VARIANT_EXTERNAL_ID_TAKEN',
      taken('V-1'),
    ],
    ['ImportProducts', { products: [{ ...renamed, externalId: 'P-2' }] }, 'SKU_TAKEN', {}],
    [
      'ImportProducts',
      { products: [{ ...IMPORTED, variants: [{ sku: 'MUG', prices: [] }] }] },
      'SKUS_OF_SEVERAL_PRODUCTS',
      {},
    ],
    ['UpdateProduct', { productId: UNKNOWN('prd'), externalId: 'P-1' }, 'PRODUCT_NOT_FOUND', {}],
  ] as const)
    expect(await desk.refused(command, input), command).toMatchObject({ code, ...facts })
  await desk.accepted('UpdateVariant', { variantId: light, externalId: null })
  await desk.accepted('UpdateVariant', { variantId: desk.variants.MUG, externalId: 'V-1' })
})
