import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buildSchema } from 'graphql'
import { expect, onTestFinished, test } from 'vitest'
import { createSchema, printedSchema } from '#graphql/schema.ts'
import { projectFile } from '#project-file'
import { schemaPage, schemaText, shownTypes } from './schema-page.ts'

async function served(page: ReturnType<typeof schemaPage>): Promise<string> {
  const server = createServer((request, response) => void page(request, response)).listen(
    0,
    '127.0.0.1',
  )
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('the page holds every type, and may run nothing but its own script', async () => {
  const url = await served(schemaPage(createSchema()))
  const answer = await fetch(url)
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(answer.headers.get('content-security-policy')).toMatch(/script-src 'sha256-[^' ]+' blob:;/)
  const html = await answer.text()
  expect(html.match(/<script/g)).toHaveLength(1)
  for (const { name } of shownTypes(createSchema())) expect(html).toContain(`"name":"${name}"`)
  const etag = answer.headers.get('etag') as string
  expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304)
})

test('every type stands under one heading that the page has', () => {
  const headings = readFileSync(projectFile('src/http/schema-page/page.js'), 'utf8')
  const types = shownTypes(createSchema())
  for (const { name, group } of types)
    expect([name, headings.includes(`'${group}'`)]).toEqual([name, true])
  const groupOf = (name: string) => types.find((type) => type.name === name)?.group
  expect(
    ['Order', 'InsufficientStock', 'PlaceOrderPayload', 'PlaceOrderInput'].map(groupOf),
  ).toEqual([...['Nouns', 'Refusals', 'Payloads', 'Inputs']])
})

test('what a schema says can’t end the script that it stands in', async () => {
  const schema = buildSchema('"</script><script>alert(1)</script>" type Query { a: Int }')
  const html = await (await fetch(await served(schemaPage(schema)))).text()
  expect(html.match(/<script/g)).toHaveLength(1)
})

test('the schema as text is the file that the repository keeps', async () => {
  const text = await (await fetch(await served(schemaText(printedSchema)))).text()
  expect(text).toBe(readFileSync(projectFile('schema.graphql'), 'utf8'))
})
