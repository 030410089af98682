// Who a key lets in is remembered, and never for longer than it is true.
import { expect, test } from 'vitest'
import { testApp } from '#testing/app.ts'
import { OWNER } from '#testing/shop.ts'
import { hashKey } from '#write/access/keys.ts'
import { identitiesOf } from './identities.ts'

const HOUR = 3_600_000

async function desk() {
  const statements: string[] = []
  const onStatement = (sql: string) => statements.push(sql)
  const app = await testApp({ connection: { synchronous: 'OFF', onStatement } })
  const { role } = await app.ids('CreateRole', { name: 'Desk', permissions: ['ORDERS_READ'] })
  const { staffMember } = await app.ids('CreateStaffMember', {
    ...{ name: 'Ada', email: 'ada@example.com', roleIds: [role] },
  })
  const expiresAt = new Date(app.clock() + HOUR).toISOString()
  const { outcome, shown } = await app.dispatch({
    command: 'CreateApiKey',
    input: { name: 'Laptop', kind: 'STAFF', staffMemberId: staffMember, expiresAt },
    actor: OWNER,
  })
  if (outcome.outcome !== 'ACCEPTED') throw new Error(JSON.stringify(outcome))
  const { keyHolder } = identitiesOf(app)
  const hash = hashKey(shown?.secret as string)
  return {
    ...{ app, role, staffMember, hash, apiKey: outcome.result.apiKey },
    permissions: async () => (await keyHolder(hash))?.permissions ?? null,
    /** How often keys were read while this was done. */
    reads: async (deed: () => Promise<unknown>) => {
      statements.length = 0
      await deed()
      return statements.filter((sql) => /^select .* from "api_key_view"/.test(sql)).length
    },
  }
}

test('a key that is known is not read again, whatever else is done in the shop', async () => {
  const { app, permissions, reads } = await desk()
  expect(await reads(permissions)).toBe(1)
  await app.ids('CreateLocation', { code: 'MAIN', name: 'Main', countryCode: 'GB' })
  expect(await reads(permissions)).toBe(0)
  expect(await permissions()).toEqual(['orders.read'])
})

test('what a role, a member or a key comes to holds from its commit on', async () => {
  const { app, role, staffMember, apiKey, permissions } = await desk()
  expect(await permissions()).toEqual(['orders.read'])
  await app.accepted('UpdateRole', { roleId: role, permissions: ['STOCK_READ'] })
  expect(await permissions()).toEqual(['stock.read'])
  await app.accepted('UpdateStaffMember', { staffMemberId: staffMember, roleIds: [] })
  expect(await permissions()).toEqual([])
  await app.accepted('DeactivateStaffMember', { staffMemberId: staffMember })
  expect(await permissions()).toBeNull()
  await app.accepted('ReactivateStaffMember', { staffMemberId: staffMember })
  expect(await permissions()).toEqual([])
  await app.accepted('RevokeApiKey', { apiKeyId: apiKey })
  expect(await permissions()).toBeNull()
})

test('a key that is known expires when it is time', async () => {
  const { app, permissions } = await desk()
  app.pass(HOUR - 1)
  expect(await permissions()).toEqual(['orders.read'])
  app.pass(1)
  expect(await permissions()).toBeNull()
})

test('what is committed while a key is read makes it read again', async () => {
  const { app, apiKey, permissions } = await desk()
  const reading = permissions()
  await app.accepted('RevokeApiKey', { apiKeyId: apiKey })
  await reading
  expect(await permissions()).toBeNull()
})

test('beside the writer, a key is read again as long as not every commit was heard of', async () => {
  const { app, hash, reads } = await desk()
  let isCurrent = true
  const { keyHolder } = identitiesOf({ ...app, isCurrent: () => isCurrent })
  await keyHolder(hash)
  expect(await reads(async () => keyHolder(hash))).toBe(0)
  isCurrent = false
  expect(await reads(async () => keyHolder(hash))).toBe(1)
})
