import { expect, test } from 'vitest'
import { customerTotals } from '#read/customer/refresh.ts'
import { refundsByDay } from '#read/refunds-by-day/refresh.ts'
import fc from '#testing/random.ts'
import { openShopWithSales, type Sale, SKUS, sell, shopWithSales } from '#testing/sales.ts'
import { loadSalesByDay } from './load.ts'
import { salesByDay } from './refresh.ts'

const mugs = (quantity: number) => [{ sku: 'MUG', quantity, unitPrice: 250 }]

test('every day of a range has its row, those without sales too', async () => {
  const { app } = await shopWithSales([
    { placedAt: '2026-01-05T09:00:00Z', lines: mugs(2) },
    { placedAt: '2026-01-05T10:00:00Z', lines: mugs(1) },
    { placedAt: '2026-01-05T10:00:00Z', currency: 'EUR', lines: mugs(7) },
  ])
  const range = { from: '2026-01-04', to: '2026-01-06', currency: 'GBP' }
  const empty = { orders: 0, units: 0, gross: 0, refunds: 0, net: 0 }
  expect(await loadSalesByDay(app.writer, range)).toEqual([
    { ...empty, day: '2026-01-04' },
    { ...empty, day: '2026-01-05', orders: 2, units: 3, gross: 750, net: 750 },
    { ...empty, day: '2026-01-06' },
  ])
})

test('a sale belongs to the day that it was in the shop, not in Greenwich', async () => {
  const { app } = await shopWithSales([{ placedAt: '2025-07-01T23:30:00Z', lines: mugs(1) }])
  const range = { from: '2025-07-01', to: '2025-07-02', currency: 'GBP' }
  expect((await loadSalesByDay(app.writer, range)).map(({ orders }) => orders)).toEqual([0, 1])
})

test('what is cancelled later lowers nothing', async () => {
  const { app, orderIds } = await shopWithSales([
    { placedAt: '2026-01-05T09:00:00Z', lines: mugs(2) },
  ])
  const before = app.rows('select * from sales_by_day_view')
  await app.accepted('CancelOrder', { orderId: orderIds[0], reason: 'Changed their mind.' })
  expect(app.rows('select * from sales_by_day_view')).toEqual(before)
})

test('a refund is of the day on which the money went back, and one that fails is taken off the day on which it did', async () => {
  const placedAt = '2025-06-30T09:00:00Z'
  const payment = { method: 'Card' }
  const { app } = await shopWithSales([{ placedAt, lines: mugs(4), payment }])
  const [paid] = app.rows<{ id: string; orderId: string }>(
    'select id, order_id as orderId from payments',
  )
  await app.accepted('RefundPayment', {
    paymentId: paid?.id,
    amount: { amount: 300, currency: 'GBP' },
    occurredAt: '2025-07-01T23:30:00Z', // Half past midnight in London.
  })
  const told = { provider: 'bank', reference: 'r', paymentReference: 'p', currency: 'GBP' }
  for (const report of [
    { type: 'CAPTURED', amount: 50, reference: 'c', orderId: paid?.orderId },
    { type: 'REFUNDED', amount: 50 },
    { type: 'FAILED', occurredAt: '2025-07-03T12:00:00Z' },
  ])
    await app.accepted('ReportPaymentEvent', {
      ...{ ...told, occurredAt: '2025-07-02T12:00:00Z' },
      ...report,
    })
  const range = { from: '2025-06-30', to: '2025-07-03', currency: 'GBP' }
  const days = await loadSalesByDay(app.writer, range)
  expect(days.map(({ gross, refunds, net }) => [gross, refunds, net])).toEqual([
    [1_000, 0, 1_000],
    [0, 0, 0],
    [0, 350, -350],
    [0, -50, 50],
  ])
  const recomputed = await refundsByDay.recompute(app.writer)
  expect(recomputed).toEqual(app.rows('select * from refunds_by_day_view order by day, provider'))
  expect(recomputed.map(({ day, amount }) => [day, amount]).sort()).toEqual([
    ['2025-07-02', 300],
    ['2025-07-02', 50],
    ['2025-07-03', -50],
  ])
})

test.each([
  ['1,000 days', '2023-01-01', '2025-09-26', null],
  ['1,001 days', '2023-01-01', '2025-09-27', 'PAGE_TOO_LARGE'],
  ['one day', '2023-01-01', '2023-01-01', null],
  ['days the wrong way round', '2023-01-02', '2023-01-01', 'BAD_USER_INPUT'],
])('%s can be asked for or are refused', async (_, from, to, code) => {
  const { app } = await shopWithSales()
  const asking = loadSalesByDay(app.writer, { from, to, currency: 'GBP' })
  if (code) await expect(asking).rejects.toMatchObject({ code, path: ['to'] })
  else expect((await asking).at(-1)?.day).toBe(to)
})

const sale: fc.Arbitrary<Sale & { buyer: 0 | 1 | null }> = fc.record({
  placedAt: fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 23 }))
    .map(([day, hour]) => `2026-01-0${day}T${String(hour).padStart(2, '0')}:59:59Z`),
  currency: fc.constantFrom('GBP', 'EUR'),
  buyer: fc.constantFrom(0, 1, null),
  lines: fc.array(
    fc.record({
      sku: fc.constantFrom(...SKUS),
      quantity: fc.integer({ min: 1, max: 5 }),
      unitPrice: fc.integer({ min: 0, max: 999 }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
})

type Sums = Record<string, { orders: number; units: number; gross: number }>

/** The sums by key, from the sales themselves. */
function sumsBy(sales: readonly Sale[], keyOf: (sale: Sale) => string | null): Sums {
  const sums: Sums = {}
  for (const one of sales) {
    const key = keyOf(one)
    if (key === null) continue
    sums[key] ??= { orders: 0, units: 0, gross: 0 }
    sums[key].orders += 1
    for (const { quantity, unitPrice } of one.lines) {
      sums[key].units += quantity
      sums[key].gross += quantity * unitPrice
    }
  }
  return sums
}

const keyedRows = (rows: readonly Record<string, unknown>[], keyOf: (row: never) => string) =>
  Object.fromEntries(rows.map((row) => [keyOf(row as never), row]))

test('after any sales and cancellations each tally equals a plain sum, and its own recomputation', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(sale, { minLength: 1, maxLength: 15 }),
      fc.array(fc.nat(14), { maxLength: 4 }),
      async (drawn, cancelled) => {
        const { app, dispose } = await openShopWithSales()
        const buyers = [
          (await app.ids('RegisterCustomer', { externalId: 'a' })).customer,
          (await app.ids('RegisterCustomer', { externalId: 'b' })).customer,
        ]
        const sales = drawn.map(({ buyer, ...one }) => ({
          ...one,
          customerId: buyer === null ? null : (buyers[buyer] ?? null),
        }))
        const orderIds: string[] = []
        for (const one of sales) orderIds.push(...(await sell(app, [one])))
        for (const index of new Set(cancelled))
          if (orderIds[index])
            await app.accepted('CancelOrder', { orderId: orderIds[index], reason: 'x' })

        const days = app.rows('select *, country_code as countryCode from sales_by_day_view')
        const byDay = (row: { currency: string; day: string }) => `${row.currency} ${row.day}`
        expect(keyedRows(days, byDay)).toMatchObject(
          sumsBy(sales, ({ currency, placedAt }) => `${currency} ${placedAt.slice(0, 10)}`),
        )
        expect(keyedRows(days, byDay)).toMatchObject(
          keyedRows(await salesByDay.recompute(app.writer), byDay),
        )

        const totals = app.rows(
          'select customer_id as customerId, currency, orders, gross, paid from customer_totals_view',
        )
        const byBuyer = (row: { customerId: string; currency: string }) =>
          `${row.customerId} ${row.currency}`
        const expected = sumsBy(sales, ({ customerId, currency }) =>
          customerId ? `${customerId} ${currency}` : null,
        )
        expect(Object.keys(keyedRows(totals, byBuyer)).sort()).toEqual(Object.keys(expected).sort())
        for (const [key, { orders, gross }] of Object.entries(expected))
          expect(keyedRows(totals, byBuyer)[key]).toMatchObject({ orders, gross })
        expect(keyedRows(await customerTotals.recompute(app.writer), byBuyer)).toEqual(
          keyedRows(totals, byBuyer),
        )
        await dispose()
      },
    ),
    { numRuns: 15 },
  )
})
