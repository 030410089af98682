// Staff members and their roles: what they open, that nobody hands out more than they hold, and that the
// last key that holds everything can't be lost by any way.
import { beforeEach, expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { loadActorByKeyHash } from '#read/api-key/load.ts'
import { type TestApp, testApp } from '#testing/app.ts'
import { OWNER } from '#testing/shop.ts'
import { hashKey } from './keys.ts'

let app: TestApp
beforeEach(async () => {
  app = await testApp()
})

const role = async (name: string, ...permissions: string[]) =>
  (await app.ids('CreateRole', { name, permissions })).role as string

const member = async (email: string, ...roleIds: string[]) =>
  (await app.ids('CreateStaffMember', { name: 'Ada', email, roleIds })).staffMember as string

async function keyOf(staffMemberId: string) {
  const input = { name: 'Laptop', kind: 'STAFF', staffMemberId }
  const { outcome, shown } = await app.dispatch({ command: 'CreateApiKey', input, actor: OWNER })
  if (outcome.outcome !== 'ACCEPTED') throw new Error(JSON.stringify(outcome))
  return { id: outcome.result.apiKey as string, hash: hashKey(shown?.secret as string) }
}

const actorOf = (hash: string): Promise<Actor | null> =>
  loadActorByKeyHash(app.writer, hash, app.clock())
const permissionsOf = async (hash: string) => (await actorOf(hash))?.permissions ?? null

const staff = (...permissions: string[]): Actor => ({ kind: 'STAFF', id: 'key_other', permissions })
const refused = async (command: string, input: unknown, actor: Actor = OWNER) => {
  const outcome = await app.give(command, input, { actor })
  return outcome.outcome === 'REFUSED' ? outcome.refusal : outcome
}

test('a key of a staff member opens what their roles hold at the time', async () => {
  const desk = await role('Desk', 'ORDERS_READ', 'CUSTOMERS_READ')
  const stock = await role('Stock', 'STOCK_READ', 'ORDERS_READ')
  const ada = await member('ada@example.com', desk)
  const { id, hash } = await keyOf(ada)
  expect(await actorOf(hash)).toEqual({
    kind: 'STAFF',
    id,
    permissions: ['customers.read', 'orders.read'],
  })

  await app.accepted('UpdateStaffMember', { staffMemberId: ada, roleIds: [stock, desk] })
  expect(await permissionsOf(hash)).toEqual(['customers.read', 'orders.read', 'stock.read'])
  await app.accepted('UpdateRole', { roleId: stock, permissions: ['STOCK_WRITE'] })
  expect(await permissionsOf(hash)).toEqual(['customers.read', 'orders.read', 'stock.write'])
  await app.accepted('UpdateStaffMember', { staffMemberId: ada, roleIds: [] })
  expect(await permissionsOf(hash)).toEqual([])
})

test('one who is deactivated is shut out with every key, until they are reactivated', async () => {
  const ada = await member('ada@example.com', await role('Desk', 'ORDERS_READ'))
  const keys = [await keyOf(ada), await keyOf(ada)]
  const [revoked, kept] = keys as [(typeof keys)[0], (typeof keys)[0]]
  await app.accepted('RevokeApiKey', { apiKeyId: revoked.id })
  await app.accepted('DeactivateStaffMember', { staffMemberId: ada })
  for (const { hash } of keys) expect(await actorOf(hash)).toBeNull()
  expect(await refused('DeactivateStaffMember', { staffMemberId: ada })).toMatchObject({
    code: 'STAFF_MEMBER_IS_DEACTIVATED',
  })
  expect(
    await refused('CreateApiKey', { name: 'Phone', kind: 'STAFF', staffMemberId: ada }),
  ).toMatchObject({ code: 'STAFF_MEMBER_IS_DEACTIVATED', path: ['input', 'staffMemberId'] })

  await app.accepted('ReactivateStaffMember', { staffMemberId: ada })
  expect(await actorOf(kept.hash)).not.toBeNull()
  expect(await actorOf(revoked.hash)).toBeNull()
  expect(await refused('ReactivateStaffMember', { staffMemberId: ada })).toMatchObject({
    code: 'STAFF_MEMBER_IS_ACTIVE',
  })
})

test('a key that is rotated stays the staff member’s', async () => {
  const desk = await role('Desk', 'ORDERS_READ')
  const ada = await member('ada@example.com', desk)
  const { id } = await keyOf(ada)
  const rotating = { command: 'RotateApiKey', input: { apiKeyId: id, kind: 'STAFF' }, actor: OWNER }
  const { shown } = await app.dispatch(rotating)
  const hash = hashKey(shown?.secret as string)
  await app.accepted('UpdateRole', { roleId: desk, permissions: ['ORDERS_READ', 'STOCK_READ'] })
  expect(await permissionsOf(hash)).toEqual(['orders.read', 'stock.read'])
  await app.accepted('DeactivateStaffMember', { staffMemberId: ada })
  expect(await actorOf(hash)).toBeNull()
})

test.each([
  ['permissions beside the roles', { permissions: ['STOCK_READ'] }, 'permissions'],
  ['a publishable key', { kind: 'PUBLISHABLE' }, 'staffMemberId'],
])('%s is refused for a staff member', async (_, more, field) => {
  const staffMemberId = await member('ada@example.com')
  const input = { name: 'Key', kind: 'STAFF', staffMemberId, ...more }
  expect(await refused('CreateApiKey', input)).toMatchObject({
    code: 'PERMISSIONS_UNFIT',
    path: ['input', field],
  })
})

test('names of roles and e-mails of staff are unique, upper and lower case alike', async () => {
  const desk = await role('Desk', 'ORDERS_READ')
  const other = await role('Other', 'ORDERS_READ')
  const taken = { code: 'ROLE_NAME_TAKEN', path: ['input', 'name'] }
  expect(await refused('CreateRole', { name: 'DESK', permissions: ['STOCK_READ'] })).toMatchObject(
    taken,
  )
  expect(await refused('UpdateRole', { roleId: other, name: 'desk' })).toMatchObject(taken)
  await app.accepted('UpdateRole', { roleId: desk, name: 'desk' })

  const ada = await member('ada@example.com')
  const bob = await member('bob@example.com')
  const used = { code: 'STAFF_EMAIL_TAKEN', facts: { staffMemberId: ada } }
  expect(
    await refused('CreateStaffMember', { name: 'Eve', email: 'ADA@example.com', roleIds: [] }),
  ).toMatchObject(used)
  expect(
    await refused('UpdateStaffMember', { staffMemberId: bob, email: 'Ada@example.com' }),
  ).toMatchObject(used)
  await app.accepted('UpdateStaffMember', { staffMemberId: ada, email: 'Ada@example.com' })
})

test('a role that somebody has can’t be deleted; afterwards it can', async () => {
  const desk = await role('Desk', 'ORDERS_READ')
  const ada = await member('ada@example.com', desk)
  expect(await refused('DeleteRole', { roleId: desk })).toMatchObject({
    code: 'ROLE_IN_USE',
    facts: { staffMembers: 1 },
  })
  await app.accepted('UpdateStaffMember', { staffMemberId: ada, roleIds: [] })
  await app.accepted('DeleteRole', { roleId: desk })
  expect(app.rows('select * from role_view')).toEqual([])
  expect(await refused('DeleteRole', { roleId: desk })).toMatchObject({ code: 'ROLE_NOT_FOUND' })
})

test.each([
  ['UpdateRole', { roleId: `rol_${'0'.repeat(26)}` }, 'ROLE_NOT_FOUND', 'roleId'],
  [
    'CreateStaffMember',
    { name: 'A', email: 'a@example.com', roleIds: [`rol_${'0'.repeat(26)}`] },
    'ROLE_NOT_FOUND',
    'roleIds.0',
  ],
  ...['UpdateStaffMember', 'DeactivateStaffMember', 'ReactivateStaffMember'].map((command) => [
    ...[command, { staffMemberId: `stf_${'0'.repeat(26)}` }, 'STAFF_MEMBER_NOT_FOUND'],
    'staffMemberId',
  ]),
] as [string, object, string, string][])(
  '%s of what is not there',
  async (command, input, code, at) => {
    expect(await refused(command, input)).toMatchObject({ code, path: ['input', ...at.split('.')] })
  },
)

test('nobody hands out, changes or takes away more than they hold', async () => {
  const big = await role('Big', 'ORDERS_READ', 'PAYMENTS_REFUND')
  const small = await role('Small', 'ORDERS_READ')
  const boss = await member('boss@example.com', big)
  const clerk = await member('clerk@example.com', small)
  const bossKey = await keyOf(boss)
  const off = await member('off@example.com', big)
  await app.accepted('DeactivateStaffMember', { staffMemberId: off })
  const actor = staff('access.write', 'orders.read')
  const beyond = { permissions: ['PAYMENTS_REFUND'] }
  const attempts: [string, object, string][] = [
    ['CreateRole', { name: 'New', permissions: ['PAYMENTS_REFUND'] }, 'permissions'],
    ['UpdateRole', { roleId: small, permissions: ['PAYMENTS_REFUND'] }, 'permissions'],
    ['UpdateRole', { roleId: big, permissions: ['ORDERS_READ'] }, 'roleId'],
    ['UpdateRole', { roleId: big, name: 'Mine' }, 'roleId'],
    ['DeleteRole', { roleId: big }, 'roleId'],
    ['CreateStaffMember', { name: 'A', email: 'a@example.com', roleIds: [big] }, 'roleIds'],
    ['UpdateStaffMember', { staffMemberId: clerk, roleIds: [big] }, 'roleIds'],
    ['UpdateStaffMember', { staffMemberId: boss, roleIds: [] }, 'staffMemberId'],
    ['UpdateStaffMember', { staffMemberId: boss, email: 'me@example.com' }, 'staffMemberId'],
    ['DeactivateStaffMember', { staffMemberId: boss }, 'staffMemberId'],
    ['ReactivateStaffMember', { staffMemberId: off }, 'staffMemberId'],
    ['CreateApiKey', { name: 'A', kind: 'STAFF', staffMemberId: boss }, 'staffMemberId'],
    ['RevokeApiKey', { apiKeyId: bossKey.id }, 'apiKeyId'],
    ['RotateApiKey', { apiKeyId: bossKey.id, kind: 'STAFF' }, 'apiKeyId'],
  ]
  for (const [command, input, field] of attempts)
    expect(await refused(command, input, actor), command).toMatchObject({
      code: 'PERMISSIONS_EXCEED_OWN',
      path: ['input', field],
      facts: beyond,
    })
  const mine: [string, object][] = [
    ['CreateRole', { name: 'New', permissions: ['ORDERS_READ'] }],
    ['UpdateStaffMember', { staffMemberId: clerk, roleIds: [] }],
    ['DeactivateStaffMember', { staffMemberId: clerk }],
    ['ReactivateStaffMember', { staffMemberId: clerk }],
    ['DeleteRole', { roleId: small }],
  ]
  for (const [command, input] of mine) await app.accepted(command, input, { actor })
})

test('the last key that holds everything stays, by whatever way it would go', async () => {
  const owners = await role('Owners', 'EVERYTHING')
  const ada = await member('ada@example.com', owners)
  const { id: apiKeyId } = await keyOf(ada)
  const ways: [string, object][] = [
    ['RevokeApiKey', { apiKeyId }],
    ['UpdateRole', { roleId: owners, permissions: ['ORDERS_READ'] }],
    ['UpdateStaffMember', { staffMemberId: ada, roleIds: [] }],
    ['DeactivateStaffMember', { staffMemberId: ada }],
  ]
  const none = await member('none@example.com', owners) // Holds everything, and has no key.
  const away = await member('away@example.com', owners)
  await keyOf(away)
  await app.accepted('DeactivateStaffMember', { staffMemberId: away })
  for (const [command, input] of ways)
    expect(await refused(command, input), command).toMatchObject({
      code: 'LAST_OWNER_KEY',
      facts: { apiKeyId },
    })

  const second = await keyOf(none)
  for (const [command, input] of ways) {
    if (command === 'UpdateRole') continue // It is the role of both.
    expect(await app.give(command, input, { dryRun: true }), command).toMatchObject({
      outcome: 'ACCEPTED',
    })
  }
  expect(await refused(...(ways[1] as [string, object]))).toMatchObject({ code: 'LAST_OWNER_KEY' })
  await app.accepted('RevokeApiKey', { apiKeyId })
  expect(await refused('RevokeApiKey', { apiKeyId: second.id })).toMatchObject({
    code: 'LAST_OWNER_KEY',
  })
})

test('the owner changes a role of theirs as long as everything stays in it', async () => {
  const owners = await role('Owners', 'EVERYTHING')
  await keyOf(await member('ada@example.com', owners))
  await app.accepted('UpdateRole', { roleId: owners, name: 'The owners' })
  await app.accepted('UpdateRole', { roleId: owners, permissions: ['EVERYTHING', 'STOCK_READ'] })
  expect(app.rows('select permissions from roles')).toEqual([{ permissions: '["*"]' }])
})
