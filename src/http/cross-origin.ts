// Which pages of other origins may ask, as the fetch standard's CORS protocol has it.
import type { IncomingMessage, ServerResponse } from 'node:http'
import cors from 'cors'

const HEADERS_TAKEN = [
  'authorization',
  'content-type',
  'idempotency-key',
  'min-sequence',
  'x-request-id',
  'x-requested-by',
  'x-trace',
]
const HEADERS_SHOWN = ['x-request-id', 'ratelimit', 'ratelimit-policy', 'retry-after']
const REMEMBERED_S = 600

/** Tells a browser whether its page may; false where that was all it asked, and it has its answer. */
export type CrossOrigin = (request: IncomingMessage, response: ServerResponse) => boolean

/** Null where no other origin may ask. */
export function crossOrigin(origins: readonly string[]): CrossOrigin | null {
  if (origins.length === 0) return null
  const tell = cors({
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'POST'],
    allowedHeaders: HEADERS_TAKEN,
    exposedHeaders: HEADERS_SHOWN,
    maxAge: REMEMBERED_S,
  })
  return (request, response) => {
    if (request.headers.origin === undefined) return true
    let goesOn = false
    tell(request, response, () => {
      goesOn = true
    })
    return goesOn
  }
}
