// Kills real servers under load, at any moment, twenty times. What was acknowledged must be there,
// whole and once; what was not is sent again, and has its effect once too.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { openApp } from '#app'
import { systemActor } from '#kernel/actor.ts'
import { onCopy } from '#kernel/database/copy.ts'
import { examine } from '#kernel/doctor.ts'
import { tallies, views } from '#read/views.ts'
import { type ServerProcess, startServer } from '#testing/server-process.ts'
import { TEST_SHOP } from '#testing/shop.ts'
import { examineBooks } from '#write/doctor.ts'

const OWNER_KEY = 'owner-key-of-the-kill-test'
const SHOPS = 2
const KILLS_PER_SHOP = 10
const BUYERS = 12

type Shop = {
  folder: string
  file: string
  variantId: string
  server: ServerProcess
  /** Order ids by the number of the purchase, as the server acknowledged them. */
  orders: Map<number, string>
  purchases: number
  isOver: boolean
}

async function openedShop(): Promise<Omit<Shop, 'server'>> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-kill-'))
  const file = join(folder, 'shop.db')
  const app = await openApp({ file, shop: TEST_SHOP, release: 'test', reacts: false })
  const give = async (command: string, input: unknown) => {
    const { outcome } = await app.dispatch({ command, input, actor: systemActor('test') })
    if (outcome.outcome !== 'ACCEPTED') throw new Error(JSON.stringify(outcome))
    return outcome.result as Record<string, never>
  }
  const { location } = await give('CreateLocation', {
    code: 'MAIN',
    name: 'Main',
    countryCode: 'GB',
  })
  const prices = [{ amount: 500, currency: 'GBP' }]
  await give('CreateProduct', {
    slug: 'mug',
    name: 'Mug',
    status: 'PUBLISHED',
    variants: [{ sku: 'MUG', name: 'Mug', prices }],
  })
  const variantId = app.writer.sqlite.prepare('SELECT id FROM variants').pluck().get() as string
  const lines = [{ variantId, quantity: 1_000_000 }]
  await give('ReceiveStock', { locationId: location, lines })
  await app.close()
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return { folder, file, variantId, orders: new Map(), purchases: 0, isOver: false }
}

const restart = ({ folder, file }: Pick<Shop, 'folder' | 'file'>) =>
  startServer(folder, { DATABASE_URL: `file:${file}`, OWNER_KEY, LOG_LEVEL: 'error' })

async function mutate(shop: Shop, field: string, key: string, input: object): Promise<string> {
  const noun = field === 'startCart' ? 'cart' : 'order'
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input!`
  for (;;) {
    try {
      const response = await fetch(`${shop.server.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${OWNER_KEY}`,
          'idempotency-key': key,
        },
        body: JSON.stringify({
          query: `mutation ($input: ${type}) { ${field}(input: $input) { ${noun} { id } errors { code message } } }`,
          variables: { input },
        }),
      })
      const { data, errors } = await response.json()
      const { [noun]: made, errors: refusals } = data[field]
      if (errors || refusals.length > 0) throw new Refused(JSON.stringify(errors ?? refusals))
      return made.id
    } catch (fault) {
      if (fault instanceof Refused) throw fault
      await sleep(20) // Killed: the same again, with the same key, once it is back.
    }
  }
}

class Refused extends Error {}

async function buy(shop: Shop): Promise<void> {
  while (!shop.isOver) {
    const purchase = shop.purchases++
    const cartId = await mutate(shop, 'startCart', `cart-${purchase}`, {
      currency: 'GBP',
      lines: [{ variantId: shop.variantId, quantity: 2 }],
    })
    const orderId = await mutate(shop, 'placeOrder', `order-${purchase}`, {
      cartId,
      email: `buyer-${purchase}@example.com`,
      shippingAddress: {
        name: 'A Buyer',
        line1: '1 High Street',
        city: 'London',
        postalCode: 'N1 1AA',
        countryCode: 'GB',
      },
    })
    shop.orders.set(purchase, orderId)
  }
}

/** What stands in the file that a dead server left, while nobody has it open. */
function expectWhole({ file }: Shop, acknowledged: readonly string[]): void {
  const database = new Sqlite(file)
  const wholeOrders = database
    .prepare(
      `SELECT o.id FROM orders o
       JOIN order_lines l ON l.order_id = o.id AND l.quantity = 2
       JOIN order_allocations a ON a.order_line_id = l.id AND a.quantity = 2
       JOIN order_view v ON v.id = o.id
       JOIN kernel_events e ON e.aggregate_id = o.id AND e.name = 'OrderPlaced'
       JOIN kernel_journal j ON j.sequence = e.sequence AND j.outcome = 'ACCEPTED'`,
    )
    .pluck()
    .all() as string[]
  const all = database.prepare('SELECT count(*) FROM orders').pluck().get()
  database.close()
  const standing = new Set(wholeOrders)
  expect(acknowledged.filter((id) => !standing.has(id))).toEqual([])
  expect(all).toBe(wholeOrders.length)
}

test('every acknowledged order survives a killed server, whole and once', {
  timeout: 180_000,
}, async () => {
  let acknowledgedAtKills = 0

  async function run(): Promise<void> {
    const opened = await openedShop()
    const shop: Shop = { ...opened, server: await restart(opened) }
    const buyers = Promise.all(Array.from({ length: BUYERS }, () => buy(shop)))
    for (let kills = 0; kills < KILLS_PER_SHOP; kills++) {
      const before = shop.orders.size
      await expect.poll(() => shop.orders.size, { timeout: 30_000 }).toBeGreaterThan(before)
      await sleep(Math.random() * 300)
      const acknowledged = [...shop.orders.values()]
      await shop.server.kill()
      acknowledgedAtKills += acknowledged.length
      expectWhole(shop, acknowledged)
      shop.server = await restart(shop)
    }
    shop.isOver = true
    await buyers
    expect(await shop.server.stop()).toBe(0)

    expect(shop.orders.size).toBe(shop.purchases)
    expect(new Set(shop.orders.values()).size).toBe(shop.purchases)
    const database = new Sqlite(shop.file, { readonly: true })
    expect(database.prepare('SELECT count(*) FROM orders').pluck().get()).toBe(shop.purchases)
    database.close()
    const findings = await onCopy(shop.file, async (copy) =>
      [...(await examine(copy, { views, tallies })), ...(await examineBooks(copy))].flatMap(
        ({ findings }) => findings,
      ),
    )
    expect(findings).toEqual([])
  }

  await Promise.all(Array.from({ length: SHOPS }, run))
  expect(acknowledgedAtKills).toBeGreaterThan(SHOPS * KILLS_PER_SHOP)
})
