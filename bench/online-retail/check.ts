// Imports files into a shop of its own and compares every day's sales with what the plain script says
// of the same files, to the penny: `npm run check:online-retail -- FILE…`.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, exit, stderr, stdout } from 'node:process'
import { isDeepStrictEqual } from 'node:util'
import { openApp } from '#app'
import { progressOn } from '#import/online-retail/progress.ts'
import { importOnlineRetail } from '#import/online-retail/run.ts'
import { summaryOf } from '#import/online-retail/summary.ts'
import { sqliteOf } from '#kernel/database/sqlite/sqlite-of.ts'
import { QUEUE_LIMITS } from '#kernel/write-queue.ts'
import { loadSalesByDay } from '#read/sales-by-day/load.ts'
import { salesByDay } from './sales-by-day.ts'

const files = argv.slice(2)
if (files.length === 0) {
  stderr.write('Name the files: npm run check:online-retail -- 2010-12.csv.gz …\n')
  exit(2)
}

const folder = mkdtempSync(join(tmpdir(), 'quartermaster-check-'))
const app = await openApp({
  database: { file: join(folder, 'shop.db') },
  shop: {
    currency: 'GBP',
    countryCode: 'GB',
    pricesIncludeTax: true,
    timeZone: 'Europe/London',
    cartLifetimeMs: 604_800_000,
    shipsUnpaid: true,
    paymentProviders: [],
    awaitsPaymentMs: null,
    reservationMs: null,
    webhooks: 'OFF',
  },
  release: 'check',
  reacts: false,
  queue: { ...QUEUE_LIMITS, batchMsMax: 50 },
  onFault: (fault) => stderr.write(`${String(fault)}\n`),
})
let differences = 0
try {
  const started = performance.now()
  const progress = progressOn(stderr)
  const report = join(folder, 'refused.csv')
  const totals = await importOnlineRetail(app, files, { progress, report })
  stdout.write(summaryOf(totals, (performance.now() - started) / 1_000))

  const expected = salesByDay(files, report)
  const range = { from: expected.days[0]?.day ?? '', to: expected.days.at(-1)?.day ?? '' }
  const shown = await loadSalesByDay(app.writer, { ...range, currency: 'GBP' })
  const found = new Map(shown.map((day) => [day.day, day]))
  for (const day of expected.days) {
    const view = found.get(day.day)
    const must = { ...day, net: day.gross - day.refunds }
    if (isDeepStrictEqual(view, must)) continue
    differences++
    stdout.write(`${day.day}: files ${JSON.stringify(must)}, shop ${JSON.stringify(view)}\n`)
  }
  const sums = shown.filter(({ orders, refunds }) => orders > 0 || refunds > 0)
  if (sums.length !== expected.days.length) differences++
  if (totals.rows !== expected.rows || totals.taken + totals.refused !== totals.rows) differences++
  const held = (sql: string) => sqliteOf(app.writer).prepare(sql).pluck().get()
  const inLedger = held(
    "SELECT sum(CASE type WHEN 'CAPTURED' THEN amount ELSE -amount END) FROM payment_entries",
  )
  const inOrders = held('SELECT sum(current_total - due) FROM order_view')
  if (inLedger !== inOrders) {
    differences++
    stdout.write(`The ledger holds ${inLedger}, orders say ${inOrders}\n`)
  }
  const gross = expected.days.reduce((sum, day) => sum + day.gross, 0)
  const refunds = expected.days.reduce((sum, day) => sum + day.refunds, 0)
  stdout.write(
    differences === 0
      ? `${expected.days.length} days agree: ${expected.saleRows} sale rows, ${gross} pence sold, ${refunds} given back, ${inLedger} held\n`
      : `${differences} differences\n`,
  )
} finally {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
}
exit(differences === 0 ? 0 : 1)
