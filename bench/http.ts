// Reads and orders over HTTP: one server process. Reads over 16 connections, keys at random over a thousand in twenty
// documents, against node:http with a prepared SELECT and the same bytes; orders against the same given in process.
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { compare, type Figure } from './measure.ts'
import { type Child, copiesOf, started } from './process.ts'
import {
  type Asked,
  askedOf,
  ordersPage20,
  placeOrder,
  productBySlug,
  productList20,
  type Question,
} from './questions.ts'
import { ask, firstOf, OWNER_KEY, rateOf, rateOfAll, serveShop, shopAt } from './served.ts'
import { IN_FLIGHT, orderOf, placeTimed, stockedShop } from './shop.ts'

const KEYS = 1_000
const ORDERS = 1_000
const PORTS = { ours: 4_391, reference: 4_392 }

export async function benchHttp(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-bench-'))
  try {
    return [...(await reads(folder)), await orders(folder)]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function reads(folder: string): Promise<Figure[]> {
  const file = join(folder, 'shop.db')
  const { slugs } = await stockedShop(file, { products: KEYS, orders: KEYS + 50 })
  const server = await serveShop(file, PORTS.ours)
  try {
    const cursorsOf = async (list: string) =>
      (await firstOf(shopAt(PORTS.ours), list, KEYS)).map(({ cursor }) => cursor)
    return [
      { ...(await read(folder, productBySlug, slugs)), bar: 0.55 },
      { ...(await read(folder, productList20, await cursorsOf('products'))), bar: 0.5 },
      { ...(await read(folder, ordersPage20, await cursorsOf('orders'))), bar: 0.5 },
    ]
  } finally {
    server.kill()
  }
}

async function read(folder: string, question: Question, keys: readonly string[]): Promise<Figure> {
  const asked = askedOf(question, keys)
  const answers = join(folder, `${question.name}.db`)
  await keepAnswers(answers, asked)
  const reference: Child = await started(
    ['--import', 'tsx', 'bench/reference/http-select.ts', answers, String(PORTS.reference)],
    'listening',
  )
  try {
    return await compare(
      `http.${question.name}`,
      'requests/s',
      () => rateOf(shopAt(PORTS.ours), asked),
      () => rateOf(shopAt(PORTS.reference), asked),
    )
  } finally {
    reference.kill()
  }
}

/** Asks every key once and keeps the bytes that were answered. */
async function keepAnswers(file: string, asked: readonly Asked[]): Promise<void> {
  const sqlite = new Sqlite(file)
  sqlite.exec(
    'CREATE TABLE answers (key TEXT PRIMARY KEY, body TEXT); CREATE TABLE keys (id TEXT, hash TEXT PRIMARY KEY)',
  )
  const hash = createHash('sha256').update(OWNER_KEY).digest('base64url')
  sqlite.prepare('INSERT INTO keys VALUES (?, ?)').run('key_1', hash)
  const insert = sqlite.prepare('INSERT INTO answers VALUES (?, ?)')
  for (const one of asked) insert.run(one.variables.key, await ask(shopAt(PORTS.ours), one))
  sqlite.close()
}

/** As many orders on each side, each side beginning from the same shop. */
async function orders(folder: string): Promise<Figure> {
  const base = join(folder, 'carts.db')
  // A process that was just started is warmed by as many orders before those that count.
  const { carts } = await stockedShop(base, { products: KEYS, carts: 2 * ORDERS })
  const copy = copiesOf(base, folder)
  const bodies = carts.map((cartId, index) => placeOrder(orderOf(cartId, index)))
  const figure = await compare(
    'http.placeOrder',
    'orders/s',
    async () => {
      const file = copy()
      const server = await serveShop(file, PORTS.ours)
      try {
        await rateOfAll(shopAt(PORTS.ours), bodies.slice(ORDERS), IN_FLIGHT)
        const rate = await rateOfAll(shopAt(PORTS.ours), bodies.slice(0, ORDERS), IN_FLIGHT)
        requireOrders(file, bodies.length)
        return rate
      } finally {
        server.kill()
      }
    },
    async () => (ORDERS / (await placeTimed(copy(), carts.slice(0, ORDERS)))) * 1_000,
  )
  return { ...figure, bar: 0.4 }
}

/** What a client was not told went wrong would count as fast. */
function requireOrders(file: string, count: number): void {
  const sqlite = new Sqlite(file, { readonly: true })
  const found = sqlite.prepare('SELECT count(*) FROM orders').pluck().get()
  sqlite.close()
  if (found !== count) throw new Error(`There are ${found} orders where ${count} were placed.`)
}
