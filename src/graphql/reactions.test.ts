import { expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { testApp } from '#testing/app.ts'
import { ask, asked } from '#testing/graphql.ts'
import { orderDesk } from '#testing/orders.ts'
import { TEST_SHOP } from '#testing/shop.ts'
import { parkWith } from '#write/dead-letters/park-dead-letter.ts'

const REACTIONS = `{ reactions { name eventsBehind millisecondsBehind retrying deadLetters } }`

test('each reaction tells what is behind it and for how long', async () => {
  const desk = await orderDesk(undefined, { shop: { ...TEST_SHOP, awaitsPaymentMs: 60_000 } })
  const of = async (name: string) =>
    (await asked(desk, REACTIONS)).reactions.find((row: { name: string }) => row.name === name)
  await desk.placed({ MUG: 1 })
  desk.pass(5_000)
  await desk.placed({ MUG: 1 })
  expect(await of('expire-unpaid-orders')).toEqual({
    name: 'expire-unpaid-orders',
    eventsBehind: 2,
    millisecondsBehind: 5_000,
    retrying: 0,
    deadLetters: 0,
  })
  await desk.reactions.settle()
  expect(await of('expire-unpaid-orders')).toMatchObject({ eventsBehind: 0, millisecondsBehind: 0 })
})

test('dead letters are listed, looked into, retried and dropped', async () => {
  const desk = await orderDesk()
  await desk.placed({ MUG: 1 })
  const placed = desk.rows<{ sequence: number; index: number }>(
    `select sequence, "index" from kernel_events where name in ('OrderPlaced', 'CartStarted')`,
  )
  for (const place of placed)
    await parkWith(desk.dispatch, {
      ...place,
      reaction: 'expire-unpaid-orders',
      error: 'Error: no answer',
      attempts: 10,
      dueId: null,
    })
  const { deadLetters } = await asked(
    desk,
    `{ deadLetters(where: { status: { eq: WAITING } }) { totalCount nodes {
      id reaction error attempts status event { name aggregateId } } } }`,
  )
  expect(deadLetters.totalCount).toBe(2)
  expect(
    deadLetters.nodes.map(({ event }: { event: { name: string } }) => event.name).sort(),
  ).toEqual(['CartStarted', 'OrderPlaced'])
  const [first, second] = deadLetters.nodes
  const { dropDeadLetter, retryDeadLetter } = await asked(
    desk,
    `mutation ($first: ID!, $second: ID!) {
      dropDeadLetter(input: { deadLetterId: $first, reason: "Old" }) {
        deadLetter { status reason settledAt } errors { code } }
      retryDeadLetter(input: { deadLetterId: $second }) {
        deadLetter { status reason } errors { code } } }`,
    { first: first.id, second: second.id },
  )
  expect(dropDeadLetter).toMatchObject({
    deadLetter: { status: 'DROPPED', reason: 'Old' },
    errors: [],
  })
  expect(retryDeadLetter).toEqual({ deadLetter: { status: 'RETRIED', reason: null }, errors: [] })
  await desk.reactions.settle()
  expect(desk.rows('select * from kernel_retries')).toEqual([])
})

test('they are for who may see reactions, by list and by id', async () => {
  const app = await testApp()
  const { sequence } = await app.accepted('CreateLocation', {
    ...{ code: 'MAIN', name: 'Main', countryCode: 'GB' },
  })
  const parking = { reaction: 'x', sequence, index: 0, error: 'no', attempts: 1, dueId: null }
  await parkWith(app.dispatch, parking)
  const [letter] = app.rows<{ id: string }>('select id from kernel_dead_letters')
  const seen = (permissions: string[]) => {
    const actor: Actor = { kind: 'STAFF', id: 'key_1', permissions }
    return ask(
      app,
      `query ($id: ID!) { node(id: $id) { id } deadLetters { nodes { id event { name } } } reactions { name } }`,
      { id: letter?.id },
      { actor },
    )
  }
  expect((await seen(['journal.read'])).data).toEqual({
    node: null,
    deadLetters: null,
    reactions: null,
  })
  expect((await seen(['reactions.read'])).data).toMatchObject({
    node: letter,
    deadLetters: { nodes: [{ ...letter, event: null }] },
  })
})
