// What the log must never hold: whatever a request was about, and whatever let it in.

import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '#config'
import { sqliteOf } from '#kernel/database/sqlite/sqlite-of.ts'
import { serve } from '../serve.ts'
import { openLog } from './log.ts'

/** Stands in every personal value and every secret that is given. */
const MARK = 'zqxj'

function captured() {
  const lines: string[] = []
  return { lines, log: openLog('trace', { write: (line) => void lines.push(line) }) }
}

test('an error is logged by its words and its place, not by its values', () => {
  const { lines, log } = captured()
  const cause = Object.assign(new Error('UNIQUE constraint failed: customers.email_key'), {
    code: 'SQLITE_CONSTRAINT_UNIQUE',
    params: [MARK],
  })
  const fault = Object.assign(
    new Error(`Failed query: insert into customers values (?)\nparams: ${MARK},${MARK}@b.example`, {
      cause,
    }),
    { query: 'insert', params: [MARK], input: { name: MARK } },
  )
  log.error({ err: fault, command: 'RegisterCustomer' }, 'A command failed')
  const [line = ''] = lines
  expect(line).not.toContain(MARK)
  expect(JSON.parse(line)).toMatchObject({
    level: 'error',
    command: 'RegisterCustomer',
    err: {
      message: 'Failed query: insert into customers values (?)',
      stack: expect.stringContaining('log.test.ts'),
      cause: { code: 'SQLITE_CONSTRAINT_UNIQUE', message: cause.message },
    },
  })
})

test.each([
  [`nobody has the e-mail anna.${MARK}+x@shop.example, it seems`],
  [`the key qm_sk_${MARK}aaaaaaaaaaaaaaa is unknown`],
  [`the token eyJhbGciOi.eyJzdWIi${MARK}.c2lnbmF0dXJl${MARK} is expired`],
  [`Stripe says: No such key: sk_test_${MARK}`],
  [`authorization: Bearer ${MARK}`],
])('words that quote a value lose it: %s', (message) => {
  const { lines, log } = captured()
  log.error({ err: new Error(message) }, 'A request failed')
  expect(lines.join('')).not.toContain(MARK)
  expect(JSON.parse(lines[0] ?? '').err.message.length).toBeGreaterThan(10)
})

test('a log at its most talkative holds nothing of what is asked of a server', async () => {
  const { lines, log } = captured()
  // Too long a path for a socket, which could not be made in a worker of the tests.
  const folder = mkdtempSync(join(tmpdir(), `quartermaster-log-${'x'.repeat(90)}`))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const owner = `qm_sk_${MARK}-the-owners-key`
  const secret = `${MARK}-secret-of-the-identity-provider`
  const webhookSecret = `whsec_${MARK}${MARK}${MARK}`
  const config = readConfig({
    ...{ PORT: '0', CUSTOMER_JWT_SECRET: secret, OWNER_KEY: owner },
    DATABASE_URL: `file:${join(folder, 'shop.db')}`,
    ...{ STRIPE_API_KEY: `sk_test_${MARK}`, STRIPE_WEBHOOK_SECRET: webhookSecret },
  })
  const server = await serve(config, { log })
  onTestFinished(() => server.close())

  const post = async (query: string, variables: object, key = owner, path = '/graphql') => {
    const response = await fetch(`${server.url}${path}?access_token=${MARK}`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', authorization: `Bearer ${key}` },
        ...{ cookie: `session=${MARK}`, 'idempotency-key': `${MARK}-${Math.random()}` },
      },
      body: JSON.stringify({ query, variables }),
    })
    return response.text()
  }
  const register = `mutation Register($input: RegisterCustomerInput!) {
    registerCustomer(input: $input) { customer { id } errors { code message } } }`
  const email = `anna@${MARK}.example`
  const given = { input: { email, name: MARK, phone: MARK, subject: MARK } }
  expect(await post(register, given)).toContain('"errors":[]')
  expect(await post(register, given)).toContain('EMAIL_TAKEN')
  expect(await post(register, { input: { email: MARK, name: [MARK] } })).toContain('errors')
  expect(await post(`{ ${MARK} }`, {})).toContain('errors')
  expect(
    await post(`query { orders(where: { email: { eq: "${email}" } }) { nodes { id } } }`, {}),
  ).toContain('nodes')
  const token = await new SignJWT({ email, email_verified: true })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(MARK)
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret))
  expect(await post('{ customers { nodes { email } } }', {}, token)).toContain('FORBIDDEN')
  for (const wrong of [`${token}x`, `qm_sk_${MARK}`, MARK, ''])
    await post('{ customers { nodes { email } } }', {}, wrong)

  sqliteOf(server.app.writer).exec(`CREATE TRIGGER broken BEFORE INSERT ON customers BEGIN
    SELECT raise(ABORT, 'broken by anna@${MARK}.example'); END`)
  expect(
    await post(register, {
      input: { ...given.input, email: `b@${MARK}.example`, subject: `${MARK}2` },
    }),
  ).toContain('INTERNAL_SERVER_ERROR')

  const body = JSON.stringify({ id: `evt_${MARK}`, type: 'x' })
  const signature = createHmac('sha256', 'wrong').update(`1.${body}`).digest('hex')
  for (const header of [`t=1,v1=${signature}`, MARK])
    await fetch(`${server.url}/webhooks/stripe`, {
      method: 'POST',
      headers: { 'stripe-signature': header },
      body,
    })
  await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"${MARK}`,
  })

  const told = lines.join('')
  expect(lines.length).toBeGreaterThan(10)
  expect(told).toContain('A command failed')
  const leaks = lines.filter((line) => line.toLowerCase().includes(MARK))
  expect(leaks).toEqual([])
})
