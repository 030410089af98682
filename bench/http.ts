// Reads over HTTP: one server process, 16 connections, keys in random order over a thousand, against
// node:http with a prepared SELECT and the same bytes.
import type { ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import autocannon from 'autocannon'
import Sqlite from 'better-sqlite3'
import { compare, type Figure } from './measure.ts'
import { started } from './process.ts'
import { stockedShop } from './shop.ts'

const KEYS = 1_000
const CONNECTIONS = 16
const SECONDS = 5
const OWNER_KEY = 'qm_sk_bench_000000000000000000000000000000000000'
const PORTS = { ours: 4_391, reference: 4_392 }

const PRODUCT = `query ($key: String!) {
  product(slug: $key) {
    id slug name description
    variants { id sku name price { amount currency } inStock }
  }
}`
const ORDERS = `query ($key: String!) {
  orders(first: 20, after: $key) {
    nodes { id number placedAt email status paymentStatus total { amount currency } }
    pageInfo { hasNextPage endCursor }
  }
}`
const PRODUCTS = `query ($key: String!) {
  products(first: 20, after: $key) {
    nodes {
      id slug name
      variants { id sku name price { amount currency } inStock }
    }
    pageInfo { hasNextPage endCursor }
  }
}`
const cursorsOf = (list: string) => `query ($after: String) {
  list: ${list}(first: 100, after: $after) {
    edges { cursor }
    pageInfo { endCursor hasNextPage }
  }
}`

export async function benchHttp(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-bench-'))
  const children: ChildProcess[] = []
  try {
    const file = join(folder, 'shop.db')
    const { slugs } = await stockedShop(file, { products: KEYS, orders: KEYS + 50 })
    children.push(
      await started(['src/quartermaster.mjs', 'serve'], 'serves', {
        DATABASE_URL: `file:${file}`,
        PORT: String(PORTS.ours),
        OWNER_KEY,
        LOG_LEVEL: 'error',
      }),
    )
    const figures: Figure[] = []
    for (const [name, query, keys] of [
      ['http.productBySlug', PRODUCT, slugs],
      ['http.productList20', PRODUCTS, await cursors('products')],
      ['http.ordersPage20', ORDERS, await cursors('orders')],
    ] as const) {
      const answers = join(folder, `${name}.db`)
      await keepAnswers(answers, query, keys)
      const reference = await started(
        ['--import', 'tsx', 'bench/reference/http-select.ts', answers, String(PORTS.reference)],
        'listening',
      )
      children.push(reference)
      figures.push(
        await compare(
          name,
          'requests/s',
          () => load(PORTS.ours, query, keys),
          () => load(PORTS.reference, query, keys),
        ),
      )
      reference.kill()
    }
    return figures
  } finally {
    for (const child of children) child.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Asks every key once and keeps the bytes that were answered. */
async function keepAnswers(file: string, query: string, keys: readonly string[]): Promise<void> {
  const sqlite = new Sqlite(file)
  sqlite.exec(
    'CREATE TABLE answers (key TEXT PRIMARY KEY, body TEXT); CREATE TABLE keys (id TEXT, hash TEXT PRIMARY KEY)',
  )
  const hash = createHash('sha256').update(OWNER_KEY).digest('base64url')
  sqlite.prepare('INSERT INTO keys VALUES (?, ?)').run('key_1', hash)
  const insert = sqlite.prepare('INSERT INTO answers VALUES (?, ?)')
  for (const key of keys) insert.run(key, await ask(query, { key }))
  sqlite.close()
}

async function cursors(list: string): Promise<string[]> {
  const found: string[] = []
  let after: string | null = null
  while (found.length < KEYS) {
    const body: string = await ask(cursorsOf(list), { after })
    const { edges, pageInfo } = JSON.parse(body).data.list
    for (const { cursor } of edges) found.push(cursor)
    after = pageInfo.endCursor
    if (!pageInfo.hasNextPage) break
  }
  return found.slice(0, KEYS)
}

const headers = { 'content-type': 'application/json', authorization: `Bearer ${OWNER_KEY}` }

async function ask(query: string, variables: object): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${PORTS.ours}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, variables }),
  })
  const body = await response.text()
  if (!response.ok || JSON.parse(body).errors) throw new Error(`The server answered ${body}`)
  return body
}

/** Requests a second over all connections, each going through the keys in an order of its own. */
async function load(port: number, query: string, keys: readonly string[]): Promise<number> {
  const shuffled = [...keys].sort(() => Math.random() - 0.5)
  const { requests, non2xx } = await autocannon({
    url: `http://127.0.0.1:${port}/graphql`,
    connections: CONNECTIONS,
    duration: SECONDS,
    requests: shuffled.map((key) => ({
      method: 'POST' as const,
      headers,
      body: JSON.stringify({ query, variables: { key } }),
    })),
  })
  if (non2xx > 0) throw new Error(`${non2xx} requests failed.`)
  return requests.average
}
