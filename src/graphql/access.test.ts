// Keys and viewers as a client sees them.
import { expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { loadActorByKeyHash } from '#read/api-key/load.ts'
import { testApp } from '#testing/app.ts'
import { ask, asked } from '#testing/graphql.ts'
import { hashKey } from '#write/access/keys.ts'
import { PUBLISHABLE_PERMISSIONS } from '#write/access/permissions.ts'
import { identitiesOf } from '../identities.ts'

const CREATE = `mutation ($input: CreateApiKeyInput!, $options: CommandOptions) {
  createApiKey(input: $input, options: $options) {
    apiKey { id name kind hint permissions revokedAt } secret errors { code path } receipt { replayed }
  }
}`
const READING = { name: 'Reports', kind: 'STAFF', permissions: ['REPORTS_READ'] }

test('the key is shown once, and its holder is who it says', async () => {
  const app = await testApp()
  const options = { idempotencyKey: 'once' }
  const { createApiKey } = await asked(app, CREATE, { input: READING, options })
  expect(createApiKey).toMatchObject({
    apiKey: { name: 'Reports', kind: 'STAFF', permissions: ['REPORTS_READ'], revokedAt: null },
    errors: [],
  })
  expect(createApiKey.secret.startsWith(createApiKey.apiKey.hint)).toBe(true)

  const actor = await loadActorByKeyHash(app.writer, hashKey(createApiKey.secret), app.clock())
  const { viewer } = await asked(
    app,
    '{ viewer { kind id permissions } }',
    {},
    { actor: actor as Actor },
  )
  expect(viewer).toEqual({
    kind: 'STAFF',
    id: createApiKey.apiKey.id,
    permissions: ['REPORTS_READ'],
  })

  const again = await asked(app, CREATE, { input: READING, options })
  expect(again.createApiKey).toMatchObject({
    apiKey: { id: createApiKey.apiKey.id },
    secret: null,
    receipt: { replayed: true },
  })
})

test('a refusal shows neither key nor secret', async () => {
  const app = await testApp()
  const { createApiKey } = await asked(app, CREATE, { input: { ...READING, permissions: [] } })
  expect(createApiKey).toMatchObject({
    apiKey: null,
    secret: null,
    errors: [{ code: 'PERMISSIONS_UNFIT', path: ['input', 'permissions'] }],
  })
})

test('keys are listed without what opens anything, and revoked ones say so', async () => {
  const app = await testApp()
  const { createApiKey } = await asked(app, CREATE, { input: READING })
  await asked(
    app,
    'mutation ($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { apiKey { id } } }',
    { id: createApiKey.apiKey.id },
  )
  const { apiKeys, apiKey } = await asked(
    app,
    `query ($id: ID!) {
      apiKeys(first: 5) { nodes { id revokedAt } totalCount } apiKey(id: $id) { version }
    }`,
    { id: createApiKey.apiKey.id },
  )
  expect(apiKeys).toEqual({
    nodes: [{ id: createApiKey.apiKey.id, revokedAt: '2026-03-02T10:00:00.000Z' }],
    totalCount: 1,
  })
  expect(apiKey).toEqual({ version: 2 })
})

test('a shop front end sees itself and no keys', async () => {
  const app = await testApp()
  const { createApiKey } = await asked(app, CREATE, { input: READING })
  const actor: Actor = {
    kind: 'PUBLISHABLE',
    id: 'key_shop',
    permissions: PUBLISHABLE_PERMISSIONS,
  }
  const { data, errors } = await ask(
    app,
    `query ($id: ID!) {
      viewer { kind permissions } apiKeys { totalCount } apiKey(id: $id) { id } node(id: $id) { id }
    }`,
    { id: createApiKey.apiKey.id },
    { actor },
  )
  expect(data).toEqual({
    viewer: { kind: 'PUBLISHABLE', permissions: ['CATALOG_READ', 'CARTS_WRITE', 'ORDERS_PLACE'] },
    apiKeys: null,
    apiKey: null,
    node: null,
  })
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN', 'FORBIDDEN'])
})

test('nobody known is a viewer without permissions', async () => {
  const app = await testApp()
  const actor: Actor = { kind: 'PUBLISHABLE', id: 'anonymous', permissions: [] }
  expect(await asked(app, '{ viewer { kind id permissions } }', {}, { actor })).toEqual({
    viewer: { kind: 'PUBLISHABLE', id: null, permissions: [] },
  })
})

test('a key says when it was last used, and is found by its first characters', async () => {
  const app = await testApp()
  const { createApiKey } = await asked(app, CREATE, { input: READING })
  const { keyHolder } = identitiesOf(app)
  const shown = () =>
    asked(
      app,
      'query ($hint: String!) { apiKeys(first: 5, where: { hint: { startsWith: $hint } }) { nodes { name lastUsedAt } } }',
      { hint: createApiKey.secret.slice(0, 8) },
    )
  expect((await shown()).apiKeys.nodes).toEqual([{ name: 'Reports', lastUsedAt: null }])
  await keyHolder(hashKey(createApiKey.secret))
  app.pass(60_000)
  await keyHolder(hashKey(createApiKey.secret))
  await keyHolder(hashKey('nobody'))
  app.pass(60_000)
  await app.lastUsed.keep()
  expect((await shown()).apiKeys.nodes).toEqual([
    { name: 'Reports', lastUsedAt: new Date(app.clock() - 60_000).toISOString() },
  ])
  expect(app.rows('select count(*) as n from kernel_last_used')).toEqual([{ n: 1 }])
})

test('a staff member sees themselves, and staff who may see keys see whose they are', async () => {
  const app = await testApp()
  const { role } = await app.ids('CreateRole', { name: 'Desk', permissions: ['ORDERS_READ'] })
  const { staffMember } = await app.ids('CreateStaffMember', {
    ...{ name: 'Ada', email: 'ada@example.com', roleIds: [role] },
  })
  const input = { name: 'Laptop', kind: 'STAFF', staffMemberId: staffMember }
  const { createApiKey } = await asked(app, CREATE, { input })
  expect(createApiKey.apiKey).toMatchObject({ permissions: ['ORDERS_READ'] })
  const actor = (await loadActorByKeyHash(
    app.writer,
    hashKey(createApiKey.secret),
    app.clock(),
  )) as Actor
  const { viewer } = await asked(
    app,
    '{ viewer { permissions staffMember { name email roles { name } permissions isActive } } }',
    {},
    { actor },
  )
  const ada = { name: 'Ada', email: 'ada@example.com', isActive: true }
  expect(viewer).toEqual({
    permissions: ['ORDERS_READ'],
    staffMember: { ...ada, roles: [{ name: 'Desk' }], permissions: ['ORDERS_READ'] },
  })

  const lists = await asked(
    app,
    `query ($id: String!) {
      staffMembers(first: 5, where: { isActive: { eq: true }, email: { startsWith: "ADA" } }) {
        nodes { name roles { name staffMemberCount } }
      }
      roles(first: 5) { nodes { name permissions staffMemberCount } }
      apiKeys(first: 5, where: { staffMemberId: { eq: $id } }) { nodes { name staffMember { name } } }
    }`,
    { id: staffMember },
  )
  expect(lists).toEqual({
    staffMembers: { nodes: [{ name: 'Ada', roles: [{ name: 'Desk', staffMemberCount: 1 }] }] },
    roles: { nodes: [{ name: 'Desk', permissions: ['ORDERS_READ'], staffMemberCount: 1 }] },
    apiKeys: { nodes: [{ name: 'Laptop', staffMember: { name: 'Ada' } }] },
  })
})
