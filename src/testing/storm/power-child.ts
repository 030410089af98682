// A process of its own that trades until it is killed, and writes down each command that was
// acknowledged, in order, in the file that the second argument names.

import { openSync, writeSync } from 'node:fs'
import { argv } from 'node:process'
import { openApp } from '#app'
import { systemActor } from '#kernel/actor.ts'
import { sqliteOf } from '#kernel/database/sqlite/sqlite-of.ts'
import { TEST_SHOP } from '../shop.ts'

const [, , file = '', acknowledgements = '', synchronous = 'FULL'] = argv
const CLIENTS = 6
const app = await openApp({
  database: { file },
  shop: TEST_SHOP,
  release: 'test',
  reacts: false,
  connection: { synchronous: synchronous as 'FULL' | 'OFF' },
  checkpoints: { everyMs: 200, walBytesMax: 2 ** 20, othersMsMax: 0 },
})
const fd = openSync(acknowledgements, 'a')
let written = 0

async function give(command: string, input: unknown): Promise<Record<string, string>> {
  const { outcome } = await app.dispatch({ command, input, actor: systemActor('test') })
  if (outcome.outcome !== 'ACCEPTED') throw new Error(JSON.stringify(outcome))
  written += writeSync(fd, `${outcome.sequence}\n`, written)
  return outcome.result as Record<string, string>
}

const { location: locationId } = await give('CreateLocation', {
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
const variantId = sqliteOf(app.writer).prepare('SELECT id FROM variants').pluck().get() as string

async function trade(): Promise<never> {
  for (;;) {
    await give('ReceiveStock', { locationId, lines: [{ variantId, quantity: 3 }] })
    const { cart: cartId } = await give('StartCart', {
      currency: 'GBP',
      lines: [{ variantId, quantity: 2 }],
    })
    const { order: orderId } = await give('PlaceOrder', {
      cartId,
      email: 'buyer@example.com',
      shippingAddress: {
        name: 'A Buyer',
        line1: '1 High Street',
        city: 'London',
        postalCode: 'N1 1AA',
        countryCode: 'GB',
      },
    })
    await give('CancelOrder', { orderId })
  }
}

await Promise.all(Array.from({ length: CLIENTS }, trade))
