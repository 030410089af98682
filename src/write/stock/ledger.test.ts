// The books of stock balance after any sequence: what is promised is there, the ledger's sums are the
// levels, and the views say the same. A plain model, which shares no code with the rules, foretells
// what is accepted and what is left.

import { expect, test } from 'vitest'
import fc from '#testing/random.ts'
import { openStockRoom, type StockRoom } from '#testing/stock.ts'

const SKUS = ['MUG', 'POT'] as const
const CODES = ['A', 'B', 'C'] as const

const sku = fc.constantFrom(...SKUS)
const code = fc.constantFrom(...CODES)
const units = fc.integer({ min: 1, max: 6 })

const step = fc.oneof(
  fc.record({ type: fc.constant('receive' as const), sku, code, units }),
  fc.record({ type: fc.constant('adjust' as const), sku, code, units, up: fc.boolean() }),
  fc.record({ type: fc.constant('set' as const), sku, code, units: fc.nat(8) }),
  fc.record({ type: fc.constant('transfer' as const), sku, code, to: code, units }),
  fc.record({ type: fc.constant('policy' as const), sku, backorder: fc.boolean() }),
  fc.record({
    type: fc.constant('allocate' as const),
    lines: fc.array(fc.tuple(sku, units), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ type: fc.constant('release' as const), pick: fc.nat() }),
  fc.record({ type: fc.constant('ship' as const), pick: fc.nat() }),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

type Part = { variantId: string; locationId: string; quantity: number }
type Model = {
  ids: Record<string, string>
  onHand: Map<string, number>
  allocated: Map<string, number>
  backorder: Set<string>
  parts: Part[]
}

const seen: Record<string, { accepted: number; refused: number }> = {}

async function take(room: StockRoom, model: Model, step: Step): Promise<void> {
  const { ids } = model
  const at = (counts: Map<string, number>, key: string) => counts.get(key) ?? 0
  const add = (counts: Map<string, number>, key: string, by: number) =>
    counts.set(key, at(counts, key) + by)
  const keyOf = (sku: string, code: string) => `${ids[sku]} ${ids[code]}`
  const removable = (sku: string, code: string) => {
    const key = keyOf(sku, code)
    const free = at(model.onHand, key) - at(model.allocated, key)
    return model.backorder.has(sku) ? at(model.onHand, key) : Math.max(0, free)
  }
  const total = (counts: Map<string, number>, sku: string) =>
    CODES.reduce((sum, code) => sum + at(counts, keyOf(sku, code)), 0)

  const ask = async (command: string, input: object, isExpected: boolean) => {
    const { outcome, ...rest } = await room.give(command, input)
    const counts = (seen[step.type] ??= { accepted: 0, refused: 0 })
    counts[outcome === 'ACCEPTED' ? 'accepted' : 'refused']++
    expect([step, outcome]).toEqual([step, isExpected ? 'ACCEPTED' : 'REFUSED'])
    return rest
  }
  const places = (sku: string, code: string) => ({ variantId: ids[sku], locationId: ids[code] })

  switch (step.type) {
    case 'receive': {
      const { sku, code, units } = step
      const line = { variantId: ids[sku], quantity: units }
      await ask('ReceiveStock', { locationId: ids[code], lines: [line] }, true)
      add(model.onHand, keyOf(sku, code), units)
      return
    }
    case 'adjust': {
      const { sku, code, units, up } = step
      const input = { ...places(sku, code), delta: up ? units : -units, reason: 'COUNTED' }
      const isExpected = up || units <= removable(sku, code)
      await ask('AdjustStock', input, isExpected)
      if (isExpected) add(model.onHand, keyOf(sku, code), up ? units : -units)
      return
    }
    case 'set': {
      const { sku, code, units } = step
      const key = keyOf(sku, code)
      const isExpected = at(model.onHand, key) - units <= removable(sku, code)
      const input = { ...places(sku, code), onHand: units, expectedOnHand: at(model.onHand, key) }
      await ask('SetStock', input, isExpected)
      if (isExpected) model.onHand.set(key, units)
      return
    }
    case 'transfer': {
      const { sku, code, to, units } = step
      const isExpected = code !== to && units <= removable(sku, code)
      const lines = [{ variantId: ids[sku], quantity: units }]
      const input = { fromLocationId: ids[code], toLocationId: ids[to], lines }
      await ask('TransferStock', input, isExpected)
      if (!isExpected) return
      add(model.onHand, keyOf(sku, code), -units)
      add(model.onHand, keyOf(sku, to), units)
      return
    }
    case 'policy': {
      const { sku, backorder } = step
      await ask('SetStockPolicy', { variantId: ids[sku], backorder }, true)
      model.backorder[backorder ? 'add' : 'delete'](sku)
      return
    }
    case 'allocate': {
      const wanted = new Map<string, number>()
      for (const [sku, units] of step.lines) wanted.set(sku, (wanted.get(sku) ?? 0) + units)
      const isExpected = [...wanted].every(
        ([sku, units]) =>
          model.backorder.has(sku) ||
          units <= total(model.onHand, sku) - total(model.allocated, sku),
      )
      const lines = step.lines.map(([sku, quantity], index) => ({
        lineId: `${index}`,
        variantId: ids[sku],
        sku,
        quantity,
      }))
      const outcome = await ask('Allocate', { lines }, isExpected)
      if (!isExpected || !('result' in outcome)) return
      const parts = JSON.parse(outcome.result.parts as string) as (Part & { lineId: string })[]
      for (const { lineId, quantity } of lines)
        expect(
          parts
            .filter((part) => part.lineId === lineId)
            .reduce((sum, part) => sum + part.quantity, 0),
        ).toBe(quantity)
      for (const { variantId, locationId, quantity } of parts) {
        add(model.allocated, `${variantId} ${locationId}`, quantity)
        model.parts.push({ variantId, locationId, quantity })
      }
      return
    }
    case 'release':
    case 'ship': {
      if (model.parts.length === 0) return
      const index = step.pick % model.parts.length
      const part = model.parts[index] as Part
      const key = `${part.variantId} ${part.locationId}`
      const ships = step.type === 'ship'
      const isExpected = !ships || at(model.onHand, key) >= part.quantity
      await ask(ships ? 'Ship' : 'Release', { parts: [part] }, isExpected)
      if (!isExpected) return
      model.parts.splice(index, 1)
      add(model.allocated, key, -part.quantity)
      if (ships) add(model.onHand, key, -part.quantity)
    }
  }
}

function requireBalance(room: StockRoom, model: Model): void {
  const levels = room.rows<{ key: string; onHand: number; allocated: number; reserved: number }>(
    `select variant_id || ' ' || location_id as key, on_hand as onHand, allocated, reserved
     from stock_levels order by key`,
  )
  expect(
    room.rows(
      `select variant_id || ' ' || location_id as key, sum(on_hand_delta) as onHand,
       sum(allocated_delta) as allocated, sum(reserved_delta) as reserved
       from stock_movements group by key order by key`,
    ),
  ).toEqual(levels)
  for (const { key, onHand, allocated } of levels)
    expect([key, onHand, allocated]).toEqual([
      key,
      model.onHand.get(key) ?? 0,
      model.allocated.get(key) ?? 0,
    ])
  expect(
    room.rows(
      `select variant_id || ' ' || location_id as key, on_hand as onHand, allocated, reserved
       from stock_level_view order by key`,
    ),
  ).toEqual(levels)
  expect(room.rows('select * from stock_movement_view order by id')).toEqual(
    room.rows('select * from stock_movements order by id'),
  )
  const sums = room.rows(
    `select v.id, coalesce(p.backorder, 0) as backorder, coalesce(sum(on_hand), 0) as onHand,
       coalesce(sum(allocated), 0) as allocated,
       coalesce(sum(on_hand - allocated - reserved), 0) as sellable,
       coalesce(sum(on_hand - allocated - reserved), 0) > 0 or coalesce(p.backorder, 0) = 1 as inStock,
       coalesce(sum(on_hand - allocated - reserved), 0) <= 0 as isLow
     from variants v left join stock_levels l on l.variant_id = v.id
     left join stock_policies p on p.variant_id = v.id group by v.id, p.backorder order by v.id`,
  )
  expect(
    room.rows(
      `select variant_id as id, backorder, on_hand as onHand, allocated, sellable,
       in_stock as inStock, is_low as isLow from variant_stock_view order by id`,
    ),
  ).toEqual(sums)
}

test('after any sequence the ledger sums up to the levels, the views say so, and a model agrees', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 30 }), async (steps) => {
      const { room, dispose } = await openStockRoom()
      const ids: Record<string, string> = await room.goods(...SKUS)
      for (const [index, code] of CODES.entries()) ids[code] = await room.place(code, index)
      const model: Model = {
        ids,
        onHand: new Map(),
        allocated: new Map(),
        backorder: new Set(),
        parts: [],
      }
      for (const sku of SKUS)
        for (const code of CODES) await take(room, model, { type: 'receive', sku, code, units: 4 })
      for (const step of steps) await take(room, model, step)
      requireBalance(room, model)
      await dispose()
    }),
    { numRuns: 60 },
  )
  for (const [type, { accepted, refused }] of Object.entries(seen)) {
    expect([type, accepted > 20]).toEqual([type, true])
    const isRefusable = ['adjust', 'set', 'transfer', 'allocate'].includes(type)
    if (isRefusable) expect([type, refused > 3]).toEqual([type, true])
  }
})
