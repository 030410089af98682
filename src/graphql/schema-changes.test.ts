import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { schemaChanges, undeclared, withChanges } from './schema-changes.ts'

const read = (file: string) => readFileSync(file, 'utf8')
const changelog = read('CHANGELOG.md')

test('what breaks since the last release is declared in the changelog, and all of it is listed: run `npm run schema`', async () => {
  const changes = await schemaChanges(read('.ci/released.graphql'), read('schema.graphql'))
  expect(undeclared(changelog, changes)).toEqual([])
  expect(withChanges(changelog, changes)).toBe(changelog)
})

const BEFORE = 'type Query { order(id: ID!): String orders: Int! }'

test.each([
  ['a field that is gone', 'type Query { order(id: ID!): String }', 'Query.orders', true],
  [
    'a value that may be null now',
    'type Query { order(id: ID!): String orders: Int }',
    'Query.orders',
    true,
  ],
  [
    'an argument that must be given',
    'type Query { order(id: ID!, a: Int!): String orders: Int! }',
    'Query.order.a',
    true,
  ],
  [
    'a field more',
    'type Query { order(id: ID!): String orders: Int! more: Int }',
    'Query.more',
    false,
  ],
])('%s is found, and breaks or does not', async (_, after, path, isBreaking) => {
  const changes = await schemaChanges(BEFORE, after)
  expect(changes).toMatchObject([{ path, isBreaking }])
  expect(undeclared(changelog, changes)).toEqual(isBreaking ? changes : [])
  const declared = changelog.replace(
    '## Unreleased',
    `## Unreleased\n\n- \`${path}\`: it was never used.`,
  )
  expect(undeclared(declared, changes)).toEqual([])
  expect(withChanges(changelog, changes)).toContain(changes[0]?.message)
})

test('a description more is no change', async () => {
  expect(await schemaChanges(BEFORE, `"What is asked." ${BEFORE}`)).toEqual([])
})
