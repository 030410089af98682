import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Where } from '#kernel/filter.ts'
import type { OrderBy } from '#kernel/page.ts'
import type { TestApp } from '#testing/app.ts'
import { orderDesk } from '#testing/orders.ts'
import fc from '#testing/random.ts'
import { openShopWithSales, type Sale, SKUS, sell, shopWithSales } from '#testing/sales.ts'
import { loadLatestOrderIds, orderListing } from './load.ts'

const mugs = (quantity: number, unitPrice = 100) => [{ sku: 'MUG', quantity, unitPrice }]
const at = (day: number) => `2026-01-${String(day).padStart(2, '0')}T12:00:00Z`

const found = async (app: TestApp, where: Where, orderBy?: OrderBy<'PLACED_AT'>) =>
  (await orderListing.page(app.writer, { where, orderBy, first: 100 })).edges.map(
    ({ row }) => row.number,
  )

describe('orders are found', () => {
  let shop: Awaited<ReturnType<typeof openShopWithSales>>
  beforeAll(async () => {
    shop = await openShopWithSales([
      { placedAt: at(1), email: 'Anna@Example.com', externalId: 'INV-536', lines: mugs(2) },
      {
        placedAt: at(3),
        email: 'ben@example.com',
        countryCode: 'DE',
        lines: [...mugs(1, 900), { sku: 'Bowl-7', quantity: 1, unitPrice: 100 }],
      },
      { placedAt: at(2), countryCode: 'FR', lines: mugs(5), payment: { method: 'cash' } },
    ])
  })
  afterAll(() => shop.dispose())

  const cases: [string, Where, number[]][] = [
    ['by number', { number: { eq: 1002 } }, [1002]],
    ['by the number in the search', { search: { eq: '1003' } }, [1003]],
    ['by the beginning of a number', { search: { startsWith: '100' } }, [1002, 1003, 1001]],
    ['by e-mail, in any case', { email: { eq: 'anna@EXAMPLE.com' } }, [1001]],
    ['by the beginning of an e-mail', { email: { startsWith: 'BEN' } }, [1002]],
    ['by e-mail in the search', { search: { eq: 'anna@example.com' } }, [1001]],
    ['by SKU, in any case', { sku: { eq: 'BOWL-7' } }, [1002]],
    ['by one of several SKUs', { sku: { oneOf: ['mug', 'bowl-7'] } }, [1002, 1003, 1001]],
    ['by the beginning of a SKU', { search: { startsWith: 'bowl' } }, [1002]],
    ['not by a SKU that is only begun', { sku: { eq: 'bowl' } }, []],
    ['not by a number as a SKU', { sku: { eq: '1001' } }, []],
    ['by the id of another system', { externalId: { eq: 'inv-536' } }, [1001]],
    ['by country', { countryCode: { oneOf: ['DE', 'FR'] } }, [1002, 1003]],
    ['by payment', { paymentStatus: { eq: 'PAID' } }, [1003]],
    ['by several states', { paymentStatus: { oneOf: ['PAID', 'UNPAID'] } }, [1002, 1003, 1001]],
    ['by total', { total: { range: { gte: 500, lt: 1000 } } }, [1003]],
    [
      'by when they were placed',
      { placedAt: { range: { gte: '2026-01-02T13:00:00+01:00', lt: at(3) } } },
      [1003],
    ],
    ['not by what stands on none', { search: { startsWith: 'zzz' } }, []],
  ]
  test.each(cases)('%s', async (_, where, numbers) => {
    const { app } = shop
    expect(await found(app, where)).toEqual(numbers)
    expect(await orderListing.count(app.writer, where)).toBe(numbers.length)
  })

  test('by customer', async () => {
    const { app } = await shopWithSales()
    const { customer } = await app.ids('RegisterCustomer', { externalId: 'c-1' })
    await sell(app, [
      { placedAt: at(9), customerId: customer, lines: mugs(1) },
      { placedAt: at(9), lines: mugs(1) },
    ])
    expect(await found(app, { customerId: { eq: customer } })).toEqual([1001])
  })

  test('in each order, both ways', async () => {
    const { app } = shop
    const inOrder = async (field: 'PLACED_AT' | 'NUMBER' | 'TOTAL', direction: 'ASC' | 'DESC') =>
      (await orderListing.page(app.writer, { orderBy: { field, direction } })).edges.map(
        ({ row }) => row.number,
      )
    expect(await inOrder('PLACED_AT', 'ASC')).toEqual([1001, 1003, 1002])
    expect(await inOrder('NUMBER', 'DESC')).toEqual([1003, 1002, 1001])
    expect(await inOrder('TOTAL', 'ASC')).toEqual([1001, 1003, 1002])
  })
})

test('what a list says of an order follows its payment, its shipments and its cancellations', async () => {
  const { app, orderIds } = await shopWithSales([
    { placedAt: at(1), lines: [...mugs(3), { sku: 'POST', quantity: 1, unitPrice: 50 }] },
  ])
  const orderId = orderIds[0] as string
  const states = () =>
    app.rows(
      'select status, payment_status as paid, fulfilment_status as shipped from order_list_view',
    )
  const pageStates = () =>
    app.rows('select status, payment_status as paid, fulfilment_status as shipped from order_view')
  const lines = app.rows<{ id: string; sku: string }>('select id, sku from order_lines')
  const mug = lines.find(({ sku }) => sku === 'MUG')?.id

  const after = async (command: string, input: object, expected: object) => {
    const answer = await app.accepted(command, input)
    expect(states()).toEqual([expected])
    expect(states()).toEqual(pageStates())
    return answer.result
  }
  const units = (quantity: number) => [{ orderLineId: mug, quantity }]
  await after(
    'RecordManualPayment',
    { orderId, method: 'cash', amount: { amount: 100, currency: 'GBP' } },
    { status: 'CONFIRMED', paid: 'PARTIALLY_PAID', shipped: 'UNFULFILLED' },
  )
  const { fulfilment } = await after(
    'CreateFulfilment',
    { orderId, lines: units(1) },
    { status: 'CONFIRMED', paid: 'PARTIALLY_PAID', shipped: 'UNFULFILLED' },
  )
  await after(
    'ShipFulfilment',
    { fulfilmentId: fulfilment },
    { status: 'CONFIRMED', paid: 'PARTIALLY_PAID', shipped: 'PARTIALLY_FULFILLED' },
  )
  await after(
    'CancelOrderLines',
    { orderId, lines: units(2) },
    { status: 'CONFIRMED', paid: 'PARTIALLY_PAID', shipped: 'FULFILLED' },
  )
  await after(
    'RecordManualPayment',
    { orderId, method: 'cash', amount: { amount: 50, currency: 'GBP' } },
    { status: 'COMPLETED', paid: 'PAID', shipped: 'FULFILLED' },
  )
  expect(app.rows('select total, item_count as items from order_list_view')).toEqual([
    { total: 350, items: 4 },
  ])
})

const sale: fc.Arbitrary<Sale> = fc.record({
  placedAt: fc.integer({ min: 1, max: 4 }).map(at),
  email: fc.option(fc.constantFrom('a@x.de', 'B@x.de', 'ab@x.de')),
  countryCode: fc.option(fc.constantFrom('GB', 'DE')),
  lines: fc.array(
    fc.record({
      sku: fc.constantFrom(...SKUS),
      quantity: fc.integer({ min: 1, max: 3 }),
      unitPrice: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
})

test('whatever was sold, a search finds exactly the orders that say so', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(sale, { minLength: 1, maxLength: 12 }),
      fc.constantFrom('a', 'ab', 'm', 'BOWL', '100', '1001', 'x', 'post'),
      async (sales, words) => {
        const { app, dispose } = await openShopWithSales(sales)
        const says = ({ email, lines }: Sale, index: number) =>
          [String(1001 + index), email ?? '', ...lines.map(({ sku }) => sku), `sale-`].some(
            (text) => text.toLowerCase().startsWith(words.toLowerCase()),
          )
        const expected = sales.flatMap((one, index) => (says(one, index) ? [1001 + index] : []))
        const numbers = await found(app, { search: { startsWith: words } })
        expect(numbers.sort()).toEqual(expected)
        await dispose()
      },
    ),
    { numRuns: 20 },
  )
})

test('an order is found by the name that it ships to, also by its sound', async () => {
  const desk = await orderDesk()
  const order = await desk.placed({ MUG: 1 })
  const shippingAddress = {
    ...{ name: 'Jo van Meyer', line1: '1', city: 'B', postalCode: 'C', countryCode: 'GB' },
  }
  await desk.accepted('EditOrder', { orderId: order.id, shippingAddress, reason: 'They moved' })
  for (const startsWith of ['JO', 'van m', 'meyer', 'Meier'])
    expect([startsWith, await found(desk, { search: { startsWith } })]).toEqual([
      startsWith,
      [1001],
    ])
  expect(await found(desk, { search: { startsWith: 'zz' } })).toEqual([])
})

test('the newest orders of several customers come at once, each newest first', async () => {
  const { app } = await shopWithSales()
  const anna = (await app.ids('RegisterCustomer', { externalId: 'a' })).customer as string
  const ben = (await app.ids('RegisterCustomer', { externalId: 'b' })).customer as string
  const [first, second, third, other] = await sell(app, [
    { placedAt: at(2), customerId: anna, lines: mugs(1) },
    { placedAt: at(5), customerId: anna, lines: mugs(1) },
    { placedAt: at(5), customerId: anna, lines: mugs(1) },
    { placedAt: at(1), customerId: ben, lines: mugs(1) },
  ])
  const ids = [ben, anna, 'cus_nobody']
  expect(await loadLatestOrderIds(app.writer, ids, 2)).toEqual([[other], [third, second], []])
  expect(await loadLatestOrderIds(app.writer, ids, 9)).toEqual([
    [other],
    [third, second, first],
    [],
  ])
})
