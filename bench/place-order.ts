// dispatch.placeOrder: orders of three lines, plain and with discounts, tax and shipping, in process,
// durable, 64 in flight, against their own recorded writes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compare, type Figure, median } from './measure.ts'
import { copiesOf } from './process.ts'
import { recordWrites, replayInTurn, replayWrites } from './reference/recorded-writes.ts'
import { ids, openBenchApp, orderOf, placeTimed, stockedShop } from './shop.ts'

const PRODUCTS = 1_000
const ORDERS = 1_000
/** Placed one after the other. */
const ALONE = 300

export const benchPlaceOrder = async (): Promise<Figure[]> => [
  await benchPlacing('dispatch.placeOrder', false),
  await benchPlacing('dispatch.placeOrder.priced', true),
  await benchAlone(),
]

/** @param isPriced With two discounts, tax and shipping in what each order costs. */
async function benchPlacing(name: string, isPriced: boolean): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-bench-'))
  try {
    const base = join(folder, 'base.db')
    const { carts } = await stockedShop(base, { products: PRODUCTS, carts: ORDERS, isPriced })
    const copy = copiesOf(base, folder)
    const stop = recordWrites()
    await placeTimed(copy(), carts)
    const recording = stop()
    const figure = await compare(
      name,
      'orders/s',
      async () => (ORDERS / (await placeTimed(copy(), carts))) * 1_000,
      async () => (ORDERS / replayWrites(copy(), recording)) * 1_000,
    )
    const writes = recording.flat().length / ORDERS
    const perCommit = ORDERS / recording.length
    const note = `${writes.toFixed(1)} writes an order, ${perCommit.toFixed(0)} orders a commit`
    return { ...figure, bar: 0.6, note }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One command with nothing else in flight, against one transaction of the same rows. */
async function benchAlone(): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-bench-'))
  try {
    const base = join(folder, 'base.db')
    const { carts } = await stockedShop(base, { products: PRODUCTS, carts: ALONE })
    const copy = copiesOf(base, folder)
    const stop = recordWrites()
    await placeInTurn(copy(), carts)
    const recording = stop()
    const figure = await compare(
      'dispatch.placeOrder.alone',
      'orders/s',
      async () => 1_000 / median(await placeInTurn(copy(), carts)),
      async () => 1_000 / median(replayInTurn(copy(), recording)),
    )
    return { ...figure, bar: 0.5, note: 'medians; 0.5 is twice as long' }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Answers how many milliseconds each took. */
async function placeInTurn(file: string, carts: readonly string[]): Promise<number[]> {
  const app = await openBenchApp(file)
  const took: number[] = []
  for (const [index, cartId] of carts.entries()) {
    const start = performance.now()
    await ids(app, 'PlaceOrder', orderOf(cartId, index))
    took.push(performance.now() - start)
  }
  await app.close()
  return took
}
