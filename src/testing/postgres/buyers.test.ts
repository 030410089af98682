// Four server processes share one PostgreSQL. Five hundred buyers want one of fifty units each, all at once, ask any of
// the four, and go on asking until they are told, while servers are killed and started again: fifty orders, no two for
// one buyer, the books balance, and every view is as its recomputation.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openReader } from '#kernel/database/postgres/connection.ts'
import fc, { SEED } from '#testing/random.ts'
import { type ServerProcess, startServer } from '../server-process.ts'
import { brokenPromises, violationsOf } from '../storm/inspect.ts'
import { ADDRESS, give, type Load, OWNER_KEY } from '../storm/load.ts'
import { openedShop, SCARCE_UNITS } from '../storm/shop.ts'
import { type PostgresServer, startPostgres } from './server.ts'

const BUYERS = 500
const UNITS = 50
const SERVERS = 4
const KILLS = Math.max(4, Math.ceil(Number(process.env.CRASHES ?? 20) / 25))

/** A cart and an order of each, and the delivery. */
const ALL_ANSWERS = 2 * BUYERS + 1

let postgres: PostgresServer

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

test(
  `${BUYERS} buyers at ${SERVERS} servers for ${UNITS} units, over ${KILLS} kills`,
  async () => {
    await postgres.create('buyers')
    const url = postgres.urlOf('buyers')
    const { folder, goods, load } = await openedShop({ url, replicas: [] })
    load.retryMs = 100
    const settings = { DATABASE_URL: url, OWNER_KEY, LOG_LEVEL: 'error' }
    const servers = await Promise.all(
      Array.from({ length: SERVERS }, () => startServer(folder, settings)),
    )
    const any = inTurn(load, servers)
    const { locationId, scarce } = goods
    let kills = 0

    async function buyer(n: number): Promise<string[]> {
      const lines = [{ variantId: scarce, quantity: 1 }]
      const started = await give(any, `cart-${n}`, 'startCart', { currency: 'GBP', lines })
      const email = `buyer-${n}@example.com`
      const order = { cartId: started.id, email, shippingAddress: ADDRESS }
      return (await give(any, `order-${n}`, 'placeOrder', order)).codes
    }

    try {
      await give(any, 'more', 'receiveStock', {
        ...{ locationId, lines: [{ variantId: scarce, quantity: UNITS - SCARCE_UNITS }] },
      })
      const buyers = Promise.all(Array.from({ length: BUYERS }, (_, n) => buyer(n)))
      const places = { numRuns: KILLS, seed: SEED }
      const next = fc.record({ answers: fc.integer({ min: 20, max: 400 / KILLS }), who: fc.nat(3) })
      for (const { answers, who } of fc.sample(next, places)) {
        const until = Math.min(ALL_ANSWERS, load.answers.size + answers)
        await expect
          .poll(() => load.answers.size, { timeout: 60_000, interval: 5 })
          .toBeGreaterThanOrEqual(until)
        if (load.answers.size < ALL_ANSWERS) kills++
        await servers[who]?.kill()
        servers[who] = await startServer(folder, settings)
      }
      const codes = await buyers
      for (const server of servers) expect(await server.stop()).toBe(0)

      const lost = codes.filter(([code]) => code === 'INSUFFICIENT_STOCK').length
      const { unknowns } = any
      console.info(`seed ${SEED}`, { kills, bought: BUYERS - lost, lost, unknowns })
      expect(kills).toBeGreaterThan(1) // While somebody bought.
      expect(lost).toBe(BUYERS - UNITS)
      expect(codes.filter(([code]) => code === undefined)).toHaveLength(UNITS)
      const reader = openReader(url)
      try {
        expect(await brokenPromises(reader, load.answers)).toEqual([])
        expect(await violationsOf(reader)).toEqual([])
        const [counted] = await reader.rows(
          'SELECT count(*) AS orders, count(DISTINCT email) AS buyers FROM orders',
        )
        expect(counted).toEqual({ orders: UNITS, buyers: UNITS })
      } finally {
        await reader.close()
      }
    } finally {
      load.isOver = true
      for (const server of servers) await server.kill()
    }
  },
  120_000 + KILLS * 30_000,
)

/** Asks one server after the other, whether it is there or not. */
function inTurn(load: Load, servers: readonly ServerProcess[]): Load {
  let turn = 0
  return Object.defineProperty({ ...load }, 'server', {
    get: () => servers[turn++ % servers.length],
  }) as Load
}
