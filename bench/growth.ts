// dispatch.placeOrder, with discounts, tax and shipping, in a shop with 100,000 orders, against the same in a
// shop with 1,000: what stands already must not slow down what comes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from '#app'
import { checkpoint } from '#kernel/database/checkpoint.ts'
import { compare, type Figure } from './measure.ts'
import { openBenchApp, placeAll, startCarts, stockedShop, type Terms } from './shop.ts'

const PRODUCTS = 1_000
const FEW = 1_000
const MANY = 100_000
/** Short rounds in turn: what else the disk does meanwhile falls on both shops alike. */
const MEASURED = 200
const ROUNDS = 25

export async function benchGrowth(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-bench-'))
  const shops: Shop[] = []
  try {
    const shopOf = async (orders: number): Promise<Shop> => {
      const file = join(folder, `${orders}.db`)
      const { terms } = await stockedShop(file, { products: PRODUCTS, orders, isPriced: true })
      const shop = { app: await openBenchApp(file), terms }
      shops.push(shop)
      return shop
    }
    const [few, many] = [await shopOf(FEW), await shopOf(MANY)]
    const figure = await compare(
      'dispatch.placeOrder.growth',
      'orders/s',
      () => rateOf(many),
      () => rateOf(few),
      ROUNDS,
    )
    return [{ ...figure, note: `${MANY} orders against ${FEW}` }]
  } finally {
    for (const { app } of shops) await app.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Shop = { app: App; terms: Terms | null }

/** Orders a second. Their carts are started beforehand, and what that left in the WAL is moved out of it. */
async function rateOf({ app, terms }: Shop): Promise<number> {
  const carts = await startCarts(app, MEASURED, terms)
  checkpoint(app.writer, 'PASSIVE')
  const start = performance.now()
  await placeAll(app, carts)
  return (MEASURED / (performance.now() - start)) * 1_000
}
