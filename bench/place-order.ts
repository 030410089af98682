// dispatch.placeOrder: orders of three lines, plain and with discounts, tax and shipping, in process,
// durable, 64 in flight, against their own recorded writes.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compare, type Figure } from './measure.ts'
import { recordWrites, replayWrites } from './reference/recorded-writes.ts'
import { openBenchApp, placeAll, stockedShop } from './shop.ts'

const PRODUCTS = 1_000
const ORDERS = 1_000

export const benchPlaceOrder = async (): Promise<Figure[]> => [
  await benchPlacing('dispatch.placeOrder', false),
  await benchPlacing('dispatch.placeOrder.priced', true),
]

/** @param isPriced With two discounts, tax and shipping in what each order costs. */
async function benchPlacing(name: string, isPriced: boolean): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-bench-'))
  try {
    const base = join(folder, 'base.db')
    const { carts } = await stockedShop(base, { products: PRODUCTS, carts: ORDERS, isPriced })
    let copies = 0
    const copy = () => {
      const file = join(folder, `copy-${copies++}.db`)
      copyFileSync(base, file)
      return file
    }
    const stop = recordWrites()
    await place(copy(), carts)
    const recording = stop()
    const figure = await compare(
      name,
      'orders/s',
      async () => (ORDERS / (await place(copy(), carts))) * 1_000,
      async () => (ORDERS / replayWrites(copy(), recording)) * 1_000,
    )
    const writes = recording.flat().length / ORDERS
    const perCommit = ORDERS / recording.length
    const note = `${writes.toFixed(1)} writes an order, ${perCommit.toFixed(0)} orders a commit`
    return { ...figure, note }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Places every cart; answers the milliseconds that it took. */
async function place(file: string, carts: readonly string[]): Promise<number> {
  const app = await openBenchApp(file)
  const start = performance.now()
  await placeAll(app, carts)
  const elapsed = performance.now() - start
  await app.close()
  return elapsed
}
