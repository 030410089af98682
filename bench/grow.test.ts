// A shop that was made large by copying rows is one that commands could have made.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { examine } from '#kernel/doctor.ts'
import { tallies, views } from '#read/views.ts'
import { examineBooks } from '#write/doctor.ts'
import { grownShop } from './grow.ts'
import { openBenchApp, placeAll, startCarts } from './shop.ts'

test('views, tallies, books and the file of a grown shop are right, and it goes on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-grown-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'shop.db')
  const { terms, lastAt } = await grownShop(file, {
    ...{ products: 20, orders: 200, templateOrders: 20 },
  })
  const app = await openBenchApp(file, { clock: () => lastAt })
  onTestFinished(() => app.close())
  await placeAll(app, await startCarts(app, 5, terms))
  const checks = [
    ...(await examine(app.writer, { views, tallies })),
    ...(await examineBooks(app.writer)),
  ]
  expect(
    checks.flatMap(({ name, findings }) => findings.map(({ found }) => [name, found])),
  ).toEqual([])
  const sqlite = new Sqlite(file, { readonly: true })
  onTestFinished(() => void sqlite.close())
  const one = (sql: string) => sqlite.prepare(sql).pluck().get()
  expect(one('SELECT count(*) FROM orders')).toBe(205)
  expect(one('SELECT sum(orders) FROM sales_by_day_view')).toBe(205)
  expect(one('SELECT count(DISTINCT placed_day) FROM orders')).toBeGreaterThan(3)
  expect(one('SELECT count(DISTINCT email_key) FROM orders')).toBe(200)
})
