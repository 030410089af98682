import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editDistance } from './spelling.ts'

test.each([
  ['heart', 'heart', 0],
  ['hart', 'heart', 1],
  ['haert', 'heart', 1],
  ['hearts', 'heart', 1],
  ['heort', 'heart', 1],
  ['lite', 'light', 3],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
])('from %s to %s are %i changes', (one, other, steps) => {
  expect(editDistance(one, other, 3)).toBe(steps)
})

test('it is the same both ways, never more than the longer word, and told up to its bound', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
  fc.assert(
    fc.property(word, word, fc.nat(4), (one, other, max) => {
      const whole = editDistance(one, other, 20)
      expect(editDistance(other, one, 20)).toBe(whole)
      expect(whole).toBeLessThanOrEqual(Math.max(one.length, other.length))
      expect(whole === 0).toBe(one === other)
      expect(editDistance(one, other, max)).toBe(Math.min(whole, max + 1))
    }),
  )
})
