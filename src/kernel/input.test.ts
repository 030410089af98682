// What is said of an input that is not what it must be.
import { expect, test } from 'vitest'
import { choice, problemsOf, z } from './input.ts'

/** Names of ten characters each. */
const namesOf = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `CHOICE_${100 + at}`)

function messageOf(count: number): string | undefined {
  const input = { choice: 'NONE' }
  const values = Object.fromEntries(namesOf(count).map((name) => [name, 'One of many.']))
  const { error } = z.object({ choice: choice('Choice', values) }).safeParse(input)
  return error && problemsOf(error, input)[0]?.message
}

test.each([
  [1, 1, ''],
  [33, 33, ''],
  [34, 33, ' and 1 more'],
  [900, 33, ' and 867 more'],
])('of %i choices a refusal names the first %i%s', (count, named, others) => {
  const names = namesOf(named).join(', ')
  expect(messageOf(count)).toBe(`must be one of ${names}${others}, found "NONE"`)
})
