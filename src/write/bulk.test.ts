// Commands of many rows: what each row answers, what one refused row does to the others, and that replay
// gives the same.
import { expect, test } from 'vitest'
import type { RowOutcome } from '#kernel/command.ts'
import { replay } from '#kernel/replay.ts'
import { verifyViews } from '#kernel/verify-views.ts'
import { tallies, views } from '#read/views.ts'
import { type TestApp, testApp } from '#testing/app.ts'
import { asked } from '#testing/graphql.ts'
import { type OrderDesk, orderDesk, UNKNOWN } from '#testing/orders.ts'
import { TEST_NOW } from '#testing/shop.ts'

const gbp = { currency: 'GBP' }
const price = (sku: string, amount: number, change: object = {}) => ({
  variant: { sku },
  amount,
  ...gbp,
  ...change,
})
const rowsOf = (outcome: { result: object }) =>
  (outcome.result as { results: RowOutcome[] }).results.map(
    ({ id, refusal }) => refusal?.code ?? (id === null ? null : 'TAKEN'),
  )
const prices = (app: TestApp) =>
  app.rows(
    `select v.sku, p.amount from prices p join variants v on v.id = p.variant_id
     where p.position > 0 order by v.sku, p.position`,
  )

test('per row, what can be taken is taken and each other row says why not', async () => {
  const desk = await orderDesk()
  const outcome = await desk.accepted('SetPrices', {
    policy: 'PER_ROW',
    prices: [
      price('MUG', 700),
      price('NONE', 1),
      { ...price('', 800), variant: { id: desk.variants.CUP } },
      price('CUP', 1, { from: '2026-03-02T10:00:00Z', until: '2026-03-02T10:00:00Z' }),
    ],
  })
  expect(rowsOf(outcome)).toEqual(['TAKEN', 'SKU_NOT_FOUND', 'TAKEN', 'PRICE_NEVER_HOLDS'])
  expect(prices(desk)).toEqual([
    { sku: 'CUP', amount: 800 },
    { sku: 'MUG', amount: 700 },
  ])
  expect(outcome.events.map(({ name }) => name)).toEqual(['PriceSet', 'PriceSet'])
})

test('all or nothing is the default: every bad row is told, and nothing is written', async () => {
  const desk = await orderDesk()
  const rows = [price('MUG', 700), price('NONE', 1), price('GONE', 1)]
  const refusal = await desk.refused('SetPrices', { prices: rows })
  expect(refusal).toMatchObject({
    code: 'ROWS_REFUSED',
    facts: {
      rows: [
        { code: 'SKU_NOT_FOUND', path: ['input', 'prices', '1', 'variant', 'sku'] },
        { code: 'SKU_NOT_FOUND', path: ['input', 'prices', '2', 'variant', 'sku'] },
      ],
    },
  })
  expect(prices(desk)).toEqual([])
  expect(await desk.refused('SetPrices', { prices: rows.slice(0, 2) })).toMatchObject({
    code: 'SKU_NOT_FOUND',
  })
})

test('the payload has each row with its object or its typed error, in order', async () => {
  const desk = await orderDesk()
  const ask = `mutation ($input: SetPricesInput!) { setPrices(input: $input) {
    results { index variant { sku price { amount } } error { __typename code path ... on SkuNotFound { sku } } }
    errors { __typename code path }
  } }`
  const rows = [price('NONE', 1), price('MUG', 700), price('GONE', 1)]
  const each = await asked(desk, ask, { input: { prices: rows, policy: 'PER_ROW' } })
  const path = (row: number) => ['input', 'prices', String(row), 'variant', 'sku']
  const missing = { __typename: 'SkuNotFound', code: 'SKU_NOT_FOUND' }
  expect(each.setPrices).toEqual({
    errors: [],
    results: [
      { index: 0, variant: null, error: { ...missing, path: path(0), sku: 'NONE' } },
      { index: 1, variant: { sku: 'MUG', price: { amount: 700 } }, error: null },
      { index: 2, variant: null, error: { ...missing, path: path(2), sku: 'GONE' } },
    ],
  })
  const whole = await asked(desk, ask, { input: { prices: rows } })
  expect(whole.setPrices).toEqual({
    results: null,
    errors: [
      { ...missing, path: path(0) },
      { ...missing, path: path(2) },
    ],
  })
})

test('the same key answers the same rows again', async () => {
  const desk = await orderDesk()
  const input = { policy: 'PER_ROW', prices: [price('MUG', 700), price('NONE', 1)] }
  const first = await desk.accepted('SetPrices', input, { idempotencyKey: 'once' })
  const again = await desk.accepted('SetPrices', input, { idempotencyKey: 'once' })
  expect(again).toMatchObject({ replayed: true, result: first.result })
  expect(prices(desk)).toHaveLength(1)
})

const level = (desk: OrderDesk, sku: string, change: object, place = desk.locations.MAIN) => ({
  variant: { sku },
  locationId: place,
  ...change,
})

test('levels are counted and adjusted in rows; a refused row moves nothing', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 10, CUP: 10 } })
  await desk.placed({ MUG: 4 })
  const counted = await desk.accepted('SetStockLevels', {
    policy: 'PER_ROW',
    levels: [
      level(desk, 'MUG', { onHand: 3 }),
      level(desk, 'CUP', { onHand: 7, expectedOnHand: 10 }),
      level(desk, 'CUP', { onHand: 6, expectedOnHand: 10 }),
      level(desk, 'CUP', { onHand: 7 }),
      level(desk, 'CUP', { onHand: 2 }, desk.locations.NORTH),
      level(desk, 'POST', { onHand: 2 }),
      level(desk, 'MUG', { onHand: 5 }, UNKNOWN('loc')),
    ],
  })
  expect(rowsOf(counted)).toEqual([
    'INSUFFICIENT_STOCK',
    'TAKEN',
    'STOCK_CHANGED',
    null,
    'TAKEN',
    'SERVICE_HAS_NO_STOCK',
    'LOCATION_NOT_FOUND',
  ])
  const adjusted = await desk.accepted('AdjustStockLevels', {
    policy: 'PER_ROW',
    levels: [
      level(desk, 'MUG', { delta: -7, reason: 'LOST' }),
      level(desk, 'MUG', { delta: -6, reason: 'LOST' }),
      level(desk, 'MUG', { delta: -1, reason: 'LOST' }),
    ],
  })
  expect(rowsOf(adjusted)).toEqual(['INSUFFICIENT_STOCK', 'TAKEN', 'INSUFFICIENT_STOCK'])
  expect(desk.levels()).toEqual({ 'CUP@MAIN': '7/0', 'CUP@NORTH': '2/0', 'MUG@MAIN': '4/4' })
  expect(desk.levels()).toEqual(desk.ledger())
})

test('a level that may not be set refuses all rows unless told otherwise', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 10 } })
  const levels = [level(desk, 'MUG', { onHand: 5 }), level(desk, 'NONE', { onHand: 5 })]
  expect(await desk.refused('SetStockLevels', { levels })).toMatchObject({
    code: 'SKU_NOT_FOUND',
    path: ['input', 'levels', '1', 'variant', 'sku'],
  })
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '10/0' })
})

const product = (name: string, sku: string, change: object = {}) => ({
  name,
  variants: [{ sku, prices: [{ amount: 100, ...gbp }] }],
  ...change,
})

test('an import of products leaves out the rows that are refused, serials and slugs without a trace', async () => {
  const app = await testApp()
  await app.accepted('CreateProduct', product('Old', 'OLD', { slug: 'old' }))
  const outcome = await app.accepted('ImportProducts', {
    policy: 'PER_ROW',
    products: [
      product('New', 'NEW'),
      product('Bad', 'BAD', { slug: 'old' }),
      product('Newer', 'NEW'),
      product('Bad again', 'BAD'),
      product('Old one', 'OLD'),
      product('Old two', 'OLD'),
    ],
  })
  expect(rowsOf(outcome)).toEqual([
    'TAKEN',
    'SLUG_TAKEN',
    'SKU_TAKEN',
    'TAKEN',
    'TAKEN',
    'SKU_TAKEN',
  ])
  expect(outcome.result.products).toHaveLength(3)
  expect(app.rows('select name, serial from products order by serial')).toEqual([
    { name: 'Old one', serial: 1 },
    { name: 'New', serial: 2 },
    { name: 'Bad again', serial: 3 },
  ])
})

test('a refused row takes back what it had written and recorded before', async () => {
  const app = await testApp()
  const two = (name: string) => ({
    ...product(name, 'A'),
    variants: ['A', 'B'].map((sku) => ({ sku, name: `${name} ${sku}`, prices: [] })),
  })
  await app.accepted('ImportProducts', { products: [two('Old')] })
  const [archived] = app.rows<{ id: string }>("select id from variants where sku = 'B'")
  await app.accepted('ArchiveVariant', { variantId: archived?.id })
  const products = [two('New'), product('Other', 'C')]
  const outcome = await app.accepted('ImportProducts', { products, policy: 'PER_ROW' })
  expect(rowsOf(outcome)).toEqual(['VARIANT_IS_ARCHIVED', 'TAKEN'])
  expect(outcome.events.map(({ name }) => name)).toEqual(['ProductCreated'])
  expect(app.rows('select name from products union all select name from variants')).toEqual(
    ['Old', 'Other', 'Old A', 'Old B', 'Other'].map((name) => ({ name })),
  )
})

const past = (externalId: string, sku: string, quantity: number) => ({
  externalId,
  placedAt: '2026-01-02T10:00:00Z',
  currency: 'GBP',
  lines: [{ sku, quantity, unitPrice: 100 }],
})

test('an import of orders leaves out the rows that are refused, and numbers run on without a gap', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 5 } })
  const orders = [
    past('A', 'MUG', 3),
    past('B', 'MUG', 3),
    past('A', 'MUG', 1),
    past('C', 'MUG', 2),
  ]
  const outcome = await desk.accepted('ImportOrders', { orders, policy: 'PER_ROW' })
  expect(rowsOf(outcome)).toEqual([
    'TAKEN',
    'INSUFFICIENT_STOCK',
    'ORDER_ALREADY_IMPORTED',
    'TAKEN',
  ])
  expect(desk.rows('select external_id as id, number from orders order by number')).toEqual([
    { id: 'A', number: 1001 },
    { id: 'C', number: 1002 },
  ])
  expect(desk.levels()).toEqual({ 'MUG@MAIN': '5/5' })
  const { order } = await asked(desk, '{ order(externalId: "C") { number } }')
  expect(order).toEqual({ number: 1002 })
})

test('customers are brought in by external id, else by e-mail, and again without a change', async () => {
  const app = await testApp()
  const anna = { externalId: 'A', email: 'anna@example.com', name: 'Anna' }
  await app.accepted('RegisterCustomer', { email: 'ben@example.com', name: 'Ben' })
  const customers = [anna, { email: 'BEN@example.com', externalId: 'B' }]
  await app.accepted('ImportCustomers', { customers })
  const known = () =>
    app.rows('select external_id as id, email, name from customers order by external_id')
  const brought = [
    { id: 'A', email: 'anna@example.com', name: 'Anna' },
    { id: 'B', email: 'BEN@example.com', name: 'Ben' },
  ]
  expect(known()).toEqual(brought)
  expect((await app.accepted('ImportCustomers', { customers })).events).toEqual([])

  const outcome = await app.accepted('ImportCustomers', {
    policy: 'PER_ROW',
    customers: [
      { externalId: 'A', name: null, email: 'new@example.com' },
      { externalId: 'A', name: 'Twice' },
      { name: 'Nobody' },
      { externalId: 'B', email: 'new@example.com' },
      { externalId: 'C' },
    ],
  })
  expect(rowsOf(outcome)).toEqual([
    'TAKEN',
    'CUSTOMER_REPEATED',
    'CUSTOMER_UNIDENTIFIED',
    'EMAIL_TAKEN',
    'TAKEN',
  ])
  expect(known()).toMatchObject([{ email: 'new@example.com', name: null }, brought[1], { id: 'C' }])
  const { customer } = await asked(app, '{ customer(externalId: "C") { externalId email } }')
  expect(customer).toEqual({ externalId: 'C', email: null })
})

test('more rows than a command takes are bad input', async () => {
  const desk = await orderDesk()
  const many = (row: object) => Array.from({ length: 501 }, () => row)
  expect(await desk.badPaths('SetPrices', { prices: many(price('MUG', 1)) })).toEqual([
    'input.prices',
  ])
  expect(await desk.badPaths('SetPrices', { prices: [] })).toEqual(['input.prices'])
  expect(await desk.badPaths('ImportCustomers', { customers: many({ name: 'A' }) })).toEqual([
    'input.customers',
  ])
})

test('what rows did stands in the views as recomputed, and replays to the same state', async () => {
  const desk = await orderDesk()
  const levels = [level(desk, 'MUG', { onHand: 3 }), level(desk, 'NONE', { onHand: 3 })]
  await desk.accepted('SetStockLevels', { levels, policy: 'PER_ROW' })
  const orders = [past('A', 'MUG', 9), past('B', 'MUG', 1)]
  await desk.accepted('ImportOrders', { orders, policy: 'PER_ROW' })
  const products = [product('Bad', 'X', { slug: 'everything' }), product('Good', 'Y')]
  await desk.accepted('ImportProducts', { products, policy: 'PER_ROW' })
  const findings = await verifyViews(desk.writer, views, tallies)
  expect(findings.flatMap(({ findings }) => findings)).toEqual([])
  const second = await testApp({ clock: () => TEST_NOW })
  const { differences } = await replay({ from: desk.writer, into: second, release: 'test' })
  expect(differences).toEqual([])
})
