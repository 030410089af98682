// What the server gives of the console, and to whom.
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { testApp } from '#testing/app.ts'
import { OWNER_KEY, testServer } from '#testing/http.ts'
import { consolePage } from './console-page.ts'

const served = async (options: { demoKey?: string; hasConsole?: boolean } = {}) =>
  (await testServer(await testApp(), { hasConsole: true, ...options })).url

const assetOf = async (url: string) =>
  /\/console\/assets\/[\w-]+\.js/.exec(await (await fetch(`${url}/console`)).text())?.[0] as string

/** The path goes as it is: fetch would tidy it up. */
const raw = (url: string, path: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const { hostname, port } = new URL(url)
    request({ hostname, port, path, headers }, (response) => {
      let body = ''
      response.on('data', (data) => {
        body += data
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
      .on('error', reject)
      .end()
  })

test('every address of it is the one page, which runs its own files alone', async () => {
  const url = await served()
  const pages = await Promise.all(
    ['/console', '/console/orders/ord_1?a=b'].map((path) => fetch(`${url}${path}`)),
  )
  const texts = await Promise.all(pages.map((page) => page.text()))
  expect(texts[0]).toBe(texts[1])
  const policy = pages[0]?.headers.get('content-security-policy')
  expect(policy).toContain("default-src 'none'; script-src 'self';")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(texts[0]).not.toMatch(/<script>|demo-key|persisted-only/)
  const etag = pages[0]?.headers.get('etag') as string
  const again = await fetch(`${url}/console`, { headers: { 'if-none-match': etag } })
  expect(again.status).toBe(304)
  expect((await fetch(`${url}/consoles`)).status).toBe(404)
  expect((await fetch(`${url}/console`, { method: 'POST' })).status).toBe(404)
  expect(await (await fetch(`${url}/console`, { method: 'HEAD' })).text()).toBe('')
})

test('its files are kept for ever, and nothing else of its folder is given', async () => {
  const url = await served()
  const asset = await assetOf(url)
  const whole = await fetch(`${url}${asset}`, { headers: { 'accept-encoding': 'identity' } })
  expect(whole.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(whole.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  const packed = await fetch(`${url}${asset}`)
  expect(packed.headers.get('content-encoding')).toBe('gzip')
  expect(Number(packed.headers.get('content-length'))).toBeLessThan(
    Number(whole.headers.get('content-length')) / 2,
  )
  expect((await fetch(`${url}/console/assets/none.js`)).status).toBe(404)
  for (const path of [
    '/console/operations.json',
    '/console/assets/../operations.json',
    '/console/assets/%2e%2e/operations.json',
    '/console/assets/..%2f..%2fmain.js',
  ])
    expect([path, (await raw(url, path)).body.startsWith('<!doctype html>')]).toEqual([path, true])
})

test('a demo signs in whoever looks from this machine, by its own name, and nobody else', async () => {
  const url = await served({ demoKey: OWNER_KEY })
  const page = await fetch(`${url}/console`)
  expect(page.headers.get('cache-control')).toBe('no-store')
  expect(await page.text()).toContain(`<meta name="demo-key" content="${OWNER_KEY}">`)
  for (const headers of [{ host: 'evil.example' }, { 'x-forwarded-for': '10.0.0.1' }])
    expect((await raw(url, '/console', headers)).body).not.toContain(OWNER_KEY)
})

test('a shop without one, and one that is not built, say so', async () => {
  const url = await served({ hasConsole: false })
  expect((await fetch(`${url}/console`)).status).toBe(404)
  const page = consolePage({ demoKey: null, isPersistedOnly: false, folder: '/nowhere' })
  const server = createServer((asked, answer) => void page(asked, answer)).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const answer = await fetch(`http://127.0.0.1:${port}/console`)
  expect(answer.status).toBe(503)
  expect(await answer.text()).toContain('npm run build')
})
