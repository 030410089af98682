// The playground: GraphiQL from our own disk, with the examples in its tabs. Only a demo on this machine finds
// a key in it.
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { projectFile } from '#project-file'
import { EXAMPLES } from './examples.ts'
import { type HtmlPage, hashOf, htmlPage, sendPage } from './html-page.ts'
import { isLocal } from './local.ts'

export type Playground = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** @param demoKey Filled in for whoever looks from this very machine; null fills in none. */
export function playground(demoKey: string | null): Playground {
  let open: Promise<HtmlPage> | null = null
  let withKey: Promise<HtmlPage> | null = null

  return async (request, response) => {
    const isDemo = demoKey !== null && isLocal(request)
    const page = await (isDemo ? (withKey ??= render(demoKey)) : (open ??= render(null)))
    sendPage(request, response, page, {
      isPrivate: isDemo,
      varies: 'accept-encoding, accept, host',
    })
  }
}

async function render(key: string | null): Promise<HtmlPage> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const headers = JSON.stringify({ Authorization: `Bearer ${key ?? ''}` }, null, 2)
  const html = String(
    renderGraphiQL({
      title: 'Quartermaster',
      endpoint: '/graphql',
      defaultHeaders: headers,
      defaultTabs: EXAMPLES.map(({ query, variables }) => ({
        query,
        variables: variables ? JSON.stringify(variables, null, 2) : '',
        headers,
      })),
    } as Parameters<typeof renderGraphiQL>[0]),
  ).replace('<div id="root">', () => `<script>${pageScript(key)}</script>\n<div id="root">`)
  return htmlPage(html)
}

const pageScript = (key: string | null): string =>
  `window.demo = ${JSON.stringify(key && hashOf(key))}\n${fillInScript}`

const fillInScript = readFileSync(projectFile('src/http/fill-in.js'), 'utf8')
