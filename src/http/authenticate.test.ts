import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import type { CustomerTokens } from '#config'
import { ANYBODY } from '#graphql/context.ts'
import { type TestApp, testApp } from '#testing/app.ts'
import { TEST_NOW } from '#testing/shop.ts'
import { identitiesOf } from '../identities.ts'
import { authenticator } from './authenticate.ts'
import { type KeySetLimits, tokenVerifier } from './customer-token.ts'

const SECRET = 'a secret of thirty-two characters'
const SETTINGS: CustomerTokens = {
  key: { secret: SECRET },
  issuer: 'https://login.example',
  audience: 'shop',
}
const NOW_S = TEST_NOW / 1_000
const GOOD: JWTPayload = {
  sub: 'anna@idp',
  iss: 'https://login.example',
  aud: 'shop',
  exp: NOW_S + 60,
}

const signed = (payload: JWTPayload, secret = SECRET, alg = 'HS256') =>
  new SignJWT(payload).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret))

async function shopWithAnna(): Promise<{ app: TestApp; anna: string }> {
  const app = await testApp()
  const { customer = '' } = await app.ids('RegisterCustomer', {
    email: 'anna@example.com',
    subject: 'anna@idp',
  })
  return { app, anna: customer }
}

function authenticate(app: TestApp, settings: CustomerTokens | null = SETTINGS) {
  const check = authenticator(identitiesOf(app), settings && tokenVerifier(settings, app.clock))
  return async (authorization: string | null) => check(authorization)
}

test("a token of the identity provider lets its customer in, with a customer's rights", async () => {
  const { app, anna } = await shopWithAnna()
  const actor = await authenticate(app)(`Bearer ${await signed(GOOD)}`)
  expect(actor).toMatchObject({ kind: 'CUSTOMER', id: anna })
  expect(actor.permissions).not.toContain('orders.read')
  expect(actor.permissions).toContain('orders.place')
})

test.each([
  ['is signed with another secret', () => signed(GOOD, 'another secret of the right length')],
  ['is signed with another algorithm', () => signed(GOOD, SECRET.repeat(2), 'HS512')],
  ['has expired', () => signed({ ...GOOD, exp: NOW_S - 60 })],
  ['never expires', () => signed({ ...GOOD, exp: undefined as never })],
  ['comes from elsewhere', () => signed({ ...GOOD, iss: 'https://evil.example' })],
  ['is meant for another', () => signed({ ...GOOD, aud: 'forum' })],
  ['names nobody', () => signed({ ...GOOD, sub: undefined as never })],
  ['names somebody unknown', () => signed({ ...GOOD, sub: 'ben@idp' })],
  [
    'is not signed at all',
    async () => {
      const parts = (await signed(GOOD)).split('.')
      return [Buffer.from('{"alg":"none"}').toString('base64url'), parts[1], 'x'].join('.')
    },
  ],
  ['is no token', async () => 'a.b.c'],
] as [string, () => Promise<string>][])('a token that %s is refused', async (_, make) => {
  const { app } = await shopWithAnna()
  await expect(authenticate(app)(`Bearer ${await make()}`)).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
  })
})

test.each([
  [{ email: 'Anna@example.com', email_verified: true }, 'Anna@example.com'],
  [{ email: 'anna@example.com', email_verified: false }, undefined],
  [{ email: 'anna@example.com', email_verified: 'true' }, undefined],
  [{ email: 'anna@example.com', email_verified: 1 }, undefined],
  [{ email: 'anna@example.com' }, undefined],
  [{ email: ['anna@example.com'], email_verified: true }, undefined],
  [{ email: '', email_verified: true }, undefined],
  [{ email: `${'a'.repeat(250)}@b.de`, email_verified: true }, undefined],
  [{ email_verified: true }, undefined],
])('a token with %j has verified the e-mail %s', async (claims, email) => {
  const { app } = await shopWithAnna()
  const actor = await authenticate(app)(`Bearer ${await signed({ ...GOOD, ...claims })}`)
  expect(actor.verifiedEmail).toBe(email)
})

test('a token that a public key of the key set proves lets its customer in', async () => {
  const { app, anna } = await shopWithAnna()
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-keys-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const jwksFile = join(folder, 'keys.json')
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one' }
  writeFileSync(jwksFile, JSON.stringify({ keys: [jwk] }))
  const check = authenticate(app, { ...SETTINGS, key: { jwksFile } })
  const header = { alg: 'ES256', kid: 'one' }
  const token = await new SignJWT(GOOD).setProtectedHeader(header).sign(privateKey)
  expect(await check(`Bearer ${token}`)).toMatchObject({ kind: 'CUSTOMER', id: anna })
  await expect(check(`Bearer ${await signed(GOOD, JSON.stringify(jwk))}`)).rejects.toThrow()
})

/** An identity provider that publishes its keys, until it is down. */
async function identityProvider() {
  const state = { keys: [] as object[], isDown: false, hangs: false, asked: 0 }
  const server = createServer((_, response) => {
    state.asked++
    if (state.hangs) return
    response.writeHead(state.isDown ? 500 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ keys: state.keys }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const newKey = async (kid: string) => {
    const { publicKey, privateKey } = await generateKeyPair('ES256')
    state.keys.push({ ...(await exportJWK(publicKey)), kid, alg: 'ES256' })
    const token = await new SignJWT(GOOD).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey)
    return `Bearer ${token}`
  }
  return { state, jwksUrl: `http://127.0.0.1:${port}/keys`, newKey }
}

const LIMITS = { timeoutMs: 200, freshMs: 0, cooldownMs: 0, staleMs: 60_000 }

const checkedBy = (app: TestApp, jwksUrl: string, limits: Partial<KeySetLimits> = {}) =>
  authenticator(
    identitiesOf(app),
    tokenVerifier({ ...SETTINGS, key: { jwksUrl } }, app.clock, { ...LIMITS, ...limits }),
  )

test('keys are fetched from where they are published, and new ones as they are rotated', async () => {
  const { app, anna } = await shopWithAnna()
  const { state, jwksUrl, newKey } = await identityProvider()
  const first = await newKey('one')
  const check = checkedBy(app, jwksUrl, { freshMs: 60_000 })
  expect(await check(first)).toMatchObject({ id: anna })
  expect(await check(first)).toMatchObject({ id: anna })
  expect(state.asked).toBe(1)
  const second = await newKey('two')
  expect(await check(second)).toMatchObject({ id: anna })
  expect(state.asked).toBe(2)
  const { newKey: strangersKey } = await identityProvider()
  await expect(check(await strangersKey('three'))).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  })
})

test('a key that was taken back lets nobody in once the set is fetched again', async () => {
  const { app } = await shopWithAnna()
  const { state, jwksUrl, newKey } = await identityProvider()
  const token = await newKey('one')
  const check = checkedBy(app, jwksUrl)
  await check(token)
  state.keys = []
  await expect(check(token)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } })
})

test.each(['isDown', 'hangs'] as const)(
  'while the identity provider %s known keys go on, and others are told to come again',
  async (trouble) => {
    const { app, anna } = await shopWithAnna()
    const { state, jwksUrl, newKey } = await identityProvider()
    const known = await newKey('one')
    const check = checkedBy(app, jwksUrl)
    await check(known)
    state[trouble] = true
    expect(await check(known)).toMatchObject({ id: anna })
    await expect(check(await newKey('two'))).rejects.toMatchObject({
      extensions: { code: 'IDENTITY_PROVIDER_UNAVAILABLE', http: { status: 503 } },
    })
    const forgetful = checkedBy(app, jwksUrl, { staleMs: 0 })
    await expect(forgetful(known)).rejects.toMatchObject({ extensions: { http: { status: 503 } } })
  },
)

test.each([null, '', '  ', 'Bearer', 'Bearer ', 'bearer   '])(
  'the header %j is nobody in particular',
  async (header) => {
    expect(await authenticate(await testApp())(header)).toBe(ANYBODY)
  },
)

test.each(['Basic YTpi', 'Bearer a b', 'Bearerqm_sk_x', `Bearer ${'x'.repeat(9_000)}`])(
  'the header %s is refused',
  async (header) => {
    await expect(authenticate(await testApp())(header)).rejects.toMatchObject({
      extensions: { code: 'UNAUTHENTICATED' },
    })
  },
)

test('a revoked key opens nothing from the next request on', async () => {
  const app = await testApp()
  const { outcome, shown } = await app.dispatch({
    command: 'CreateApiKey',
    input: { name: 'Desk', kind: 'STAFF', permissions: ['ORDERS_READ'] },
    actor: { kind: 'SYSTEM', id: 'system:test', permissions: ['*'] },
  })
  const check = authenticate(app)
  const header = `Bearer ${shown?.secret}`
  expect(await check(header)).toMatchObject({ kind: 'STAFF', permissions: ['orders.read'] })
  if (outcome.outcome !== 'ACCEPTED') throw new Error(outcome.outcome)
  const { apiKey } = outcome.result
  await app.accepted('RevokeApiKey', { apiKeyId: apiKey })
  await expect(check(header)).rejects.toThrow('unknown, revoked or expired')
})
