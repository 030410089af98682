import { expect, test } from 'vitest'
import { testApp } from '#testing/app.ts'
import { asked } from '#testing/graphql.ts'

const MAIN = { code: 'MAIN', name: 'Main', countryCode: 'GB' }

/** Two commands that are accepted, one that is refused and one that is tried dry. */
async function shopWithHistory() {
  const app = await testApp()
  const { location } = await app.ids('CreateLocation', MAIN)
  await app.give('CreateLocation', MAIN)
  await app.accepted('UpdateLocation', { locationId: location, name: 'Front' })
  const actor = { kind: 'STAFF', id: 'key_2', permissions: ['*'] } as const
  await app.accepted(
    'UpdateLocation',
    { locationId: location, name: 'Back' },
    { dryRun: true, actor },
  )
  return { app, location: location as string }
}

test('the log tells what was asked, by whom and what came of it, newest first', async () => {
  const { app, location } = await shopWithHistory()
  const { commands } = await asked(
    app,
    `{ commands { nodes {
      sequence name outcome dryRun targetId actor { kind id } input result
      refusal { code path facts } events { name index } at release } } }`,
  )
  expect(commands.nodes).toMatchObject([
    { sequence: 4, dryRun: true, actor: { id: 'key_2' }, events: [] },
    {
      sequence: 3,
      name: 'UpdateLocation',
      targetId: location,
      events: [{ name: 'LocationUpdated' }],
    },
    {
      sequence: 2,
      outcome: 'REFUSED',
      result: null,
      refusal: {
        code: 'LOCATION_CODE_TAKEN',
        path: ['input', 'code'],
        facts: { locationCode: 'MAIN' },
      },
      events: [],
    },
    {
      sequence: 1,
      name: 'CreateLocation',
      outcome: 'ACCEPTED',
      dryRun: false,
      targetId: null,
      actor: { kind: 'STAFF', id: 'key_owner' },
      input: MAIN,
      result: { location },
      refusal: null,
      events: [{ name: 'LocationCreated', index: 0 }],
      at: '2026-03-02T10:00:00.000Z',
      release: 'test',
    },
  ])
})

test.each([
  ['command: { eq: "CreateLocation" }', [2, 1]],
  ['outcome: { eq: REFUSED }', [2]],
  ['outcome: { oneOf: [REFUSED, ACCEPTED] }', [4, 3, 2, 1]],
  ['actorId: { eq: "key_2" }', [4]],
  ['sequence: { range: { gte: 2, lt: 4 } }', [3, 2]],
  ['command: { eq: "UpdateLocation" }, actorId: { eq: "key_owner" }', [3]],
])('the log is filtered by %s', async (where, sequences) => {
  const { app } = await shopWithHistory()
  const { commands } = await asked(app, `{ commands(where: { ${where} }) { nodes { sequence } } }`)
  expect(commands.nodes.map(({ sequence }: { sequence: number }) => sequence)).toEqual(sequences)
})

test('the log is filtered by what a command was to change, and a receipt leads to its command', async () => {
  const { app, location } = await shopWithHistory()
  const { commands } = await asked(
    app,
    'query ($id: String!) { commands(where: { targetId: { eq: $id } }) { nodes { id sequence } } }',
    { id: location },
  )
  expect(commands.nodes).toMatchObject([{ sequence: 4 }, { sequence: 3 }])
  const { command } = await asked(app, 'query ($id: ID!) { command(id: $id) { sequence } }', {
    id: commands.nodes[1].id,
  })
  expect(command).toEqual({ sequence: 3 })
})

test('events come in the order in which they happened, and are read on from a cursor or a sequence', async () => {
  const { app, location } = await shopWithHistory()
  const fields = 'edges { cursor node { sequence name aggregateId data command { name } } }'
  const { events } = await asked(app, `{ events(first: 1) { ${fields} pageInfo { hasNextPage } } }`)
  expect(events).toMatchObject({
    edges: [
      {
        node: {
          sequence: 1,
          name: 'LocationCreated',
          aggregateId: location,
          data: { locationId: location },
          command: { name: 'CreateLocation' },
        },
      },
    ],
    pageInfo: { hasNextPage: true },
  })
  const { byCursor, bySequence } = await asked(
    app,
    `query ($after: String!) {
      byCursor: events(after: $after) { ${fields} }
      bySequence: events(where: { sequence: { range: { gt: 1 } } }) { ${fields} } }`,
    { after: events.edges[0].cursor },
  )
  expect(byCursor.edges).toMatchObject([{ node: { sequence: 3, name: 'LocationUpdated' } }])
  expect(bySequence).toEqual(byCursor)
})
