import { describe, expect, test } from 'vitest'
import fc from '#testing/random.ts'
import {
  allocate,
  availabilityOf,
  availableOf,
  DEFAULT_STOCK_POLICY,
  freeAt,
  type Level,
  type StockPolicy,
} from './stock.ts'

const level = (locationId: string, onHand: number, allocated = 0, reserved = 0): Level => ({
  locationId,
  onHand,
  allocated,
  reserved,
})
const policy = (parts: Partial<StockPolicy>): StockPolicy => ({ ...DEFAULT_STOCK_POLICY, ...parts })
const BACKORDER = policy({ backorder: true })

describe('what is available', () => {
  test('at a location is what is neither allocated nor reserved', () => {
    expect(freeAt(level('A', 10, 3, 2))).toBe(5)
    expect(freeAt(level('A', 1, 3))).toBe(-2)
  })

  test('over all locations leaves out the safety stock once', () => {
    expect(availableOf([level('A', 5), level('B', 4, 1)], policy({ safetyStock: 2 }))).toBe(6)
    expect(availableOf([level('A', 1)], policy({ safetyStock: 2 }))).toBe(-1)
    expect(availableOf([], DEFAULT_STOCK_POLICY)).toBe(0)
  })

  test.each([
    [6, {}, 'IN_STOCK'],
    [1, {}, 'IN_STOCK'],
    [0, {}, 'OUT'],
    [-1, {}, 'OUT'],
    [6, { lowStockLevel: 5 }, 'IN_STOCK'],
    [5, { lowStockLevel: 5 }, 'LOW'],
    [0, { lowStockLevel: 5 }, 'OUT'],
    [7, { lowStockLevel: 5, safetyStock: 2 }, 'LOW'],
    [2, { safetyStock: 2 }, 'OUT'],
    [1, { backorder: true }, 'IN_STOCK'],
    [0, { backorder: true }, 'BACKORDER'],
    [-3, { backorder: true }, 'BACKORDER'],
    [0, { tracked: false }, 'IN_STOCK'],
  ])('of %i under %j is shown as %s', (onHand, parts, availability) => {
    expect(availabilityOf([level('A', onHand)], policy(parts))).toBe(availability)
  })
})

describe('an allocation', () => {
  test.each<[string, number, Level[], Record<string, number>]>([
    [
      'takes all from the first location that has it all',
      3,
      [level('A', 3), level('B', 9)],
      { A: 3 },
    ],
    ['passes over locations that have only some', 4, [level('A', 3), level('B', 9)], { B: 4 }],
    [
      'is split, in order, where none has it all',
      5,
      [level('A', 3), level('B', 4)],
      { A: 3, B: 2 },
    ],
    [
      'takes nothing from a location that owes',
      4,
      [level('A', 0, 1), level('B', 3), level('C', 2)],
      { B: 3, C: 1 },
    ],
    ['leaves what is allocated and reserved', 3, [level('A', 9, 4, 3), level('B', 3)], { B: 3 }],
    ['of nothing takes nothing', 0, [level('A', 3)], {}],
  ])('%s', (_what, quantity, levels, taken) => {
    const { parts, short } = allocate(quantity, levels, DEFAULT_STOCK_POLICY)
    expect(short).toBe(0)
    expect(parts).toEqual(
      Object.entries(taken).map(([locationId, quantity]) => ({ locationId, quantity })),
    )
  })

  test.each<[string, number, Level[], Partial<StockPolicy>, number]>([
    ['more than there is', 10, [level('A', 3), level('B', 4)], {}, 3],
    ['one of nothing', 1, [level('A', 0)], {}, 1],
    ['one of what was never received', 1, [], {}, 1],
    ['the safety stock', 6, [level('A', 3), level('B', 4)], { safetyStock: 2 }, 1],
    ['one where the safety stock is not reached', 1, [level('A', 1)], { safetyStock: 5 }, 1],
    ['what another location owes', 3, [level('A', 0, 1), level('B', 3)], {}, 1],
    ['on backorder without any location', 2, [], { backorder: true }, 2],
  ])('of %s takes nothing and tells how much is short', (_what, quantity, levels, parts, short) => {
    expect(allocate(quantity, levels, policy(parts))).toEqual({ parts: [], short })
  })

  test('up to the safety stock is given', () => {
    const levels = [level('A', 3), level('B', 4)]
    const { parts } = allocate(5, levels, policy({ safetyStock: 2 }))
    expect(parts).toEqual([
      { locationId: 'A', quantity: 3 },
      { locationId: 'B', quantity: 2 },
    ])
  })

  test('of what is not tracked needs no location', () => {
    const untracked = policy({ tracked: false })
    expect(allocate(1_000_000, [level('A', 1)], untracked)).toEqual({ parts: [], short: 0 })
  })

  test('on backorder leaves the first location owing what nobody has', () => {
    expect(allocate(10, [level('A', 3), level('B', 4)], BACKORDER).parts).toEqual([
      { locationId: 'A', quantity: 6 },
      { locationId: 'B', quantity: 4 },
    ])
    expect(allocate(5, [level('A', 0, 2), level('B', 4)], BACKORDER).parts).toEqual([
      { locationId: 'A', quantity: 1 },
      { locationId: 'B', quantity: 4 },
    ])
  })

  test('on backorder takes what a location has, safety stock too, before anything is owed', () => {
    const reckless = policy({ backorder: true, safetyStock: 4 })
    expect(allocate(5, [level('A', 1), level('B', 5)], reckless).parts).toEqual([
      { locationId: 'B', quantity: 5 },
    ])
  })
})

const anyLevels = fc
  .array(fc.tuple(fc.nat(20), fc.nat(8), fc.nat(8)), { maxLength: 5 })
  .map((counts) =>
    counts.map(([onHand, allocated, reserved], at) => level(`L${at}`, onHand, allocated, reserved)),
  )
const anyPolicy = fc.record({
  tracked: fc.boolean(),
  backorder: fc.boolean(),
  safetyStock: fc.nat(10),
  lowStockLevel: fc.nat(10),
})
const anyQuantity = fc.nat(60)

const sumOfParts = (parts: readonly { quantity: number }[]): number =>
  parts.reduce((sum, { quantity }) => sum + quantity, 0)

/** The levels once an allocation is booked. */
const booked = (
  levels: readonly Level[],
  parts: readonly { locationId: string; quantity: number }[],
) =>
  levels.map((level) => ({
    ...level,
    allocated:
      level.allocated + sumOfParts(parts.filter((part) => part.locationId === level.locationId)),
  }))

describe('any allocation', () => {
  const always = (
    law: (quantity: number, levels: Level[], policy: StockPolicy) => void,
    limits: Partial<StockPolicy> = {},
  ) =>
    fc.assert(
      fc.property(anyQuantity, anyLevels, anyPolicy, (quantity, levels, policy) =>
        law(quantity, levels, { ...policy, ...limits }),
      ),
      { numRuns: 1_000 },
    )

  test('is whole or nothing, and its parts are of different, known locations', () => {
    always(
      (quantity, levels, policy) => {
        const { parts, short } = allocate(quantity, levels, policy)
        expect(sumOfParts(parts)).toBe(short === 0 ? quantity : 0)
        const locations = parts.map(({ locationId }) => locationId)
        expect(new Set(locations).size).toBe(parts.length)
        expect(levels.map(({ locationId }) => locationId)).toEqual(
          expect.arrayContaining(locations),
        )
        for (const { quantity } of parts) expect(quantity).toBeGreaterThan(0)
      },
      { tracked: true },
    )
  })

  test('without backorder takes from no location what it lacks, and holds the safety stock', () => {
    always(
      (quantity, levels, policy) => {
        const { parts } = allocate(quantity, levels, policy)
        const after = booked(levels, parts)
        for (const { locationId } of parts) {
          const own = after.find((level) => level.locationId === locationId) as Level
          expect(freeAt(own)).toBeGreaterThanOrEqual(0)
        }
        if (parts.length > 0) expect(availableOf(after, policy)).toBeGreaterThanOrEqual(0)
      },
      { tracked: true, backorder: false },
    )
  })

  test('without backorder is short only of what is not available', () => {
    always(
      (quantity, levels, policy) => {
        const { short } = allocate(quantity, levels, policy)
        const available = Math.max(0, availableOf(levels, policy))
        expect(quantity - short).toBe(Math.min(quantity, available))
      },
      { tracked: true, backorder: false },
    )
  })

  test('on backorder is short of nothing, and owes only what no location has', () => {
    always(
      (quantity, levels, policy) => {
        fc.pre(levels.length > 0)
        const { parts, short } = allocate(quantity, levels, policy)
        expect(short).toBe(0)
        const has = new Map(levels.map((level) => [level.locationId, Math.max(0, freeAt(level))]))
        const owed = parts.map((part) => part.quantity - (has.get(part.locationId) as number))
        const lacking = quantity - [...has.values()].reduce((sum, free) => sum + free, 0)
        expect(owed.reduce((sum, units) => sum + Math.max(0, units), 0)).toBe(Math.max(0, lacking))
        expect(owed.slice(1).every((units) => units <= 0)).toBe(true)
      },
      { tracked: true, backorder: true },
    )
  })

  test('comes from one location wherever one can give it whole', () => {
    always(
      (quantity, levels, policy) => {
        const able = levels.filter((level) => freeAt(level) >= quantity)
        const { parts, short } = allocate(quantity, levels, policy)
        fc.pre(quantity > 0 && short === 0 && able.length > 0)
        expect(parts).toEqual([{ locationId: able[0]?.locationId, quantity }])
      },
      { tracked: true },
    )
  })

  test('is the same each time and leaves the levels as they were', () => {
    always((quantity, levels, policy) => {
      const before = structuredClone(levels)
      expect(allocate(quantity, levels, policy)).toEqual(allocate(quantity, levels, policy))
      expect(levels).toEqual(before)
    })
  })
})
