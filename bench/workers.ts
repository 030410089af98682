// Two workers against one process: pages of 20 orders, and one request in twenty places an order.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compare, type Figure } from './measure.ts'
import type { Child } from './process.ts'
import { askedOf, ordersPage20, placeOrder } from './questions.ts'
import { CONNECTIONS, firstOf, rateOfDrawn, serveShop, shopAt } from './served.ts'
import { orderOf, stockedShop } from './shop.ts'

const ORDERS = 1_050
const CARTS = 8_000
const SECONDS = 5
const ROUNDS = 5
const PORTS = { one: 4_398, workers: 4_399 }

export async function benchWorkers(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-bench-'))
  const servers: Child[] = []
  try {
    const file = join(folder, 'one.db')
    const { carts } = await stockedShop(file, { products: 1_000, orders: ORDERS, carts: CARTS })
    const other = join(folder, 'workers.db')
    copyFileSync(file, other)
    servers.push(await serveShop(file, PORTS.one))
    servers.push(await serveShop(other, PORTS.workers, ['--workers', '2']))
    const pages = await firstOf(shopAt(PORTS.one), 'orders', 1_000)
    const reads = askedOf(
      ordersPage20,
      pages.map(({ cursor }) => cursor),
    )

    let clientMs = 0
    let totalMs = 0
    const mixed = (port: number) => {
      let turn = 0
      return async () => {
        const [start, before] = [performance.now(), process.cpuUsage()]
        const rate = await rateOfDrawn(
          shopAt(port),
          () => {
            turn++
            const index = Math.floor(turn / 20)
            return turn % 20 === 0
              ? placeOrder(orderOf(carts[index % CARTS], index))
              : (reads[turn % reads.length] as object)
          },
          SECONDS,
        )
        const { user, system } = process.cpuUsage(before)
        clientMs += (user + system) / 1_000
        totalMs += performance.now() - start
        return rate
      }
    }
    const figure = await compare(
      'workers.ordersPage20',
      'requests/s',
      mixed(PORTS.workers),
      mixed(PORTS.one),
      ROUNDS,
    )
    const share = Math.round((clientMs / totalMs) * 100)
    const note = `${CONNECTIONS} connections; the client takes ${share} % of a core`
    return [{ ...figure, bar: 1.2, note }]
  } finally {
    for (const server of servers) server.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}
