// The month that ships with Quartermaster, taken in whole, against what a script that shares no code
// with it says of the same file.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { QUEUE_LIMITS } from '#kernel/write-queue.ts'
import { loadSalesByDay } from '#read/sales-by-day/load.ts'
import { testApp } from '#testing/app.ts'
import { salesByDay } from '../../../bench/online-retail/sales-by-day.ts'
import { DEMO_FILE, importDemo } from './demo.ts'

test('every row is accounted for, no sale is refused, and each day agrees to the penny', async () => {
  const app = await testApp({ queue: { ...QUEUE_LIMITS, batchMsMax: 50 } })
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-month-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const report = join(folder, 'refused.csv')
  const totals = await importDemo(app, { report })
  const { rows, saleRows, days } = salesByDay([DEMO_FILE], report)

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
  const shown = (await loadSalesByDay(app.writer, range)).filter(
    ({ orders, refunds }) => orders > 0 || refunds > 0,
  )
  expect(shown).toEqual(days.map((day) => ({ ...day, net: day.gross - day.refunds })))
  expect(shown.reduce((sum, { refunds }) => sum + refunds, 0)).toBeGreaterThan(0)

  // What came in less what went back is what the orders say that they hold.
  const [ledger] = app.rows(
    "SELECT sum(CASE type WHEN 'CAPTURED' THEN amount ELSE -amount END) AS held FROM payment_entries",
  )
  const [orders] = app.rows('SELECT sum(current_total - due) AS held FROM order_view')
  expect(orders).toEqual(ledger)
}, 180_000)
