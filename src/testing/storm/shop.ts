// A shop in a folder of its own, with plenty of one thing and little of another, for a storm to pass over.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openApp } from '#app'
import { systemActor } from '#kernel/actor.ts'
import type { DatabaseAddress } from '#kernel/database/engine.ts'
import { TEST_SHOP } from '../shop.ts'
import type { Goods, Load } from './load.ts'

export type Shop = { folder: string; file: string; goods: Goods; load: Load }

export const SCARCE_UNITS = 40

/** @param database Another than a file in its folder. */
export async function openedShop(database?: DatabaseAddress): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-storm-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'shop.db')
  const app = await openApp({
    ...{ database: database ?? { file }, shop: TEST_SHOP },
    ...{ release: 'test', reacts: false },
  })
  const has = async (command: string, input: unknown) => {
    const { outcome } = await app.dispatch({ command, input, actor: systemActor('test') })
    if (outcome.outcome !== 'ACCEPTED') throw new Error(JSON.stringify(outcome))
    return outcome.result as Record<string, string>
  }
  const where = { code: 'MAIN', name: 'Main', countryCode: 'GB' }
  const { location: locationId = '' } = await has('CreateLocation', where)
  const prices = [{ amount: 500, currency: 'GBP' }]
  const variants = ['PLENTY', 'SCARCE'].map((sku) => ({ sku, name: sku, prices }))
  await has('CreateProduct', { slug: 'mug', name: 'Mug', status: 'PUBLISHED', variants })
  const [plenty = '', scarce = ''] = (
    await app.writer.rows<{ id: string }>('SELECT id FROM variants ORDER BY sku')
  ).map(({ id }) => id)
  const lines = [
    { variantId: plenty, quantity: 1_000_000 },
    { variantId: scarce, quantity: SCARCE_UNITS },
  ]
  await has('ReceiveStock', { locationId, lines })
  await app.close()
  const load: Load = { server: null, answers: new Map(), unknowns: 0, isOver: false, retryMs: 20 }
  return { folder, file, goods: { locationId, plenty, scarce }, load }
}
