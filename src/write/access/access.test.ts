// Keys: who may make and revoke them, what they open, and that nobody can read one from the file.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { Denied } from '#kernel/dispatch.ts'
import { InvalidInput } from '#kernel/rejections.ts'
import { loadActorByKeyHash } from '#read/api-key/load.ts'
import { everyRow, type TestApp, testApp } from '#testing/app.ts'
import { IS_POSTGRES } from '#testing/database.ts'
import { OWNER } from '#testing/shop.ts'
import { hashKey, newKey } from './keys.ts'
import { ensureOwnerKey } from './owner.ts'
import { PERMISSION_NAMES, PERMISSIONS, permissionNamed } from './permissions.ts'

const READING = { name: 'Reports', kind: 'STAFF', permissions: ['REPORTS_READ', 'CATALOG_READ'] }
const DAY_MS = 24 * 60 * 60 * 1_000
const SHOP = { name: 'Shop', kind: 'PUBLISHABLE' }

const made = async (app: TestApp, input: unknown) => {
  const { outcome, shown } = await app.dispatch({ command: 'CreateApiKey', input, actor: OWNER })
  if (outcome.outcome !== 'ACCEPTED') throw new Error(JSON.stringify(outcome))
  return { id: outcome.result.apiKey as string, secret: shown?.secret as string, outcome }
}

type Rotating = { after?: string; actor?: Actor; apiKeyId?: string; kind?: string }

const rotated = async (app: TestApp, input: unknown) => {
  const { outcome, shown } = await app.dispatch({ command: 'RotateApiKey', input, actor: OWNER })
  if (outcome.outcome !== 'ACCEPTED') throw new Error(JSON.stringify(outcome))
  return { id: outcome.result.apiKey as string, secret: shown?.secret as string }
}

const actorOf = (app: TestApp, secret: string): Promise<Actor | null> =>
  loadActorByKeyHash(app.writer, hashKey(secret), app.clock())

const staff = (...permissions: string[]): Actor => ({ kind: 'STAFF', id: 'key_other', permissions })

test.each([
  [READING, /^qm_sk_[\w-]{43}$/, ['catalog.read', 'reports.read']],
  [SHOP, /^qm_pk_[\w-]{43}$/, ['catalog.read', 'carts.write', 'orders.place']],
  [{ ...READING, permissions: ['EVERYTHING', 'CATALOG_READ'] }, /^qm_sk_/, ['*']],
  [{ ...READING, permissions: ['STOCK_READ', 'STOCK_READ'] }, /^qm_sk_/, ['stock.read']],
])('a key of %o is shown once and lets its actor in', async (input, form, permissions) => {
  const app = await testApp()
  const { id, secret } = await made(app, input)
  expect(secret).toMatch(form)
  const actor = await actorOf(app, secret)
  expect(actor).toEqual({ kind: input.kind, id, permissions })
})

const bytesOf = (file: string): string =>
  readdirSync(dirname(file))
    .filter((name) => name.startsWith(basename(file)))
    .map((name) => readFileSync(join(dirname(file), name), 'latin1'))
    .join('')

test('a key stands nowhere in the database, its hash does', async () => {
  const app = await testApp()
  const owner = (await ensureOwnerKey(app)) as string
  const { secret } = await made(app, READING)
  const preset = 'a-preset-key-of-the-owner'
  await ensureOwnerKey(app, preset)
  const bytes = IS_POSTGRES ? await everyRow(app) : bytesOf(app.file)
  for (const kept of [secret, owner, preset]) {
    expect(bytes).toContain(hashKey(kept))
    expect(bytes).not.toContain(kept)
    expect(bytes).not.toContain(kept.slice(6))
  }
})

test('a replayed or dry-run creation answers without the key', async () => {
  const app = await testApp()
  const create = (options: object) =>
    app.dispatch({ command: 'CreateApiKey', input: READING, actor: OWNER, options })
  const first = await create({ idempotencyKey: 'once' })
  const again = await create({ idempotencyKey: 'once' })
  expect(first.shown?.secret).toBeDefined()
  expect(again).toMatchObject({ shown: null, outcome: { replayed: true } })
  expect((await create({ dryRun: true })).shown).toBeNull()
  expect(app.rows('select count(*) as n from api_keys')).toEqual([{ n: 1 }])
})

test('keys of one kind are never alike', () => {
  const keys = Array.from({ length: 1_000 }, () => newKey('STAFF'))
  expect(new Set(keys.map(({ secret }) => secret)).size).toBe(1_000)
  expect(new Set(keys.map(({ hash }) => hash)).size).toBe(1_000)
})

test.each([
  [{ ...READING, permissions: [] }, 'PERMISSIONS_UNFIT', OWNER],
  [{ ...READING, permissions: null }, 'PERMISSIONS_UNFIT', OWNER],
  [{ ...SHOP, permissions: ['CATALOG_READ'] }, 'PERMISSIONS_UNFIT', OWNER],
  [READING, 'PERMISSIONS_EXCEED_OWN', staff('access.write', 'catalog.read')],
  [SHOP, 'PERMISSIONS_EXCEED_OWN', staff('access.write', 'catalog.read', 'carts.write')],
  [
    { ...READING, permissions: ['EVERYTHING'] },
    'PERMISSIONS_EXCEED_OWN',
    staff(...Object.keys(PERMISSIONS)),
  ],
])('a key of %o is refused as %s', async (input, code, actor) => {
  const app = await testApp()
  const outcome = await app.give('CreateApiKey', input, { actor })
  expect(outcome).toMatchObject({
    outcome: 'REFUSED',
    refusal: { code, path: ['input', 'permissions'] },
  })
  expect(app.rows('select * from api_keys')).toEqual([])
})

test('a refusal names the permissions that are lacking', async () => {
  const app = await testApp()
  const actor = staff('access.write', 'catalog.read')
  expect(await app.give('CreateApiKey', READING, { actor })).toMatchObject({
    refusal: { facts: { permissions: ['REPORTS_READ'] } },
  })
})

test.each([
  ['an empty name', { ...READING, name: ' ' }, 'input.name'],
  ['a name too long', { ...READING, name: 'a'.repeat(201) }, 'input.name'],
  ['a name with NUL', { ...READING, name: 'a\0b' }, 'input.name'],
  ['an unknown kind', { ...READING, kind: 'OWNER' }, 'input.kind'],
  ['an unknown permission', { ...READING, permissions: ['catalog.read'] }, 'input.permissions.0'],
  [
    'too many permissions',
    { ...READING, permissions: Array(100).fill('STOCK_READ') },
    'input.permissions',
  ],
  ['a hash of its own', { ...READING, hash: 'mine' }, 'input'],
])('%s is refused before anything is queued', async (_, input, path) => {
  const app = await testApp()
  await expect(app.give('CreateApiKey', input)).rejects.toSatisfy((thrown) => {
    expect(thrown).toBeInstanceOf(InvalidInput)
    expect(thrown.facts.problems[0].path.join('.')).toBe(path)
    return true
  })
  expect(app.rows('select * from kernel_journal')).toEqual([])
})

test('a revoked key lets nobody in, and is not revoked twice', async () => {
  const app = await testApp()
  const { id, secret } = await made(app, READING)
  await app.accepted('RevokeApiKey', { apiKeyId: id })
  expect(await actorOf(app, secret)).toBeNull()
  expect(await app.give('RevokeApiKey', { apiKeyId: id })).toMatchObject({
    refusal: { code: 'API_KEY_ALREADY_REVOKED', facts: { apiKeyId: id } },
  })
  expect(await app.give('RevokeApiKey', { apiKeyId: `key_${'0'.repeat(26)}` })).toMatchObject({
    refusal: { code: 'API_KEY_NOT_FOUND', path: ['input', 'apiKeyId'] },
  })
})

test('the last key that holds everything stays, however many others there are', async () => {
  const app = await testApp()
  await made(app, READING)
  const first = await made(app, { ...READING, permissions: ['EVERYTHING'] })
  expect(await app.give('RevokeApiKey', { apiKeyId: first.id })).toMatchObject({
    refusal: { code: 'LAST_OWNER_KEY' },
  })
  const second = await made(app, { ...READING, permissions: ['EVERYTHING'] })
  await app.accepted('RevokeApiKey', { apiKeyId: first.id })
  expect(await app.give('RevokeApiKey', { apiKeyId: second.id })).toMatchObject({
    refusal: { code: 'LAST_OWNER_KEY' },
  })
})

test('nobody revokes a key that holds more than they do', async () => {
  const app = await testApp()
  const { id } = await made(app, READING)
  const actor = staff('access.write', 'reports.read')
  expect(await app.give('RevokeApiKey', { apiKeyId: id }, { actor })).toMatchObject({
    refusal: { code: 'PERMISSIONS_EXCEED_OWN', facts: { permissions: ['CATALOG_READ'] } },
  })
})

test('a key lets its actor in until it expires, to the millisecond', async () => {
  const app = await testApp()
  const expiresAt = new Date(app.clock() + 1_000).toISOString()
  const { secret } = await made(app, { ...READING, expiresAt })
  app.pass(999)
  expect(await actorOf(app, secret)).not.toBeNull()
  app.pass(1)
  expect(await actorOf(app, secret)).toBeNull()
})

test('a key that expires is not the last one that holds everything', async () => {
  const app = await testApp()
  const all = { ...READING, permissions: ['EVERYTHING'] }
  const { id } = await made(app, all)
  await made(app, { ...all, expiresAt: new Date(app.clock() + DAY_MS).toISOString() })
  expect(await app.give('RevokeApiKey', { apiKeyId: id })).toMatchObject({
    refusal: { code: 'LAST_OWNER_KEY' },
  })
})

test('a key that is rotated goes on for the overlap, beside its successor', async () => {
  const app = await testApp()
  const old = await made(app, READING)
  const next = await rotated(app, { apiKeyId: old.id, kind: 'STAFF', overlapMs: 5_000 })
  expect(next.secret).toMatch(/^qm_sk_[\w-]{43}$/)
  const { permissions } = (await actorOf(app, old.secret)) as Actor
  expect(await actorOf(app, next.secret)).toEqual({ kind: 'STAFF', id: next.id, permissions })
  app.pass(4_999)
  expect(await actorOf(app, old.secret)).not.toBeNull()
  app.pass(1)
  expect(await actorOf(app, old.secret)).toBeNull()
  expect(await actorOf(app, next.secret)).not.toBeNull()
  expect(
    app.rows('select name, expires_at from api_key_view order by expires_at is null'),
  ).toMatchObject([
    { name: 'Reports', expires_at: app.clock() },
    { name: 'Reports', expires_at: null },
  ])
})

test('an overlap makes no key last longer than it would', async () => {
  const app = await testApp()
  const expiresAt = new Date(app.clock() + 1_000).toISOString()
  const { id, secret } = await made(app, { ...SHOP, expiresAt })
  await rotated(app, { apiKeyId: id, kind: 'PUBLISHABLE' })
  app.pass(1_000)
  expect(await actorOf(app, secret)).toBeNull()
})

test('the last key that holds everything may be rotated, and its successor stays', async () => {
  const app = await testApp()
  const { id } = await made(app, { ...READING, permissions: ['EVERYTHING'] })
  const next = await rotated(app, { apiKeyId: id, kind: 'STAFF', overlapMs: 0 })
  expect(await app.give('RevokeApiKey', { apiKeyId: next.id })).toMatchObject({
    refusal: { code: 'LAST_OWNER_KEY' },
  })
  expect(await actorOf(app, next.secret)).toMatchObject({ permissions: ['*'] })
})

test.each([
  ['an unknown key', { apiKeyId: `key_${'0'.repeat(26)}` }, 'API_KEY_NOT_FOUND'],
  ['a revoked key', { after: 'revoked' }, 'API_KEY_ALREADY_REVOKED'],
  ['an expired key', { after: 'expired' }, 'API_KEY_EXPIRED'],
  ['another kind', { kind: 'PUBLISHABLE' }, 'API_KEY_KIND_DIFFERS'],
  ['more than one holds', { actor: staff('access.write') }, 'PERMISSIONS_EXCEED_OWN'],
])('rotating %s is refused', async (_, { after, actor = OWNER, ...input }: Rotating, code) => {
  const app = await testApp()
  const expiresAt = new Date(app.clock() + 1_000).toISOString()
  const { id } = await made(app, { ...READING, expiresAt })
  if (after === 'revoked') await app.accepted('RevokeApiKey', { apiKeyId: id })
  if (after === 'expired') app.pass(1_000)
  const asked = { apiKeyId: id, kind: 'STAFF', ...input }
  expect(await app.give('RotateApiKey', asked, { actor })).toMatchObject({ refusal: { code } })
  expect(app.rows('select count(*) as n from api_keys')).toEqual([{ n: 1 }])
})

test('a key that has expired already is not made', async () => {
  const app = await testApp()
  const expiresAt = new Date(app.clock()).toISOString()
  expect(await app.give('CreateApiKey', { ...READING, expiresAt })).toMatchObject({
    refusal: { code: 'EXPIRY_PASSED', path: ['input', 'expiresAt'] },
  })
})

test('a publishable key makes and revokes none', async () => {
  const app = await testApp()
  const actor = await actorOf(app, (await made(app, SHOP)).secret)
  for (const [command, input] of [
    ['CreateApiKey', SHOP],
    ['RevokeApiKey', { apiKeyId: 'key_0' }],
    ['CreateOwnerKey', { hash: hashKey('mine'), hint: '' }],
  ] as const)
    await expect(app.give(command, input, { actor: actor as Actor })).rejects.toThrow(Denied)
})

test("the owner's key is made on the first start alone", async () => {
  const app = await testApp()
  const secret = (await ensureOwnerKey(app)) as string
  expect(await actorOf(app, secret)).toMatchObject({
    kind: 'STAFF',
    permissions: ['*'],
  })
  expect(await ensureOwnerKey(app)).toBeNull()
  expect(app.rows('select count(*) as n from api_keys')).toEqual([{ n: 1 }])
})

test("a preset owner's key is taken as it is, answered never, and made once", async () => {
  const app = await testApp()
  expect(await ensureOwnerKey(app, 'a-preset-key')).toBeNull()
  expect(await ensureOwnerKey(app, 'a-preset-key')).toBeNull()
  expect(await actorOf(app, 'a-preset-key')).toMatchObject({
    permissions: ['*'],
  })
  expect(await ensureOwnerKey(app)).toBeNull()
  await ensureOwnerKey(app, 'another-preset-key')
  expect(app.rows('select count(*) as n from api_keys')).toEqual([{ n: 2 }])
})

test('every permission has one name, and every name one permission', () => {
  const named = Object.keys(PERMISSION_NAMES).map((name) => permissionNamed(name as never))
  expect(named).toEqual([...Object.keys(PERMISSIONS), '*'])
})
