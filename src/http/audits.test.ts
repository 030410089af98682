// The GraphQL-over-HTTP specification, as its own audits judge it.
import { serverAudits } from 'graphql-http'
import { expect, test } from 'vitest'
import { testApp } from '#testing/app.ts'
import { OWNER_KEY, type TestServer, testServer } from '#testing/http.ts'

let server: TestServer

const audits = serverAudits({
  url: () => `${server.url}/graphql`,
  // A GET without any header of its own is refused: it could come from a stranger's page.
  fetchFn: (url: string, init: RequestInit = {}) =>
    fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${OWNER_KEY}` } }),
})

test('there are as many audits as ever', () => {
  expect(audits).toHaveLength(61)
})

test.each(audits.map(({ name, fn }) => ({ name, fn })))('$name', async ({ fn }) => {
  server = await testServer(await testApp())
  expect(await fn()).toMatchObject({ status: 'ok' })
})
