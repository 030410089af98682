import { expect, test } from 'vitest'
import { testApp } from '#testing/app.ts'
import { ask, asked } from '#testing/graphql.ts'

test('a mutation answers the object, no errors and a receipt', async () => {
  const app = await testApp()
  const data = await asked(
    app,
    `mutation ($input: CreateLocationInput!) {
      createLocation(input: $input) {
        location { id code version } errors { code } receipt { sequence replayed dryRun }
      }
    }`,
    { input: { code: 'MAIN', name: 'Main', countryCode: 'GB' } },
  )
  expect(data.createLocation).toMatchObject({
    location: { code: 'MAIN', version: 1 },
    errors: [],
    receipt: { sequence: 1, replayed: false, dryRun: false },
  })
  const { node } = await asked(app, 'query ($id: ID!) { node(id: $id) { id __typename } }', {
    id: data.createLocation.location.id,
  })
  expect(node).toEqual({ id: data.createLocation.location.id, __typename: 'Location' })
})

test('a refusal is data, one entry a field', async () => {
  const app = await testApp()
  const { data, errors } = await ask(
    app,
    `mutation { createLocation(input: { code: "", name: "a", countryCode: "XX" }) {
      location { id } errors { __typename code path message } receipt { id } } }`,
  )
  expect(errors).toBeUndefined()
  expect(data.createLocation).toMatchObject({
    location: null,
    receipt: null,
    errors: [
      { __typename: 'InvalidInput', code: 'INVALID_INPUT', path: ['input', 'code'] },
      { __typename: 'InvalidInput', code: 'INVALID_INPUT', path: ['input', 'countryCode'] },
    ],
  })
})

test('who lacks the permission is denied, and one denied field leaves the others standing', async () => {
  const app = await testApp()
  const actor = { kind: 'PUBLISHABLE', id: 'key_shop', permissions: [] } as const
  const { data, errors } = await ask(
    app,
    '{ location(id: "loc_1") { id } node(id: "nonsense") { id } }',
    {},
    { actor },
  )
  expect(data).toEqual({ location: null, node: null })
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN'])
})
