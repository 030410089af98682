// Imports files into a shop of its own and compares every day's sales with what the plain script says
// of the same files, to the penny: `npm run check:online-retail -- FILE…`. With `--postgres` the same commands are then
// given to a shop on PostgreSQL, which must come to the same state.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, exit, stderr, stdout } from 'node:process'
import { isDeepStrictEqual } from 'node:util'
import { type App, openApp } from '#app'
import { progressOn } from '#import/online-retail/progress.ts'
import { importOnlineRetail } from '#import/online-retail/run.ts'
import { summaryOf } from '#import/online-retail/summary.ts'
import { sqliteOf } from '#kernel/database/sqlite/sqlite-of.ts'
import { stateHash } from '#kernel/database/state-hash.ts'
import { replay } from '#kernel/replay.ts'
import { verifyViews } from '#kernel/verify-views.ts'
import { QUEUE_LIMITS } from '#kernel/write-queue.ts'
import { loadSalesByDay } from '#read/sales-by-day/load.ts'
import { tallies, views } from '#read/views.ts'
import { startPostgres } from '#testing/postgres/server.ts'
import { examineBooks } from '#write/doctor.ts'
import { salesByDay } from './sales-by-day.ts'

const files = argv.slice(2).filter((word) => !word.startsWith('--'))
const onPostgres = argv.includes('--postgres')
if (files.length === 0) {
  stderr.write('Name the files: npm run check:online-retail -- 2010-12.csv.gz …\n')
  exit(2)
}

const folder = mkdtempSync(join(tmpdir(), 'quartermaster-check-'))
const SETTINGS = {
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
    webhooks: 'OFF' as const,
  },
  release: 'check',
  reacts: false,
  queue: { ...QUEUE_LIMITS, batchMsMax: 50 },
  onFault: (fault: unknown) => stderr.write(`${String(fault)}\n`),
}
const app = await openApp({ database: { file: join(folder, 'shop.db') }, ...SETTINGS })
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
  if (onPostgres) differences += await givenToPostgres(app)
} finally {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
}
exit(differences === 0 ? 0 : 1)

/** Answers how much came out otherwise there. */
async function givenToPostgres(from: App): Promise<number> {
  const server = await startPostgres()
  try {
    await server.create('shop')
    const there = await openApp({
      database: { url: server.urlOf('shop'), replicas: [] },
      ...SETTINGS,
    })
    const started = performance.now()
    const replayed = await replay({ from: from.writer, into: there, release: 'check' })
    const seconds = ((performance.now() - started) / 1_000).toFixed(0)
    const here = await stateHash(from.writer)
    const checks = [
      ...(await verifyViews(there.writer, views, tallies)),
      ...(await examineBooks(there.writer)),
    ]
    const findings = checks.flatMap(({ findings }) => findings.map(({ found }) => found))
    await there.close()
    for (const wrong of [...replayed.differences, ...findings]) stdout.write(`  ${wrong}\n`)
    stdout.write(
      `PostgreSQL: ${replayed.commands} commands, ${replayed.events} events in ${seconds} s; state ${replayed.hash}, in the file ${here.hash}\n`,
    )
    return replayed.differences.length + findings.length + Number(replayed.hash !== here.hash)
  } finally {
    await server.stop()
  }
}
