import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { testApp } from '#testing/app.ts'
import { testServer } from '#testing/http.ts'

const READ = { query: '{ products(first: 1) { nodes { name } } }' }
const codeOf = ({ body }: { body: { errors?: { extensions: { code: string } }[] } }) =>
  body.errors?.[0]?.extensions.code

/** A request whose head is here and whose body never comes. */
async function unfinished(url: string): Promise<() => void> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => {})
  socket.write(
    'POST /graphql HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\nauthorization: Bearer owner-key-of-tests\r\ncontent-length: 1000\r\n\r\n{',
  )
  await sleep(50)
  return () => socket.destroy()
}

test('past the bound a request is refused before its body is read, and let in when there is room', async () => {
  const { url, post } = await testServer(await testApp(), { admission: { requestsMax: 2 } })
  const leave = await unfinished(url)
  await unfinished(url)
  const refused = await post(READ)
  expect(refused.status).toBe(503)
  expect(codeOf(refused)).toBe('OVERLOADED')
  expect(refused.headers.get('retry-after')).toBe('1')
  const body = `{"query":"${' '.repeat(5 * 2 ** 20)}"}` // Longer than any body may be.
  expect(codeOf(await post(body))).toBe('OVERLOADED')
  expect(refused.headers.get('x-content-type-options')).toBe('nosniff')
  expect((await fetch(`${url}/health`)).status).toBe(200)
  const page = await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } })
  expect(page.headers.get('content-type')).toMatch('text/html')

  leave()
  await expect.poll(async () => (await post(READ)).status).toBe(200)
  for (let again = 0; again < 5; again++) expect((await post(READ)).status).toBe(200)
})

test('one address has so many requests a minute, whatever it bears, and is told how many are left', async () => {
  const { post } = await testServer(await testApp(), { admission: { perAddress: 2 } })
  const first = await post(READ)
  expect(first.headers.get('ratelimit-policy')).toBe('"address";q=2;w=60')
  expect(first.headers.get('ratelimit')).toMatch(/^"address";r=1;t=\d+$/)
  expect((await post(READ, { authorization: '' })).status).toBe(200)
  const third = await post(READ)
  expect(third.status).toBe(429)
  expect(codeOf(third)).toBe('RATE_LIMITED')
  expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(third.headers.get('ratelimit')).toMatch(/^"address";r=0;t=\d+$/)
})

test('one key has so many requests a minute, and others have theirs', async () => {
  const app = await testApp()
  const { post } = await testServer(app, {
    admission: { perActor: 1 },
    identities: {
      keyHolder: async (hash) => ({ kind: 'STAFF', id: hash, permissions: ['*'] }),
      customer: async () => null,
    },
  })
  const as = (key: string) => post(READ, { authorization: `Bearer ${key}` })
  expect((await as('one')).headers.get('ratelimit')).toMatch(/^"key";r=0;t=\d+$/)
  const refused = await as('one')
  expect(refused.status).toBe(429)
  expect(codeOf(refused)).toBe('RATE_LIMITED')
  expect((await as('other')).status).toBe(200)
  expect((await post(READ, { authorization: '' })).status).toBe(200) // Nobody in particular.
})

test.each([
  ['addresses that a trusted proxy forwards count apart', true, '203.0.113.2', 200],
  ['what anybody may write counts for nothing', false, '203.0.113.2', 429],
  ['of what is forwarded the last counts', true, '198.51.100.7, 203.0.113.1', 429],
  ['a household counts as one', true, '2001:db8:1:2:ffff::9', 429],
  ['another household does not', true, '2001:db8:1:3::1', 200],
])('%s', async (_, trustsProxy, second, status) => {
  const { post } = await testServer(await testApp(), { admission: { perAddress: 1, trustsProxy } })
  const from = (address: string) => post(READ, { 'x-forwarded-for': address })
  const first = second.includes(':') ? '2001:db8:1:2::1' : '203.0.113.1'
  expect((await from(first)).status).toBe(200)
  expect((await from(second)).status).toBe(status)
})

test('no limit is told where none is set', async () => {
  const { headers } = await (await testServer(await testApp())).post(READ)
  expect(headers.get('ratelimit')).toBeNull()
})
