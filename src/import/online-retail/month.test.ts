// The month that ships with Quartermaster, taken in whole, against what a script that shares no code
// with it says of the same file.
import { expect, test } from 'vitest'
import { QUEUE_LIMITS } from '#kernel/write-queue.ts'
import { loadSalesByDay } from '#read/sales-by-day/load.ts'
import { testApp } from '#testing/app.ts'
import { salesByDay } from '../../../bench/online-retail/sales-by-day.ts'
import { DEMO_FILE, importDemo } from './demo.ts'

test('every row is accounted for, no sale is refused, and each day agrees to the penny', async () => {
  const app = await testApp({ queue: { ...QUEUE_LIMITS, batchMsMax: 50 } })
  const { rows, saleRows, days } = salesByDay([DEMO_FILE])
  const totals = await importDemo(app)

  expect(totals).toEqual({
    rows,
    taken: 41_779,
    refused: 702,
    // A reason that is not here is one that nobody has thought about.
    byReason: {
      QUANTITY_NOT_POSITIVE: 70,
      PRICE_NOT_POSITIVE: 203,
      CANCELLATION_WITHOUT_CUSTOMER: 38,
      CANCELLATION_WITHOUT_SALE: 385,
      CANCELLATION_EXCEEDS_SALES: 6,
    },
  })
  expect(app.rows('SELECT count(*) AS lines FROM order_lines')).toEqual([{ lines: saleRows }])

  const range = { from: '2010-12-01', to: '2010-12-31', currency: 'GBP' }
  const sold = (await loadSalesByDay(app.writer, range)).filter(({ orders }) => orders > 0)
  expect(sold.map(({ day, orders, units, gross }) => ({ day, orders, units, gross }))).toEqual(days)
}, 180_000)
