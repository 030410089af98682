// After a storm, with every client answered: what was promised stands, and nothing has happened twice.

import { expect } from 'vitest'
import { sqliteOf } from '#kernel/database/sqlite/sqlite-of.ts'
import { brokenPromises, onDeadCopy, violationsOf } from './inspect.ts'
import { SCARCE_UNITS, type Shop } from './shop.ts'

/** Every order that stands was acknowledged to somebody, by now. */
export async function expectAllKept({ load, file, goods }: Shop): Promise<void> {
  const answers = [...load.answers.values()]
  const idsOf = (field: string) => answers.flatMap((one) => (one.field === field && one.id) || [])
  await onDeadCopy(file, async (copy) => {
    expect(await brokenPromises(copy, load.answers)).toEqual([])
    expect(await violationsOf(copy)).toEqual([])
    const select = (sql: string) => sqliteOf(copy).prepare(sql).pluck()
    expect(select('SELECT id FROM orders ORDER BY id').all()).toEqual(idsOf('placeOrder').sort())
    expect(select('SELECT id FROM fulfilments ORDER BY id').all()).toEqual(
      idsOf('createFulfilment').sort(),
    )
    const sold = select(
      'SELECT sum(quantity - cancelled) FROM order_lines WHERE variant_id = ?',
    ).get(goods.scarce)
    expect(sold).toBeLessThanOrEqual(SCARCE_UNITS)
  })
}
