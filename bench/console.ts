// The console in Chromium on a shop with 100,000 orders, against its budgets: what is loaded first, and the longest
// that the page can't answer while its list is scrolled, filtered and searched.
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import type { Figure } from './measure.ts'
import { started } from './process.ts'
import { ids, openBenchApp, stockedShop } from './shop.ts'

const ORDERS = Number(process.env.CONSOLE_ORDERS ?? 100_000)
const ROUNDS = 5
const PRODUCTS = 1_000
const PER_IMPORT = 100
const APART_MS = 60_000
const OWNER_KEY = 'qm_sk_bench_000000000000000000000000000000000000'
const PORT = 4_393
const URL = `http://127.0.0.1:${PORT}/console`
const LIMITS = { loadedBytes: 300_000, taskMs: 100 }
const TURNS = 60
const TURN_PX = 900

export async function benchConsole(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-bench-'))
  let server: ChildProcess | null = null
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
  try {
    const file = join(folder, 'shop.db')
    await stockedShop(file, { products: PRODUCTS })
    await importOrders(file)
    const env = { DATABASE_URL: `file:${file}`, PORT: String(PORT), OWNER_KEY, LOG_LEVEL: 'error' }
    server = await started(['src/quartermaster.mjs', 'serve'], 'serves', env)
    const loaded: number[] = []
    const tasks: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const page = await browser.newPage()
      await signIn(page)
      loaded.push(await loadedBytes(page))
      tasks.push(await longestTask(page))
      await page.close()
    }
    return [
      figure('console.firstLoad', 'bytes', loaded, LIMITS.loadedBytes),
      figure('console.longestTask', 'ms', tasks, LIMITS.taskMs),
    ]
  } finally {
    await browser.close()
    server?.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Past orders of the last months: taken in many at once, which is quicker than placing each. */
async function importOrders(file: string): Promise<void> {
  const app = await openBenchApp(file)
  const start = Date.now() - ORDERS * APART_MS
  for (let at = 0; at < ORDERS; at += PER_IMPORT) {
    const orders = Array.from({ length: Math.min(PER_IMPORT, ORDERS - at) }, (_, index) => ({
      externalId: `order-${at + index}`,
      currency: 'GBP',
      placedAt: new Date(start + (at + index) * APART_MS).toISOString(),
      email: `shopper-${at + index}@example.com`,
      lines: [0, 1, 2].map((line) => ({
        sku: `SKU-${(index * 7 + line * 331) % PRODUCTS}-Small`,
        quantity: 1 + (index % 3),
        unitPrice: 100 + line,
      })),
    }))
    await ids(app, 'ImportOrders', { orders })
  }
  await app.close()
}

/** The worst of all rounds counts: a budget is not kept on the average. */
function figure(name: string, unit: string, values: number[], limit: number): Figure {
  const ratios = values.map((value) => Math.round((value / limit) * 1_000) / 1_000)
  return {
    ...{ name, unit, value: Math.max(...values), reference: limit },
    ratio: Math.max(...ratios),
    spread: [Math.min(...ratios), Math.max(...ratios)],
    note: `at most 1, ${ORDERS} orders`,
  }
}

async function signIn(page: Page): Promise<void> {
  await page.addInitScript(`
    window.tasks = []
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
      .observe({ type: 'longtask' })
  `)
  await page.goto(URL)
  await page.getByLabel('API key').fill(OWNER_KEY)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('region', { name: 'Low stock' }).getByRole('heading').waitFor()
  await page.getByRole('img', { name: /Sales by day/ }).waitFor()
}

const loadedBytes = (page: Page): Promise<number> =>
  page.evaluate(`[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .filter(({ name }) => name.includes('/console'))
    .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`)

/** Of all that is done with the list; 0 where none took 50 ms. */
async function longestTask(page: Page): Promise<number> {
  await page.keyboard.press('g')
  await page.keyboard.press('o')
  const list = page.getByRole('grid', { name: 'Orders' })
  await list.waitFor()
  await page.evaluate('tasks.length = 0')
  await list.hover()
  for (let turn = 0; turn < TURNS; turn++) {
    await page.mouse.wheel(0, TURN_PX)
    await page.waitForTimeout(30)
  }
  await page.getByLabel('Payment').first().click()
  await page.getByRole('option', { name: 'Unpaid' }).click()
  await page.getByText(`${ORDERS.toLocaleString('en')} in all`).waitFor()
  await page.getByLabel('Search').click()
  await page.keyboard.type('shopper-77', { delay: 60 })
  await page.getByText(/^[1-9][\d,]{0,4} in all/).waitFor()
  return Math.round(Math.max(0, ...((await page.evaluate('tasks')) as number[])))
}
