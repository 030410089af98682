// Documents are kept within bounds, whoever sends them.
import { expect, test } from 'vitest'
import { keptByDocument } from './documents.ts'

test('no more are kept than may be, and those that come again longest', () => {
  const kept = keptByDocument<object>()
  kept.set('first', {})
  for (let at = 0; at < 2_000; at++) {
    kept.get('first')
    kept.set(`{ a${at}: __typename }`, {})
  }
  expect(kept.size).toBe(1_000)
  expect(kept.has('first')).toBe(true)
})

test('long ones leave room for few', () => {
  const kept = keptByDocument<object>()
  for (let at = 0; at < 100; at++) kept.set(`${at}${'#'.repeat(1_000_000)}`, {})
  expect(kept.size).toBe(7)
})
