// The import as a whole, on small files made for the question: what the shop holds afterwards, and
// that nothing is ever taken twice.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type TestApp, testApp } from '#testing/app.ts'
import { COLUMNS } from './rows.ts'
import { importOnlineRetail } from './run.ts'

const DAY_MS = 86_400_000

type Cells = [
  invoice: string,
  stockCode: string,
  quantity: number,
  price: string,
  rest?: { at?: string; customer?: string; country?: string; description?: string },
]

const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'quartermaster-import-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

function fileOf(name: string, ...rows: Cells[]): string {
  const lines = rows.map(([invoice, stockCode, quantity, price, rest = {}]) => {
    const {
      at = '2010-12-01 08:26:00',
      customer = '17850.0',
      country = 'United Kingdom',
      description = `THE ${stockCode}`,
    } = rest
    return [invoice, stockCode, description, quantity, at, price, customer, country].join(',')
  })
  const file = join(folder(), name)
  writeFileSync(file, [COLUMNS.join(','), ...lines, ''].join('\n'))
  return file
}

const linesOf = (app: TestApp, externalId: string) =>
  app.rows(
    `SELECT sku, quantity, unit_price, fulfilled, returned FROM order_lines JOIN orders ON orders.id = order_id
     WHERE external_id = ? ORDER BY position`,
    externalId,
  )

const stockOf = (app: TestApp, sku: string) =>
  app.rows(
    `SELECT on_hand, allocated FROM stock_levels JOIN variants ON variants.id = variant_id
     WHERE sku = ?`,
    sku,
  )[0]

/** Everything that an import decides, without the ids and moments that no two runs share. */
const stateOf = (app: TestApp) => ({
  orders: app.rows(
    `SELECT number, orders.external_id, customers.external_id AS customer, status, placed_at, total
     FROM orders LEFT JOIN customers ON customers.id = customer_id ORDER BY number`,
  ),
  lines: app.rows(
    `SELECT number, position, sku, quantity, unit_price, fulfilled, returned FROM order_lines
     JOIN orders ON orders.id = order_id ORDER BY number, position`,
  ),
  stock: app.rows(
    `SELECT sku, on_hand, allocated FROM stock_levels JOIN variants ON variants.id = variant_id
     ORDER BY sku`,
  ),
  money: app.rows(
    'SELECT type, day, sum(amount) AS amount, count(*) AS entries FROM payment_entries GROUP BY 1, 2 ORDER BY 1, 2',
  ),
  granted: app.rows('SELECT sum(amount) AS amount, count(*) AS grants FROM order_refund_grants'),
  products: app.rows('SELECT slug, name, status FROM products ORDER BY serial'),
})

test('an invoice is one order at its London time, its lines as they stand in the file', async () => {
  const app = await testApp()
  const file = fileOf(
    'june.csv',
    ['540001', 'MUG', 6, '2.55', { at: '2011-06-30 00:15:00', country: 'EIRE' }],
    ['540001', 'POST', 1, '18.0', { at: '2011-06-30 00:15:00', country: 'EIRE' }],
    ['540001', 'MUG', 2, '2.10', { at: '2011-06-30 00:16:00', country: 'EIRE' }],
  )
  const totals = await importOnlineRetail(app, [file])

  expect(totals).toEqual({ rows: 3, taken: 3, refused: 0, byReason: {} })
  expect(linesOf(app, '540001')).toEqual([
    { sku: 'MUG', quantity: 6, unit_price: 255, fulfilled: 6, returned: 0 },
    { sku: 'POST', quantity: 1, unit_price: 1800, fulfilled: 0, returned: 0 },
    { sku: 'MUG', quantity: 2, unit_price: 210, fulfilled: 2, returned: 0 },
  ])
  const [order] = app.rows<Record<string, unknown>>('SELECT * FROM order_view')
  expect(order).toMatchObject({
    placed_at: Date.UTC(2011, 5, 29, 23, 15),
    country_code: 'IE',
    email: null,
    total: 3750,
    captured: 3750,
    ...{ payment_status: 'PAID', fulfilment_status: 'FULFILLED', status: 'COMPLETED' },
  })
  expect(app.rows('SELECT placed_day FROM orders')).toEqual([{ placed_day: '2011-06-30' }])
})

test('rows of an invoice that stand apart in the file are still one order', async () => {
  const app = await testApp()
  const file = fileOf(
    'month.csv',
    ['540001', 'MUG', 1, '1.00'],
    ['540002', 'MUG', 2, '1.00'],
    ['540001', 'CUP', 3, '1.00'],
  )
  await importOnlineRetail(app, [file])
  expect(linesOf(app, '540001')).toMatchObject([{ sku: 'MUG' }, { sku: 'CUP' }])
  expect(app.rows('SELECT count(*) AS orders FROM orders')).toEqual([{ orders: 2 }])
})

test('goods are received as the file sells them and a part more; services never', async () => {
  const app = await testApp()
  const file = fileOf(
    'month.csv',
    ['540001', 'MUG', 100, '1.00'],
    ['540002', 'CUP', 1, '1.00'],
    ['540002', 'POST', 5, '1.00'],
  )
  await importOnlineRetail(app, [file])
  expect(stockOf(app, 'MUG')).toEqual({ on_hand: 25, allocated: 0 })
  expect(stockOf(app, 'CUP')).toEqual({ on_hand: 12, allocated: 0 })
  expect(stockOf(app, 'POST')).toBeUndefined()
})

test('what a shop sold meanwhile comes in once more, so that no sale is refused', async () => {
  const app = await testApp()
  const file = fileOf('month.csv', ['540001', 'MUG', 100, '1.00'], ['540002', 'MUG', 1, '1.00'])
  let isSold = false
  const dispatch: TestApp['dispatch'] = async (asked) => {
    if (asked.command === 'ImportOrders' && !isSold) {
      isSold = true
      const [level] = app.rows<{ variantId: string; locationId: string }>(
        'SELECT variant_id AS variantId, location_id AS locationId FROM stock_levels',
      )
      await app.accepted('AdjustStock', { ...level, delta: -100, reason: 'DAMAGED' })
    }
    return app.dispatch(asked)
  }
  expect(await importOnlineRetail({ ...app, dispatch }, [file], { inFlight: 1 })).toMatchObject({
    taken: 2,
    refused: 0,
  })
  const held = stockOf(app, 'MUG')
  expect(held).toEqual({ on_hand: 0, allocated: 0 })
  await importOnlineRetail(app, [file])
  expect(stockOf(app, 'MUG')).toEqual(held)
})

test('a sale without a customer is an order without one', async () => {
  const app = await testApp()
  await importOnlineRetail(app, [
    fileOf('month.csv', ['540001', 'MUG', 1, '1.00', { customer: '', country: 'Unspecified' }]),
  ])
  expect(app.rows('SELECT customer_id, email, country_code FROM orders')).toEqual([
    { customer_id: null, email: null, country_code: null },
  ])
  expect(app.rows('SELECT id FROM customers')).toEqual([])
})

test('a cancellation takes from the newest earlier order of that customer, then from older ones', async () => {
  const app = await testApp()
  const file = fileOf(
    'month.csv',
    ['540001', 'MUG', 5, '1.00', { at: '2010-12-01 08:00:00' }],
    ['540002', 'MUG', 3, '1.00', { at: '2010-12-02 08:00:00' }],
    ['540003', 'MUG', 9, '1.00', { at: '2010-12-02 08:00:00', customer: '12346.0' }],
    ['C540004', 'MUG', -4, '1.00', { at: '2010-12-03 08:00:00' }],
    ['540005', 'MUG', 7, '1.00', { at: '2010-12-04 08:00:00' }],
  )
  const totals = await importOnlineRetail(app, [file])

  expect(totals).toMatchObject({ taken: 5, refused: 0 })
  expect(linesOf(app, '540001')).toMatchObject([{ returned: 1 }])
  expect(linesOf(app, '540002')).toMatchObject([{ returned: 3 }])
  expect(linesOf(app, '540003')).toMatchObject([{ returned: 0 }])
  expect(linesOf(app, '540005')).toMatchObject([{ returned: 0 }])
  // 24 were sold of 36 that came in, and 4 are back.
  expect(stockOf(app, 'MUG')).toEqual({ on_hand: 16, allocated: 0 })
  expect(
    app.rows(
      "SELECT min(day) AS day, sum(amount) AS amount FROM payment_entries WHERE type = 'REFUNDED'",
    ),
  ).toEqual([{ day: '2010-12-03', amount: 400 }])
})

test('what one cancellation took the next one finds gone', async () => {
  const app = await testApp()
  const at = '2010-12-03 08:00:00'
  const file = fileOf(
    'month.csv',
    ['540001', 'MUG', 10, '1.00'],
    ['540001', 'CUP', 1, '1.00'],
    ['C540002', 'MUG', -6, '1.00', { at }],
    ['C540003', 'MUG', -5, '1.00', { at }],
    ['C540004', 'MUG', -4, '1.00', { at }],
  )
  expect(await importOnlineRetail(app, [file])).toMatchObject({
    taken: 4,
    byReason: { CANCELLATION_EXCEEDS_SALES: 1 },
  })
  expect(linesOf(app, '540001')).toMatchObject([{ returned: 10 }, { returned: 0 }])
})

test('a service does not come back, its money does, and once', async () => {
  const app = await testApp()
  const sale = fileOf('a.csv', ['540001', 'MUG', 2, '1.00'], ['540001', 'POST', 1, '18.0'])
  const at = '2010-12-03 08:00:00'
  const back = fileOf('b.csv', ['C540002', 'POST', -1, '18.0', { at }])
  expect(await importOnlineRetail(app, [sale, back])).toMatchObject({ taken: 3, refused: 0 })
  expect(app.rows('SELECT refunded, due, fulfilment_status FROM order_view')).toEqual([
    { refunded: 1800, due: 0, fulfilment_status: 'FULFILLED' },
  ])
  const again = fileOf('c.csv', ['C540003', 'POST', -1, '18.0', { at }])
  expect(await importOnlineRetail(app, [again])).toMatchObject({
    byReason: { CANCELLATION_EXCEEDS_SALES: 1 },
  })
})

test('more money than an order holds is not given back', async () => {
  const app = await testApp()
  const file = fileOf(
    'month.csv',
    ['540001', 'MUG', 2, '1.00'],
    ['C540002', 'MUG', -2, '1.01', { at: '2010-12-03 08:00:00' }],
  )
  expect(await importOnlineRetail(app, [file])).toMatchObject({
    taken: 1,
    byReason: { CANCELLATION_EXCEEDS_SALES: 1 },
  })
  expect(linesOf(app, '540001')).toMatchObject([{ returned: 0 }])
})

test('refused rows stand in the report with file, row number and reason', async () => {
  const app = await testApp()
  const report = join(folder(), 'refused.csv')
  const file = fileOf(
    'month.csv',
    ['540001', 'MUG', 1, '1.00'],
    ['540002', 'MUG', -10, '0.0', { description: '"lost, ""all"""' }],
    ['C540003', 'CUP', -1, '1.00', { at: '2010-12-02 08:00:00' }],
    ['C540004', 'MUG', -2, '1.00', { at: '2010-12-02 08:00:00' }],
    ['A540005', 'B', 1, '-11062.06'],
  )
  const totals = await importOnlineRetail(app, [file], { report })

  expect(totals).toEqual({
    rows: 5,
    taken: 1,
    refused: 4,
    byReason: {
      QUANTITY_NOT_POSITIVE: 1,
      INVOICE_IS_ADJUSTMENT: 1,
      CANCELLATION_WITHOUT_SALE: 1,
      CANCELLATION_EXCEEDS_SALES: 1,
    },
  })
  expect(readFileSync(report, 'utf8').trim().split('\n')).toEqual([
    'file,row,invoice,stockCode,reason,detail',
    'month.csv,3,540002,MUG,QUANTITY_NOT_POSITIVE,quantity -10',
    'month.csv,6,A540005,B,INVOICE_IS_ADJUSTMENT,invoice A540005',
    'month.csv,4,C540003,CUP,CANCELLATION_WITHOUT_SALE,1 units of CUP',
    'month.csv,5,C540004,MUG,CANCELLATION_EXCEEDS_SALES,"2 units of MUG, 1 can be given back"',
  ])
})

const december = () =>
  fileOf(
    'december.csv',
    ['540001', 'MUG', 5, '1.00', { at: '2010-12-01 08:00:00' }],
    ['540002', 'MUG', 3, '1.10', { at: '2010-12-02 08:00:00' }],
    ['C540003', 'MUG', -4, '1.00', { at: '2010-12-03 08:00:00' }],
    ['540004', 'CUP', -3, '0.0', { at: '2010-12-03 08:00:00' }],
  )

test('the same file again, under another name and after its keys have expired, adds nothing', async () => {
  const app = await testApp()
  const file = december()
  const first = await importOnlineRetail(app, [file])
  const state = stateOf(app)

  expect(await importOnlineRetail(app, [file])).toEqual(first)
  app.pass(31 * DAY_MS)
  const renamed = join(folder(), 'other.csv')
  writeFileSync(renamed, readFileSync(file))
  expect(await importOnlineRetail(app, [renamed])).toEqual(first)
  expect(stateOf(app)).toEqual(state)
})

test('a second run with one more file takes only the new, and takes back what the first one sold', async () => {
  const january = fileOf(
    'january.csv',
    ['550001', 'MUG', 2, '1.20', { at: '2011-01-05 08:00:00' }],
    ['550001', 'BOWL', 2, '1.20', { at: '2011-01-05 08:00:00' }],
    ['C550002', 'MUG', -6, '1.00', { at: '2011-01-06 08:00:00' }],
  )
  const file = december()
  const [twice, once] = [await testApp(), await testApp()]
  await importOnlineRetail(twice, [file])
  const totals = await importOnlineRetail(twice, [file, january])

  expect(totals).toEqual({ rows: 7, taken: 6, refused: 1, byReason: { QUANTITY_NOT_POSITIVE: 1 } })
  expect(linesOf(twice, '540001')).toMatchObject([{ returned: 5 }])
  expect(await importOnlineRetail(once, [file, january])).toEqual(totals)
  expect(stateOf(twice)).toEqual(stateOf(once))
})

test('an invoice number that stands with other lines is refused, and the order left alone', async () => {
  const app = await testApp()
  await importOnlineRetail(app, [fileOf('a.csv', ['540001', 'MUG', 5, '1.00'])])
  app.pass(31 * DAY_MS)
  const totals = await importOnlineRetail(app, [
    fileOf('b.csv', ['540001', 'MUG', 5, '1.00'], ['540001', 'MUG', 1, '1.00']),
  ])
  expect(totals).toMatchObject({ taken: 0, refused: 2, byReason: { INVOICE_DIFFERS: 2 } })
  expect(linesOf(app, '540001')).toHaveLength(1)
})

test('what staff changed in the catalog since stays', async () => {
  const app = await testApp()
  await importOnlineRetail(app, [fileOf('a.csv', ['540001', 'MUG', 5, '1.00'])])
  const [product] = app.rows<{ id: string }>('SELECT id FROM products')
  await app.accepted('UpdateProduct', { productId: product?.id, name: 'The finest mug' })
  await importOnlineRetail(app, [fileOf('b.csv', ['540002', 'MUG', 5, '9.00'])])
  expect(app.rows('SELECT name FROM products')).toEqual([{ name: 'The finest mug' }])
})

test('an import that is cut off before a cancellation ends as if it had not been', async () => {
  const [cut, whole] = [await testApp(), await testApp()]
  const file = fileOf(
    'december.csv',
    ['540001', 'MUG', 5, '1.00', { at: '2010-12-01 08:00:00' }],
    ['540002', 'MUG', 3, '1.10', { at: '2010-12-02 08:00:00' }],
    ['C540003', 'MUG', -4, '1.00', { at: '2010-12-03 08:00:00' }],
    ['C540003', 'MUG', -1, '1.00', { at: '2010-12-03 08:00:00' }],
  )
  let returns = 0
  const dispatch: TestApp['dispatch'] = (asked) => {
    if (asked.command === 'ImportReturns' && ++returns === 2) throw new Error('The power went out.')
    return cut.dispatch(asked)
  }
  await expect(importOnlineRetail({ ...cut, dispatch }, [file])).rejects.toThrow('power')
  // One row reaches over both orders: all of it stands, or none.
  expect(linesOf(cut, '540002')).toMatchObject([{ returned: 3 }])
  expect(linesOf(cut, '540001')).toMatchObject([{ returned: 1 }])

  const totals = await importOnlineRetail(cut, [file])
  expect(totals).toEqual(await importOnlineRetail(whole, [file]))
  expect(stateOf(cut)).toEqual(stateOf(whole))
})
