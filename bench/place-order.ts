// dispatch.placeOrder: orders of three lines, in process, durable, 64 in flight.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, openApp } from '#app'
import { systemActor } from '#kernel/actor.ts'
import { compare, type Figure } from './measure.ts'
import { type Recording, recordWrites, replayWrites } from './reference/recorded-writes.ts'

const PRODUCTS = 1_000
const ORDERS = 2_000
const LINES_PER_ORDER = 3
const IN_FLIGHT = 64
const ACTOR = systemActor('bench')
const SHOP = { currency: 'GBP', timeZone: 'UTC', cartLifetimeMs: 7 * 86_400_000 }

export async function benchPlaceOrder(): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-bench-'))
  try {
    const base = join(folder, 'base.db')
    const carts = await stock(base)
    let copies = 0
    const copy = () => {
      const file = join(folder, `copy-${copies++}.db`)
      copyFileSync(base, file)
      return file
    }
    const stop = recordWrites()
    await place(copy(), carts)
    const recording: Recording = stop()
    const figure = await compare(
      'dispatch.placeOrder',
      'orders/s',
      async () => (ORDERS / (await place(copy(), carts))) * 1_000,
      async () => (ORDERS / replayWrites(copy(), recording)) * 1_000,
    )
    const statements = recording.flat().length / ORDERS
    const perCommit = ORDERS / recording.length
    return {
      ...figure,
      note: `${statements.toFixed(1)} writes an order, ${perCommit.toFixed(0)} orders a commit`,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A shop with goods in stock and a cart for each order, made by commands. */
async function stock(file: string): Promise<string[]> {
  const app = await openApp({ file, shop: SHOP, release: 'bench', reacts: false })
  const { location } = await ids(app, 'CreateLocation', {
    code: 'MAIN',
    name: 'Main',
    countryCode: 'GB',
  })
  for (let index = 0; index < PRODUCTS; index++) {
    await ids(app, 'CreateProduct', {
      name: `Product ${index}`,
      status: 'PUBLISHED',
      variants: [
        {
          sku: `SKU-${index}`,
          name: `Product ${index}`,
          prices: [{ amount: 100 + index, currency: 'GBP' }],
        },
      ],
    })
  }
  const variants = app.writer.sqlite
    .prepare('select id from variants order by id')
    .pluck()
    .all() as string[]
  for (let at = 0; at < PRODUCTS; at += 100)
    await ids(app, 'ReceiveStock', {
      locationId: location,
      lines: variants.slice(at, at + 100).map((variantId) => ({ variantId, quantity: 100_000 })),
    })
  const carts = await inFlight(ORDERS, async (index) => {
    const lines = Array.from({ length: LINES_PER_ORDER }, (_, line) => ({
      variantId: variants[(index * 7 + line * 331) % PRODUCTS],
      quantity: 1 + (index % 3),
    }))
    return (await ids(app, 'StartCart', { currency: 'GBP', lines })).cart as string
  })
  await app.close()
  return carts
}

/** Places every cart; answers the milliseconds that it took. */
async function place(file: string, carts: readonly string[]): Promise<number> {
  const app = await openApp({ file, shop: SHOP, release: 'bench', reacts: false })
  const start = performance.now()
  await inFlight(carts.length, (index) =>
    ids(app, 'PlaceOrder', {
      cartId: carts[index],
      email: `shopper-${index}@example.com`,
      shippingAddress: {
        name: 'A Shopper',
        line1: '1 High Street',
        city: 'London',
        postalCode: 'N1 1AA',
        countryCode: 'GB',
      },
    }),
  )
  const elapsed = performance.now() - start
  await app.close()
  return elapsed
}

async function ids(app: App, command: string, input: unknown): Promise<Record<string, string>> {
  const { outcome } = await app.dispatch({ command, input, actor: ACTOR })
  if (outcome.outcome !== 'ACCEPTED') throw new Error(`${command}: ${JSON.stringify(outcome)}`)
  return outcome.result as Record<string, string>
}

async function inFlight<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const worker = async () => {
    while (next < count) {
      const index = next++
      results[index] = await work(index)
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
  return results
}
