// An import whose process is killed, again and again, and what it comes to in the end.
import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import Sqlite from 'better-sqlite3'
import { expect, inject, onTestFinished, test } from 'vitest'
import { DEMO_FILE } from './demo.ts'

const CHILD = fileURLToPath(new URL('../../testing/import-child.ts', import.meta.url))
const ROWS = 2_500

function partOfTheMonth(folder: string): string {
  const file = join(folder, 'part.csv')
  const text = gunzipSync(readFileSync(DEMO_FILE)).toString('utf8')
  writeFileSync(
    file,
    text
      .split('\n')
      .slice(0, ROWS + 1)
      .join('\n'),
  )
  return file
}

const importing = (database: string, file: string): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', CHILD, database, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })

const ended = (child: ChildProcess) =>
  new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.on('exit', (code, signal) => resolve({ code, signal })),
  )

/** Runs until the child says that so many rows are accounted for, then kills it. */
async function killedAt(rows: number, database: string, file: string): Promise<string | null> {
  const child = importing(database, file)
  const end = ended(child)
  for await (const line of createInterface({ input: child.stdout as never }))
    if (Number(line) >= rows) {
      child.kill('SIGKILL')
      break
    }
  return (await end).signal
}

async function finished(database: string, file: string): Promise<unknown> {
  const child = importing(database, file)
  const end = ended(child)
  let last = ''
  for await (const line of createInterface({ input: child.stdout as never })) last = line
  expect(await end).toEqual({ code: 0, signal: null })
  return JSON.parse(last)
}

/** What an import decides, without the ids and moments that no two runs share. */
function stateOf(database: string) {
  const sqlite = new Sqlite(database, { readonly: true })
  const rows = (sql: string) => sqlite.prepare(sql).all()
  const state = {
    orders: rows(
      `SELECT number, orders.external_id, customers.external_id AS customer, status, placed_at, total
       FROM orders LEFT JOIN customers ON customers.id = customer_id ORDER BY number`,
    ),
    lines: rows(
      `SELECT number, position, sku, quantity, unit_price, cancelled FROM order_lines
       JOIN orders ON orders.id = order_id ORDER BY number, position`,
    ),
    payments: rows(
      'SELECT reference, amount, occurred_at, day FROM payment_entries ORDER BY reference',
    ),
    stock: rows(
      `SELECT sku, on_hand, allocated FROM stock_levels JOIN variants ON variants.id = variant_id
       ORDER BY sku`,
    ),
    moved: rows(
      `SELECT sku, kind, count(*) AS movements, sum(on_hand_delta) AS units FROM stock_movements
       JOIN variants ON variants.id = variant_id GROUP BY sku, kind ORDER BY sku, kind`,
    ),
    products: rows('SELECT slug, name, status FROM products ORDER BY serial'),
    sales: rows('SELECT day, orders, units, gross FROM sales_by_day_view ORDER BY day'),
  }
  sqlite.close()
  return state
}

test('killed at any moment and run again, an import ends as if it had never been', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-killed-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = partOfTheMonth(folder)
  const [killed, whole] = [join(folder, 'killed.db'), join(folder, 'whole.db')]
  for (const database of [killed, whole]) copyFileSync(inject('template'), database)

  const totals = await finished(whole, file)
  expect(totals).toMatchObject({ rows: ROWS })
  const state = stateOf(whole)

  const ordersAfterKill: number[] = []
  // Before the first order, among the orders, and among the cancellations that come last.
  for (const rows of [0, 500, ROWS - 40]) {
    expect(await killedAt(rows, killed, file)).toBe('SIGKILL')
    ordersAfterKill.push(stateOf(killed).orders.length)
  }
  expect(ordersAfterKill[0]).toBe(0)
  expect(ordersAfterKill[1]).toBeGreaterThan(0)
  expect(ordersAfterKill[1]).toBeLessThan(state.orders.length)

  expect(await finished(killed, file)).toEqual(totals)
  expect(stateOf(killed)).toEqual(state)
}, 180_000)
