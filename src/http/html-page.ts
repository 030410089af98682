// Pages that the server makes of itself: compressed once, cached by their hash, and allowed to run nothing but
// what stands in them.
import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

export type HtmlPage = { plain: Buffer; compressed: Buffer; etag: string; policy: string }

/** @param policy What it may do; unless given, run the scripts that stand in it and nothing else. */
export async function htmlPage(html: string, policy = policyOf(html)): Promise<HtmlPage> {
  const plain = Buffer.from(html)
  const compressed = await compress(plain)
  return { plain, compressed, etag: `"${hashOf(plain)}"`, policy }
}

export const compress: (bytes: Buffer) => Promise<Buffer> = promisify(gzip)

/** @param isPrivate Whether it holds what nobody else's cache may keep. */
export function sendPage(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  page: HtmlPage,
  { isPrivate = false, varies = 'accept-encoding' } = {},
): void {
  response.setHeader('content-security-policy', page.policy)
  response.setHeader('cache-control', isPrivate ? 'no-store' : 'no-cache')
  response.setHeader('etag', page.etag)
  response.setHeader('vary', varies)
  if (!isPrivate && headers['if-none-match'] === page.etag) {
    response.writeHead(304).end()
    return
  }
  sendBody({ method, headers }, response, { ...page, type: 'text/html; charset=utf-8' })
}

/** Compressed where whoever asks takes that. */
export function sendBody(
  { method, headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  response: ServerResponse,
  { plain, compressed, type }: { plain: Buffer; compressed: Buffer; type: string },
): void {
  const isCompressed = /\bgzip\b/.test(headers['accept-encoding'] ?? '')
  const body = isCompressed ? compressed : plain
  if (isCompressed) response.setHeader('content-encoding', 'gzip')
  response.writeHead(200, { 'content-type': type, 'content-length': body.length })
  response.end(method === 'HEAD' ? undefined : body)
}

export const hashOf = (text: string | Buffer): string =>
  createHash('sha256').update(text).digest('base64url')

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
