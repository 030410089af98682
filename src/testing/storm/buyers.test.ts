// Five hundred buyers want one of fifty units each, all at once, and go on asking until they are told, while
// the server is killed and started again: fifty orders, no two for one buyer, and the books balance.

import { expect, test } from 'vitest'
import { sqliteOf } from '#kernel/database/sqlite/sqlite-of.ts'
import fc, { SEED } from '#testing/random.ts'
import { startServer } from '#testing/server-process.ts'
import { brokenPromises, onDeadCopy, violationsOf } from './inspect.ts'
import { ADDRESS, give, OWNER_KEY } from './load.ts'
import { openedShop, SCARCE_UNITS } from './shop.ts'

const BUYERS = 500
const UNITS = 50
const KILLS = Math.max(3, Math.ceil(Number(process.env.CRASHES ?? 20) / 25))

test(
  `${BUYERS} buyers for ${UNITS} units, over ${KILLS} kills`,
  async () => {
    const shop = await openedShop()
    const { load, file, folder, goods } = shop
    load.retryMs = 250
    const settings = { DATABASE_URL: `file:${file}`, OWNER_KEY, LOG_LEVEL: 'error' }
    const { locationId, scarce } = goods

    async function buyer(n: number): Promise<string[]> {
      const lines = [{ variantId: scarce, quantity: 1 }]
      const started = await give(load, `cart-${n}`, 'startCart', { currency: 'GBP', lines })
      const email = `buyer-${n}@example.com`
      const order = { cartId: started.id, email, shippingAddress: ADDRESS }
      return (await give(load, `order-${n}`, 'placeOrder', order)).codes
    }

    let server = await startServer(folder, settings)
    try {
      load.server = server
      await give(load, 'more', 'receiveStock', {
        ...{ locationId, lines: [{ variantId: scarce, quantity: UNITS - SCARCE_UNITS }] },
      })
      const buyers = Promise.all(Array.from({ length: BUYERS }, (_, n) => buyer(n)))
      for (const answers of fc.sample(fc.integer({ min: 5, max: 600 / KILLS }), {
        numRuns: KILLS,
        seed: SEED,
      })) {
        const until = load.answers.size + answers
        await expect
          .poll(() => load.answers.size, { timeout: 60_000, interval: 5 })
          .toBeGreaterThan(until)
        const acknowledged = new Map(load.answers)
        load.server = null
        await server.kill()
        await onDeadCopy(file, async (copy) =>
          expect(await brokenPromises(copy, acknowledged)).toEqual([]),
        )
        server = await startServer(folder, settings)
        load.server = server
      }
      const codes = await buyers
      expect(await server.stop()).toBe(0)

      const lost = codes.filter(([code]) => code === 'INSUFFICIENT_STOCK').length
      console.info(`seed ${SEED}`, {
        kills: KILLS,
        bought: BUYERS - lost,
        lost,
        unknowns: load.unknowns,
      })
      expect(lost).toBe(BUYERS - UNITS)
      expect(codes.filter(([code]) => code === undefined)).toHaveLength(UNITS)
      await onDeadCopy(file, async (copy) => {
        expect(await brokenPromises(copy, load.answers)).toEqual([])
        expect(await violationsOf(copy)).toEqual([])
        const one = (sql: string) => sqliteOf(copy).prepare(sql).pluck().get()
        expect(one('SELECT count(*) FROM orders')).toBe(UNITS)
        expect(one('SELECT count(DISTINCT email) FROM orders')).toBe(UNITS)
      })
    } finally {
      load.isOver = true
      await server.kill()
    }
  },
  120_000 + KILLS * 30_000,
)
