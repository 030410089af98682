// Keys: who may make and revoke them, what they open, and that nobody can read one from the file.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { Denied } from '#kernel/dispatch.ts'
import { InvalidInput } from '#kernel/rejections.ts'
import { loadActorByKeyHash } from '#read/api-key/load.ts'
import { type TestApp, testApp } from '#testing/app.ts'
import { OWNER } from '#testing/shop.ts'
import { hashKey, newKey } from './keys.ts'
import { ensureOwnerKey } from './owner.ts'
import { PERMISSION_NAMES, PERMISSIONS, permissionNamed } from './permissions.ts'

const READING = { name: 'Reports', kind: 'STAFF', permissions: ['REPORTS_READ', 'CATALOG_READ'] }
const SHOP = { name: 'Shop', kind: 'PUBLISHABLE' }

const made = async (app: TestApp, input: unknown) => {
  const { outcome, shown } = await app.dispatch({ command: 'CreateApiKey', input, actor: OWNER })
  if (outcome.outcome !== 'ACCEPTED') throw new Error(JSON.stringify(outcome))
  return { id: outcome.result.apiKey as string, secret: shown?.secret as string, outcome }
}

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
  const actor = await loadActorByKeyHash(app.writer, hashKey(secret))
  expect(actor).toEqual({ kind: input.kind, id, permissions })
})

test('a key stands nowhere in the database, its hash does', async () => {
  const app = await testApp()
  const owner = (await ensureOwnerKey(app)) as string
  const { secret } = await made(app, READING)
  const preset = 'a-preset-key-of-the-owner'
  await ensureOwnerKey(app, preset)
  const bytes = readdirSync(dirname(app.file))
    .filter((file) => file.startsWith(basename(app.file)))
    .map((file) => readFileSync(join(dirname(app.file), file), 'latin1'))
    .join('')
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
  expect(await loadActorByKeyHash(app.writer, hashKey(secret))).toBeNull()
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

test('a publishable key makes and revokes none', async () => {
  const app = await testApp()
  const actor = await loadActorByKeyHash(app.writer, hashKey((await made(app, SHOP)).secret))
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
  expect(await loadActorByKeyHash(app.writer, hashKey(secret))).toMatchObject({
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
  expect(await loadActorByKeyHash(app.writer, hashKey('a-preset-key'))).toMatchObject({
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
