// A receiver that fails, is silent, and comes back, of a server that is killed meanwhile: it gets every fact that
// it asked for, those of one order in their order, and none but those that the database knows.

import { expect, test } from 'vitest'
import { sqliteOf } from '#kernel/database/sqlite/sqlite-of.ts'
import fc, { SEED } from '#testing/random.ts'
import { receiver } from '#testing/receiver.ts'
import { startServer } from '#testing/server-process.ts'
import { onDeadCopy } from './inspect.ts'
import { ADDRESS, give, OWNER_KEY } from './load.ts'
import { openedShop } from './shop.ts'

const ORDERS = 150
const KILLS = Math.max(3, Math.ceil(Number(process.env.CRASHES ?? 20) / 50))
const IS_LONG = process.env.CRASHES !== undefined
const TOLD = ['OrderPlaced', 'OrderLinesCancelled']

test(
  `webhooks tell of ${ORDERS} orders, over ${KILLS} kills`,
  async () => {
    const { load, file, folder, goods } = await openedShop()
    const settings = {
      ...{ DATABASE_URL: `file:${file}`, OWNER_KEY, LOG_LEVEL: 'error' },
      ...{
        WEBHOOK_SIGNING_KEY: 'a key that signs webhooks in a storm',
        WEBHOOKS_REACH_PRIVATE: 'true',
      },
    }
    const { url, answers, taken, received } = await receiver()
    const chances = fc.sample(fc.integer({ min: 0, max: 99 }), { numRuns: 1_000, seed: SEED })
    let turn = 0
    answers(() => {
      const chance = chances[turn++ % chances.length] as number
      return chance < 10 ? 500 : chance < 12 && IS_LONG ? null : 200 // Silence lasts 20 seconds.
    })

    async function buyer(n: number): Promise<void> {
      const lines = [{ variantId: goods.plenty, quantity: 1 }]
      const { id: cartId } = await give(load, `cart-${n}`, 'startCart', { currency: 'GBP', lines })
      const order = { cartId, email: `buyer-${n}@example.com`, shippingAddress: ADDRESS }
      const { id: orderId } = await give(load, `order-${n}`, 'placeOrder', order)
      await give(load, `cancel-${n}`, 'cancelOrder', { orderId, reason: 'CUSTOMER' })
    }

    let server = await startServer(folder, settings)
    try {
      load.server = server
      const name = 'Warehouse'
      expect(
        (await give(load, 'hook', 'registerWebhook', { name, url, events: TOLD })).codes,
      ).toEqual([])
      let next = 0
      const buyers = Promise.all(
        Array.from({ length: 8 }, async () => {
          while (next < ORDERS) await buyer(next++)
        }),
      )
      for (let kill = 1; kill <= KILLS; kill++) {
        await expect
          .poll(() => received.length, { timeout: 60_000, interval: 5 })
          .toBeGreaterThan((kill * ORDERS) / KILLS / 2)
        load.server = null
        await server.kill()
        server = await startServer(folder, settings)
        load.server = server
      }
      await buyers
      answers(() => 200)
      await expect
        .poll(() => new Set(taken()).size, { timeout: 90_000, interval: 200 })
        .toBe(2 * ORDERS)
      expect(await server.stop()).toBe(0)
      const again = taken().length - 2 * ORDERS
      const refused = received.filter(({ answered }) => answered !== 200).length
      console.info(`seed ${SEED}`, { kills: KILLS, told: 2 * ORDERS, again, refused })
      const first = [...new Set(taken())]
      await onDeadCopy(file, async (copy) => {
        const recorded = sqliteOf(copy)
          .prepare(
            `SELECT name || ' ' || aggregate_id FROM kernel_events WHERE name IN ('${TOLD.join("','")}')`,
          )
          .pluck()
          .all()
        expect([...first].sort()).toEqual(recorded.sort())
      })
      for (const told of first.filter((told) => told.startsWith('OrderPlaced')))
        expect(first.indexOf(told)).toBeLessThan(
          first.indexOf(told.replace('OrderPlaced', 'OrderLinesCancelled')),
        )
      expect(refused).toBeGreaterThan(0)
    } finally {
      load.isOver = true
      await server.kill()
    }
  },
  150_000 + KILLS * 30_000,
)
