// dispatch.placeOrder in a shop with 100,000 orders, against the same in a shop with 1,000: what stands
// already must not slow down what comes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from '#app'
import { compare, type Figure } from './measure.ts'
import { openBenchApp, placeAll, startCarts, stockedShop } from './shop.ts'

const PRODUCTS = 1_000
const FEW = 1_000
const MANY = 100_000
const MEASURED = 500

export async function benchGrowth(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-bench-'))
  const apps: App[] = []
  try {
    const shopOf = async (orders: number): Promise<App> => {
      const file = join(folder, `${orders}.db`)
      await stockedShop(file, { products: PRODUCTS, orders })
      const app = await openBenchApp(file)
      apps.push(app)
      return app
    }
    const [few, many] = [await shopOf(FEW), await shopOf(MANY)]
    const figure = await compare(
      'dispatch.placeOrder.growth',
      'orders/s',
      () => rateOf(many),
      () => rateOf(few),
    )
    return [{ ...figure, note: `${MANY} orders against ${FEW}` }]
  } finally {
    for (const app of apps) await app.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Orders a second. Their carts are started beforehand. */
async function rateOf(app: App): Promise<number> {
  const carts = await startCarts(app, MEASURED)
  const start = performance.now()
  await placeAll(app, carts)
  return (MEASURED / (performance.now() - start)) * 1_000
}
