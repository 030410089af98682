import { expect, test } from 'vitest'
import { ID_PREFIXES } from '#domain/ids.ts'
import { views } from '#read/views.ts'
import { nounOfKind } from './noun.ts'
import { createSchema } from './schema.ts'

const schema = createSchema()
const nouns = Object.keys(ID_PREFIXES).flatMap((kind) => nounOfKind(kind) ?? [])

test.each(nouns.map((noun) => [noun.name, noun] as const))(
  'the description of %s says which facts bring it up to date',
  (name, { source }) => {
    const view = views.find((each) => each.name === source.view)
    const description = schema.getType(name)?.description ?? ''
    expect(description.includes('Read from')).toBe(view !== undefined)
    for (const { event } of view?.wokenBy ?? []) expect(description).toContain(`\`${event}\``)
  },
)

test('there are nouns of views', () => {
  expect(
    nouns.filter(({ source }) => views.some(({ name }) => name === source.view)).length,
  ).toBeGreaterThan(15)
})
