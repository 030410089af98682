// What staff read of stock: levels, the ledger, and what somebody should order.
import { expect, test } from 'vitest'
import {
  levelKeyOf,
  loadStockLevels,
  loadStockLevelsOf,
  stockLevelListing,
} from '#read/stock-level/load.ts'
import { stockMovementListing } from '#read/stock-movement/load.ts'
import { testApp } from '#testing/app.ts'
import { type StockRoom, stockRoom } from '#testing/stock.ts'
import { loadVariantStockViews, variantStockListing } from './load.ts'

const stockOf = async ({ tx }: StockRoom, variantId: string) =>
  (await loadVariantStockViews(tx, [variantId]))[0]

const low = async (room: StockRoom, locationId?: string) => {
  const page = await variantStockListing.page(room.tx, {
    where: { isLow: { eq: true }, ...(locationId && { locationId: { eq: locationId } }) },
  })
  return page.edges.map(({ row }) => row.sku)
}

test('a variant has its stock from the moment it is in the catalog', async () => {
  const room = await stockRoom()
  const { MUG } = await room.goods('MUG')
  expect(await stockOf(room, MUG)).toMatchObject({
    variantId: MUG,
    sku: 'MUG',
    version: 0,
    tracked: true,
    onHand: 0,
    sellable: 0,
    inStock: false,
    isLow: true,
  })
})

test('stock is summed over locations, less what is promised and what is kept back', async () => {
  const room = await stockRoom()
  const { MUG } = await room.goods('MUG')
  for (const code of ['A', 'B']) await room.receive(await room.place(code), MUG, 10)
  await room.accepted('SetStockPolicy', { variantId: MUG, safetyStock: 3, lowStockLevel: 4 })
  await room.allocate({ variantId: MUG, quantity: 12 })
  expect(await stockOf(room, MUG)).toMatchObject({
    version: 4,
    onHand: 20,
    allocated: 12,
    reserved: 0,
    sellable: 5,
    inStock: true,
    isLow: false,
  })
  await room.allocate({ variantId: MUG, quantity: 1 })
  expect(await stockOf(room, MUG)).toMatchObject({ sellable: 4, inStock: true, isLow: true })
  await room.allocate({ variantId: MUG, quantity: 4 })
  expect(await stockOf(room, MUG)).toMatchObject({ sellable: 0, inStock: false, isLow: true })
})

test('a service is never counted, out or low', async () => {
  const room = await stockRoom()
  const POST = await room.service('POST')
  expect(await stockOf(room, POST)).toMatchObject({ tracked: false, inStock: true, isLow: false })
})

test('what may be owed is in stock, and low all the same', async () => {
  const room = await stockRoom()
  const { MUG } = await room.goods('MUG')
  await room.accepted('SetStockPolicy', { variantId: MUG, backorder: true })
  expect(await stockOf(room, MUG)).toMatchObject({ inStock: true, isLow: true })
})

test('the scarcest stands first in what is low, page by page', async () => {
  const room = await stockRoom()
  const { MUG, POT, CUP, JAR, PAN } = await room.goods('MUG', 'POT', 'CUP', 'JAR', 'PAN')
  const a = await room.place('A')
  const b = await room.place('B')
  await room.receive(a, MUG, 3)
  await room.receive(a, POT, 1)
  await room.receive(b, CUP, 2)
  await room.receive(b, JAR, 50)
  for (const variantId of [MUG, POT, CUP, JAR])
    await room.accepted('SetStockPolicy', { variantId, lowStockLevel: 10 })
  await room.accepted('SetStockPolicy', { variantId: PAN, tracked: false })
  expect(await low(room)).toEqual(['POT', 'CUP', 'MUG'])
  expect(await low(room, a)).toEqual(['POT', 'MUG'])

  const where = { isLow: { eq: true } }
  const first = await variantStockListing.page(room.tx, { where, first: 2 })
  const after = first.edges[1]?.cursor ?? null
  const second = await variantStockListing.page(room.tx, { where, first: 2, after })
  expect(second.edges.map(({ row }) => row.sku)).toEqual(['MUG'])
})

test('what is archived is not low', async () => {
  const room = await stockRoom()
  const { MUG } = await room.goods('MUG', 'POT')
  await room.goods('CUP')
  await room.accepted('ArchiveVariant', { variantId: MUG })
  expect((await low(room)).sort()).toEqual(['CUP', 'POT'])
  const [{ id } = { id: '' }] = room.rows<{ id: string }>(
    `select product_id as id from variants where sku = 'CUP'`,
  )
  await room.accepted('ArchiveProduct', { productId: id })
  expect(await low(room)).toEqual(['POT'])
})

test('levels of a variant stand in the order in which locations are asked, also after it changed', async () => {
  const room = await stockRoom()
  const { MUG, POT } = await room.goods('MUG', 'POT')
  const a = await room.place('A', 1)
  const b = await room.place('B', 2)
  for (const locationId of [b, a]) await room.receive(locationId, MUG, 1)
  const places = async () =>
    (await loadStockLevelsOf(room.tx, [POT, MUG])).map((levels) =>
      levels.map(({ locationId }) => locationId),
    )
  expect(await places()).toEqual([[], [a, b]])
  await room.accepted('UpdateLocation', { locationId: a, priority: 3 })
  expect(await places()).toEqual([[], [b, a]])
})

test('a level is found by its variant and location, and none is made up', async () => {
  const room = await stockRoom()
  const { MUG } = await room.goods('MUG')
  const a = await room.place('A')
  const b = await room.place('B')
  await room.receive(a, MUG, 7)
  const keys = [b, a].map((locationId) => levelKeyOf({ variantId: MUG, locationId }))
  expect(await loadStockLevels(room.tx, keys)).toMatchObject([null, { onHand: 7 }])
})

test.each([
  ['of a SKU', { sku: { eq: 'MUG' } }, ['MUG A', 'MUG B']],
  ['of SKUs', { sku: { oneOf: ['MUG', 'POT', 'NONE'] } }, ['MUG A', 'MUG B', 'POT A']],
  ['of a SKU that is not there', { sku: { eq: 'NONE' } }, []],
  ['of everything', {}, ['MUG A', 'MUG B', 'POT A']],
])('levels %s are listed', async (_, where, expected) => {
  const room = await stockRoom()
  const { MUG, POT } = await room.goods('MUG', 'POT')
  const [a, b] = [await room.place('A'), await room.place('B')]
  for (const [locationId, variantId] of [
    [a, MUG],
    [b, MUG],
    [a, POT],
  ] as const)
    await room.receive(locationId, variantId, 1)
  const names = new Map([
    [MUG, 'MUG'],
    [POT, 'POT'],
    [a, 'A'],
    [b, 'B'],
  ])
  const page = await stockLevelListing.page(room.tx, { where })
  expect(
    page.edges.map(({ row }) => `${names.get(row.variantId)} ${names.get(row.locationId)}`).sort(),
  ).toEqual(expected)
  expect(await stockLevelListing.count(room.tx, { locationId: { eq: a } })).toBe(2)
})

test("a variant's ledger is read latest first, and only its own", async () => {
  const room = await stockRoom()
  const { MUG, POT } = await room.goods('MUG', 'POT')
  const a = await room.place('A')
  await room.receive(a, MUG, 5)
  await room.receive(a, POT, 5)
  await room.allocate({ variantId: MUG, quantity: 2 })
  for (const where of [{ variantId: { eq: MUG } }, { sku: { eq: 'MUG' } }]) {
    const { edges } = await stockMovementListing.page(room.tx, { where })
    expect(edges.map(({ row }) => row.kind).sort()).toEqual(['ALLOCATED', 'RECEIVED'])
  }
})

test('an import may move more than a thousand levels in one command', async () => {
  const app = await testApp()
  const skus = Array.from({ length: 11 }, (_, index) => `SKU-${index}`)
  await app.accepted('CreateProduct', {
    name: 'Many',
    variants: skus.map((sku) => ({ sku, prices: [] })),
  })
  const { location } = await app.ids('CreateLocation', { code: 'A', name: 'A', countryCode: 'GB' })
  const variants = app.rows<{ id: string }>('select id from variants')
  await app.accepted('ReceiveStock', {
    locationId: location,
    lines: variants.map(({ id }) => ({ variantId: id, quantity: 100 })),
  })
  const orders = Array.from({ length: 100 }, (_, index) => ({
    externalId: `old-${index}`,
    placedAt: '2026-01-05T10:00:00Z',
    currency: 'GBP',
    lines: skus.map((sku) => ({ sku, quantity: 1, unitPrice: 100 })),
  }))
  await app.accepted('ImportOrders', { orders })
  expect(
    app.rows(`select count(*) as n from stock_movement_view where kind = 'ALLOCATED'`),
  ).toEqual([{ n: 1_100 }])
  expect(app.rows('select distinct on_hand - allocated as free from stock_level_view')).toEqual([
    { free: 0 },
  ])
})
