import { request } from 'node:http'
import { parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { createSchema } from '#graphql/schema.ts'
import { testApp } from '#testing/app.ts'
import { testServer } from '#testing/http.ts'
import { EXAMPLES } from './examples.ts'

const KEY = 'qm_sk_of-the-playground'
const PAGE = { accept: 'text/html' }

/** The page as a browser under this host name gets it; fetch would set the name itself. */
const pageAt = (url: string, headers: Record<string, string>): Promise<string> =>
  new Promise((resolve, reject) => {
    const sent = request(`${url}/graphql`, { headers: { ...PAGE, ...headers } }, async (answer) => {
      const chunks: Buffer[] = []
      for await (const chunk of answer) chunks.push(chunk as Buffer)
      resolve(Buffer.concat(chunks).toString())
    })
    sent.on('error', reject).end()
  })

test('without a demo, no key stands in the page', async () => {
  const { url } = await testServer(await testApp())
  const page = await pageAt(url, {})
  expect(page).toContain('BrowseProducts')
  expect(page).not.toMatch(/Bearer [^\\"]/)
  expect(page).not.toMatch(/qm_[sp]k_/)
})

test('a demo fills its key in for this machine, and for nobody who comes by another name', async () => {
  const { url } = await testServer(await testApp(), { demoKey: KEY })
  expect(await pageAt(url, {})).toContain(`Bearer ${KEY}`)
  expect(await pageAt(url, { host: 'evil.example' })).not.toContain(KEY)
  expect(await pageAt(url, { 'x-forwarded-for': '203.0.113.9' })).not.toContain(KEY)
})

test('the page is compressed, cached by its hash, and loads nothing from elsewhere', async () => {
  const { url } = await testServer(await testApp())
  const first = await fetch(`${url}/graphql`, { headers: PAGE })
  const page = await first.text()
  expect(first.headers.get('content-encoding')).toBe('gzip')
  expect(Number(first.headers.get('content-length'))).toBeLessThan(3_000_000)
  expect(page).not.toMatch(/(src|href)=["']?https?:/)
  const policy = first.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toMatch(/https?:|script-src[^;]*unsafe-inline/)
  const etag = first.headers.get('etag') ?? ''
  const again = await fetch(`${url}/graphql`, { headers: { ...PAGE, 'if-none-match': etag } })
  expect(again.status).toBe(304)
})

test.each(EXAMPLES)('the example $name fits the schema', ({ name, query }) => {
  expect(validate(createSchema(), parse(query)).map(String)).toEqual([])
  expect(query).toContain(name)
})
