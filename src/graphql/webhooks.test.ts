// Webhooks by the API: what registering refuses, and who may see what.

import { expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { everyRow, testApp } from '#testing/app.ts'
import { ask, asked } from '#testing/graphql.ts'
import { TEST_SHOP } from '#testing/shop.ts'
import { EVENT_KINDS } from '#write/events.ts'

const REGISTER = `mutation ($input: RegisterWebhookInput!) { registerWebhook(input: $input) {
  webhook { id url events selection permissions status } errors { code path message } } }`
const INPUT = { name: 'Warehouse', url: 'https://warehouse.example/hook' }

test.each([
  [{ url: 'ftp://a.example' }, ['input', 'url'], 'https://'],
  [{ url: 'https://user@a.example' }, ['input', 'url'], 'without a user'],
  [{ url: 'https://a.example/#b' }, ['input', 'url'], '#fragment'],
  [{ url: 'warehouse' }, ['input', 'url'], 'https://'],
  [{ events: ['OrderPlaced', 'OrderEaten'] }, ['input', 'events', '1'], 'eventKinds'],
  [{ events: [] }, ['input', 'events'], '1'],
  [{ selection: '{ orders {' }, ['input', 'selection'], 'must be GraphQL'],
  [{ selection: '{ orders { colour } }' }, ['input', 'selection'], 'Cannot query field "colour"'],
  [
    { selection: 'subscription { orderChanged { sequence } }' },
    ['input', 'selection'],
    'subscription',
  ],
  [
    { selection: 'query a { viewer { id } } query b { viewer { id } }' },
    ['input', 'selection'],
    '2',
  ],
  [
    { selection: 'query ($orderId: ID!) { order(id: $orderId) { id } }' },
    ['input', 'selection'],
    'found $orderId',
  ],
])('bad input is told with its field: %j', async (input, path, message) => {
  const { registerWebhook } = await asked(await testApp(), REGISTER, {
    input: { ...INPUT, ...input },
  })
  expect(registerWebhook.webhook).toBeNull()
  expect(registerWebhook.errors).toEqual([
    { code: 'INVALID_INPUT', path, message: expect.stringContaining(message) },
  ])
})

test.each([
  ['OFF', 'https://a.example', 'WEBHOOKS_ARE_OFF'],
  ['PUBLIC', 'http://a.example', 'WEBHOOK_URL_NOT_SECURE'],
  ['PUBLIC', 'https://a.example', undefined],
  ['ANYWHERE', 'http://a.example', undefined],
] as const)('a shop whose webhooks are %s takes %s: %s', async (webhooks, url, code) => {
  const app = await testApp({ shop: { ...TEST_SHOP, webhooks } })
  const { registerWebhook } = await asked(app, REGISTER, { input: { ...INPUT, url } })
  expect(registerWebhook.errors[0]?.code).toBe(code)
})

const clerk: Actor = {
  kind: 'STAFF',
  id: 'key_clerk',
  permissions: ['webhooks.write', 'webhooks.read', 'orders.read'],
}

test('nobody has a webhook read more than they may, nor takes over one that does', async () => {
  const app = await testApp()
  const as = { actor: clerk }
  const mine = { ...INPUT, permissions: ['ORDERS_READ'] }
  expect((await asked(app, REGISTER, { input: mine }, as)).registerWebhook.errors).toEqual([])
  const more = { ...INPUT, permissions: ['ORDERS_READ', 'CUSTOMERS_READ'] }
  expect((await asked(app, REGISTER, { input: more }, as)).registerWebhook.errors).toMatchObject([
    { code: 'PERMISSIONS_EXCEED_OWN', path: ['input', 'permissions'] },
  ])
  const { webhook } = await app.ids('RegisterWebhook', more)
  const update = `mutation ($input: UpdateWebhookInput!) {
    updateWebhook(input: $input) { errors { code path } } }`
  const redirected = { webhookId: webhook, url: 'https://clerk.example' }
  expect((await asked(app, update, { input: redirected }, as)).updateWebhook.errors).toEqual([
    { code: 'PERMISSIONS_EXCEED_OWN', path: ['input', 'webhookId'] },
  ])
})

test('an update leaves what it does not name, and null takes back', async () => {
  const app = await testApp()
  const selection = '{ viewer { id } }'
  const { webhook: webhookId } = await app.ids('RegisterWebhook', {
    ...INPUT,
    events: ['OrderPlaced'],
    selection,
    permissions: ['ORDERS_READ'],
  })
  const shown = async () =>
    (
      await asked(
        app,
        `{ webhook(id: "${webhookId}") { name url events selection permissions status } }`,
      )
    ).webhook
  await app.accepted('UpdateWebhook', { webhookId, name: 'Shipping' })
  expect(await shown()).toEqual({
    ...{ name: 'Shipping', url: INPUT.url, events: ['OrderPlaced'] },
    ...{ selection, permissions: ['ORDERS_READ'], status: 'ACTIVE' },
  })
  await app.accepted('UpdateWebhook', {
    webhookId,
    events: null,
    selection: null,
    permissions: null,
  })
  expect(await shown()).toMatchObject({ events: null, selection: null, permissions: [] })
  await app.accepted('DisableWebhook', { webhookId })
  for (const command of ['DisableWebhook', 'TestWebhook'])
    expect(await app.give(command, { webhookId })).toMatchObject({
      refusal: { code: 'WEBHOOK_STATUS_UNFIT' },
    })
  await app.accepted('EnableWebhook', { webhookId })
  expect(await shown()).toMatchObject({ status: 'ACTIVE' })
})

test('what a webhook is signed with is for those who may set it, and stands nowhere in the database', async () => {
  const secret = 'whsec_of-this-test'
  const app = await testApp({ webhookSecret: (id, number) => `${secret} ${number} ${id}` })
  const { webhook: id } = await app.ids('RegisterWebhook', INPUT)
  const query = `{ webhook(id: "${id}") { name secret } }`
  expect((await asked(app, query)).webhook.secret).toBe(`${secret} 1 ${id}`)
  const reader: Actor = { ...clerk, permissions: ['webhooks.read'] }
  const { data } = await ask(app, query, {}, { actor: reader })
  expect(data.webhook).toEqual({ name: 'Warehouse', secret: null })
  expect(await everyRow(app)).not.toContain('whsec')
})

test('every kind of fact is listed once, with what it tells', async () => {
  const { eventKinds } = await asked(await testApp(), '{ eventKinds { name aggregate summary } }')
  expect(eventKinds).toHaveLength(EVENT_KINDS.length)
  expect(eventKinds).toContainEqual({
    name: 'OrderPlaced',
    aggregate: 'order',
    summary: expect.any(String),
  })
  expect(new Set(eventKinds.map(({ name }: { name: string }) => name)).size).toBe(eventKinds.length)
})
