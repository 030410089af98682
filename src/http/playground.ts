// The playground: GraphiQL from our own disk, with the examples in its tabs. It is big, so it is
// compressed once and cached by its hash. Only a demo on this machine finds a key in it.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { projectFile } from '#project-file'
import { EXAMPLES } from './examples.ts'

export type Playground = (request: IncomingMessage, response: ServerResponse) => Promise<void>

type Page = { plain: Buffer; compressed: Buffer; etag: string; policy: string }

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])
const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/** @param demoKey Filled in for whoever looks from this very machine; null fills in none. */
export function playground(demoKey: string | null): Playground {
  let open: Promise<Page> | null = null
  let withKey: Promise<Page> | null = null

  return async (request, response) => {
    const isDemo = demoKey !== null && isLocal(request)
    const page = await (isDemo ? (withKey ??= render(demoKey)) : (open ??= render(null)))
    response.setHeader('content-security-policy', page.policy)
    response.setHeader('cache-control', isDemo ? 'no-store' : 'no-cache')
    response.setHeader('etag', page.etag)
    response.setHeader('vary', 'accept-encoding, accept, host')
    if (!isDemo && request.headers['if-none-match'] === page.etag) {
      response.writeHead(304).end()
      return
    }
    const isCompressed = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
    const body = isCompressed ? page.compressed : page.plain
    if (isCompressed) response.setHeader('content-encoding', 'gzip')
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-length': body.length,
    })
    response.end(request.method === 'HEAD' ? undefined : body)
  }
}

/**
 * The peer's address alone would not do: a page of a stranger whose name resolves to this machine
 * could read the key. Its requests bear its own host name.
 */
const isLocal = ({ socket, headers }: IncomingMessage): boolean =>
  LOOPBACK.has(socket.remoteAddress ?? '') &&
  LOCAL_HOST.test(headers.host ?? '') &&
  headers['x-forwarded-for'] === undefined

async function render(key: string | null): Promise<Page> {
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
  const plain = Buffer.from(html)
  return {
    plain,
    compressed: await promisify(gzip)(plain),
    etag: `"${hashOf(plain)}"`,
    policy: policyOf(html),
  }
}

const pageScript = (key: string | null): string =>
  `window.demo = ${JSON.stringify(key && hashOf(key))}\n${fillInScript}`

const hashOf = (text: string | Buffer): string =>
  createHash('sha256').update(text).digest('base64url')

const fillInScript = readFileSync(projectFile('src/http/fill-in.js'), 'utf8')

/** Only the scripts that stand in the page may run, and nothing may be fetched from elsewhere. */
function policyOf(html: string): string {
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)]
    .map(([, script = '']) => createHash('sha256').update(script).digest('base64'))
    .map((hash) => `'sha256-${hash}'`)
  return [
    "default-src 'none'",
    `script-src ${scripts.join(' ')} blob:`,
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    'font-src data:',
    "connect-src 'self'",
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
