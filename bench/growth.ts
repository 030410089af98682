// What stands already must not slow down what comes: each read over HTTP and each order, in a shop with a million
// orders and 100,000 variants, against the same in one with a thousand and 10,000. What is asked is a fixed set of a
// thousand, warm; cold, each asked once of a server that has just been started, is shown beside it.
// BENCH_SHOPS names a folder where the two shops are kept from one run to the next.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { App } from '#app'
import { checkpoint } from '#kernel/database/sqlite/checkpoint.ts'
import { grownShop } from './grow.ts'
import { atMost, compare, type Figure } from './measure.ts'
import { nameOf } from './names.ts'
import type { Child } from './process.ts'
import {
  type Asked,
  askedOf,
  orderPage,
  ordersPage20,
  productBySlug,
  productList20,
  type Question,
  search,
} from './questions.ts'
import { ask, firstOf, rateOf, residentBytes, serveShop, shopAt } from './served.ts'
import { openBenchApp, placeAll, startCarts, type Terms, termsOf } from './shop.ts'

const SIZES = {
  small: { orders: 1_000, products: 5_000, port: 4_396 },
  large: { orders: 1_000_000, products: 50_000, port: 4_397 },
}
const KEYS = 1_000
/** 1.3 times as long. */
const BAR = 1 / 1.3
const MEMORY_MB_MAX = 250
const START_MS_MAX = 1_000
/** Short rounds in turn: what else the disk does meanwhile falls on both shops alike. */
const PLACED = 200
const ROUNDS_PLACED = 25
const ROUNDS_READ = 5

type Served = { server: Child; startMs: number; asked: [Question, Asked[]][]; coldMs: number[] }

export async function benchGrowth(): Promise<Figure[]> {
  const kept = process.env.BENCH_SHOPS
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'quartermaster-bench-'))
  mkdirSync(folder, { recursive: true })
  try {
    const files = { small: await made(folder, 'small'), large: await made(folder, 'large') }
    return [...(await reads(files)), await orders(files)]
  } finally {
    if (!kept) rmSync(folder, { recursive: true, force: true })
  }
}

type Size = keyof typeof SIZES
type Files = Record<Size, string>

async function made(folder: string, size: Size): Promise<string> {
  const { orders, products } = SIZES[size]
  const file = join(folder, `${orders}-orders.db`)
  if (!existsSync(file)) {
    const half = `${file}.making` // What was cut short is not taken for a shop.
    rmSync(half, { force: true })
    await grownShop(half, { products, orders })
    renameSync(half, file)
  }
  return file
}

async function reads(files: Files): Promise<Figure[]> {
  const large = await served(files, 'large')
  const small = await served(files, 'small')
  try {
    const figures: Figure[] = []
    for (const [at, [question, asked]] of large.asked.entries()) {
      const others = small.asked[at]?.[1] as Asked[]
      const figure = await compare(
        `growth.${question.name}`,
        'requests/s',
        () => rateOf(shopAt(SIZES.large.port), asked),
        () => rateOf(shopAt(SIZES.small.port), others),
        ROUNDS_READ,
      )
      const cold = [large, small].map(({ coldMs }) => (coldMs[at] as number).toFixed(2))
      figures.push({ ...figure, bar: BAR, note: `cold ${cold[0]} ms against ${cold[1]} ms` })
    }
    return [
      ...figures,
      atMost('growth.memory', residentBytes(large.server) / 2 ** 20, 'MB', MEMORY_MB_MAX),
      atMost('growth.start', large.startMs, 'ms', START_MS_MAX),
    ]
  } finally {
    large.server.kill()
    small.server.kill()
  }
}

/** A server just started, asked everything once. */
async function served(files: Files, size: Size): Promise<Served> {
  const { port } = SIZES[size]
  const start = performance.now()
  const server = await serveShop(files[size], port)
  const startMs = performance.now() - start
  const asked = await hotSet(files, size)
  const coldMs: number[] = []
  for (const [, each] of asked) {
    forgetFiles()
    const start = performance.now()
    for (const one of each) await ask(shopAt(port), one)
    coldMs.push((performance.now() - start) / each.length)
  }
  return { server, startMs, asked, coldMs }
}

async function hotSet(files: Files, size: Size): Promise<[Question, Asked[]][]> {
  const { orders, products, port } = SIZES[size]
  const sqlite = new Sqlite(files[size], { readonly: true })
  const every = Math.floor(orders / KEYS)
  const orderIds = sqlite
    .prepare('SELECT id FROM order_list_view WHERE number % ? = 0 LIMIT ?')
    .pluck()
    .all(every, KEYS) as string[]
  sqlite.close()
  const numbers = Array.from({ length: KEYS }, (_, at) => at * Math.floor(products / KEYS))
  const cursors = async (list: string) =>
    (await firstOf(shopAt(port), list, KEYS - 20)).map(({ cursor }) => cursor)
  const all: [Question, string[]][] = [
    [productBySlug, numbers.map((number) => `product-${number}`)],
    [productList20, await cursors('products')],
    [search, numbers.map(nameOf)],
    [orderPage, orderIds],
    [ordersPage20, await cursors('orders')],
  ]
  return all.map(([question, keys]) => [question, askedOf(question, keys)])
}

/** Has the system forget what it has read of files, where it lets us. */
function forgetFiles(): void {
  try {
    writeFileSync('/proc/sys/vm/drop_caches', '1')
  } catch {
    // Only root may: what is called cold is then as warm as the system keeps it.
  }
}

async function orders(files: Files): Promise<Figure> {
  const open = async (size: Size): Promise<Shop> => {
    const app = await openBenchApp(files[size])
    return { app, terms: termsOf(app) }
  }
  const [small, large] = [await open('small'), await open('large')]
  try {
    const figure = await compare(
      'growth.placeOrder',
      'orders/s',
      () => placedRate(large),
      () => placedRate(small),
      ROUNDS_PLACED,
    )
    return { ...figure, bar: BAR }
  } finally {
    await small.app.close()
    await large.app.close()
  }
}

type Shop = { app: App; terms: Terms }

/** Orders a second. Their carts are started beforehand, and what that left in the WAL is moved out of it. */
async function placedRate({ app, terms }: Shop): Promise<number> {
  const carts = await startCarts(app, PLACED, terms)
  checkpoint(app.writer, 'PASSIVE')
  const start = performance.now()
  await placeAll(app, carts)
  return (PLACED / (performance.now() - start)) * 1_000
}
