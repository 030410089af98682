// A shop on PostgreSQL: placing orders against their own recorded writes, reading products against plain prepared queries,
// both by `pg` on the same server, and what more server processes add.
import pg from 'pg'
import { loadProductViewsBySlug } from '#read/product/load.ts'
import { type PostgresServer, startPostgres } from '#testing/postgres/server.ts'
import { compare, type Figure } from './measure.ts'
import type { Child } from './process.ts'
import { askedOf, productBySlug } from './questions.ts'
import { recordQueries, replayQueries } from './reference/recorded-queries.ts'
import { rateOf, serveShop, shopAt } from './served.ts'
import { openBenchApp, placeTimed, stockedShop } from './shop.ts'

const PRODUCTS = 1_000
const ORDERS = 1_000
const ROUNDS = 5
/** Reads under way at once, each on a session of its own. */
const SESSIONS = 8
const READ_MS = 3_000
const SERVERS = 4
const FIRST_PORT = 4_400

export async function benchPostgres(): Promise<Figure[]> {
  const server = await startPostgres({ isDurable: true })
  try {
    await server.create('base')
    const { carts, slugs } = await stockedShop(addressOf(server, 'base'), {
      ...{ products: PRODUCTS, carts: ORDERS },
    })
    return [
      await placing(server, carts),
      await reading(server, slugs),
      ...(await moreServers(server, slugs)),
    ]
  } finally {
    await server.stop()
  }
}

const addressOf = (server: PostgresServer, name: string) => ({
  url: server.urlOf(name),
  replicas: [],
})

async function placing(server: PostgresServer, carts: readonly string[]): Promise<Figure> {
  let copies = 0
  const copy = async () => {
    const name = `copy_${copies++}`
    await server.create(name, 'base')
    return name
  }
  const stop = recordQueries()
  await placeTimed(addressOf(server, await copy()), carts)
  const recording = stop()
  const figure = await compare(
    'postgres.dispatch.placeOrder',
    'orders/s',
    async () => (ORDERS / (await placeTimed(addressOf(server, await copy()), carts))) * 1_000,
    async () => (ORDERS / (await replayQueries(server.urlOf(await copy()), recording))) * 1_000,
    ROUNDS,
  )
  const writes = recording.flat().length / ORDERS
  const perCommit = ORDERS / recording.length
  const note = `${writes.toFixed(1)} write statements an order, ${perCommit.toFixed(0)} orders a commit`
  return { ...figure, bar: 0.4, note }
}

/** Products by slug, at random, in a snapshot each; against a prepared SELECT of the same row. */
async function reading(server: PostgresServer, slugs: readonly string[]): Promise<Figure> {
  const app = await openBenchApp(addressOf(server, 'base'))
  const clients = await Promise.all(
    Array.from({ length: SESSIONS }, async () => {
      const client = new pg.Client(server.urlOf('base'))
      await client.connect()
      return client
    }),
  )
  const slug = () => slugs[Math.floor(Math.random() * slugs.length)] as string
  const text = 'SELECT * FROM product_view WHERE slug = $1'
  try {
    const figure = await compare(
      'postgres.productBySlug',
      'reads/s',
      () =>
        rateOfReads(async () => {
          const [row] = await app.readers.reading((tx) => loadProductViewsBySlug(tx, [slug()]))
          if (!row) throw new Error('There is no such product.')
        }),
      () =>
        rateOfReads(async (session) => {
          const client = clients[session] as pg.Client
          const { rows } = await client.query({ name: 'by_slug', text, values: [slug()] })
          if (rows.length !== 1) throw new Error('There is no such product.')
        }),
    )
    return { ...figure, bar: 0.5 }
  } finally {
    for (const client of clients) await client.end()
    await app.close()
  }
}

async function rateOfReads(read: (session: number) => Promise<void>): Promise<number> {
  const until = performance.now() + READ_MS
  let count = 0
  await Promise.all(
    Array.from({ length: SESSIONS }, async (_, session) => {
      for (; performance.now() < until; count++) await read(session)
    }),
  )
  return (count / READ_MS) * 1_000
}

/** Requests over HTTP from 1 to 4 servers, beside what one of them answers alone. */
async function moreServers(server: PostgresServer, slugs: readonly string[]): Promise<Figure[]> {
  const servers: Child[] = []
  const asked = askedOf(productBySlug, slugs)
  const rateOfAll = async (count: number) => {
    const rates = Array.from({ length: count }, (_, at) => rateOf(shopAt(FIRST_PORT + at), asked))
    return (await Promise.all(rates)).reduce((sum, rate) => sum + rate, 0)
  }
  const figures: Figure[] = []
  try {
    for (let count = 1; count <= SERVERS; count++) {
      servers.push(await serveShop(server.urlOf('base'), FIRST_PORT + count - 1))
      figures.push(
        await compare(
          `postgres.http.productBySlug.${count}`,
          'requests/s',
          () => rateOfAll(count),
          () => rateOfAll(1),
          3,
        ),
      )
    }
    return figures
  } finally {
    for (const child of servers) child.kill()
  }
}
