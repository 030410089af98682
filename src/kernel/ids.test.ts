import { expect, test } from 'vitest'
import fc from '#testing/random.ts'
import { idSource, newSeed } from './ids.ts'

const NOW = Date.parse('2026-03-02T08:00:00.000Z')

const idsOf = (now: number, seed: string, count: number): string[] => {
  const newId = idSource(now, seed)
  return Array.from({ length: count }, () => newId('ord'))
}

test('the same moment and seed make the same ids, another seed makes others', () => {
  const seed = newSeed()
  expect(idsOf(NOW, seed, 50)).toEqual(idsOf(NOW, seed, 50))
  expect(idsOf(NOW, newSeed(), 50)).not.toEqual(idsOf(NOW, seed, 50))
})

test('ids of one command sort in the order in which they were made, and by time before that', () => {
  const moment = fc.integer({ min: 0, max: 2 ** 41 })
  fc.assert(
    fc.property(moment, moment, fc.integer({ min: 2, max: 2_000 }), (one, other, count) => {
      const ids = idsOf(one, newSeed(), count)
      expect([...ids].sort()).toEqual(ids)
      if (other > one) expect(String(idsOf(other, newSeed(), 1)[0]) > String(ids.at(-1))).toBe(true)
    }),
    { numRuns: 30 },
  )
})

test('each seed is another, also where a new lot of them is drawn', () => {
  const seeds = Array.from({ length: 1_000 }, newSeed)
  expect(new Set(seeds).size).toBe(1_000)
  for (const seed of seeds) expect(seed).toMatch(/^[0-9a-f]{32}$/)
})

test('each id is another, however many a command makes', () => {
  const ids = idsOf(NOW, newSeed(), 70_000)
  expect(new Set(ids).size).toBe(ids.length)
  expect([...ids.slice(0, 32_768)].sort()).toEqual(ids.slice(0, 32_768))
})

test('a secret id has 130 bits that nothing else tells', () => {
  const newId = idSource(NOW, newSeed())
  const [open, secret] = [newId('ord'), newId('cart', true)]
  expect(open).toMatch(/^ord_[0-9a-hjkmnp-tv-z]{26}$/)
  expect(secret).toMatch(/^cart_[0-9a-hjkmnp-tv-z]{36}$/)
})
