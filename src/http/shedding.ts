// What is told to whom there is no room for. It costs next to nothing, so that those who were let in are
// still answered soon.
import type { ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { failure, SECURITY_HEADERS } from './answer.ts'

const BODY = failure('OVERLOADED', 'Too many requests are under way. Try again in a second.')
const HEADERS = [
  ...SECURITY_HEADERS.flat(),
  ...['content-type', 'application/json; charset=utf-8'],
  ...['content-length', String(Buffer.byteLength(BODY))],
  ...['retry-after', '1'],
]
const TELL_MS = 1_000

/** Refuses without a look at the request; the log tells once a second how many there were. */
export function shedding(log: Logger): (response: ServerResponse) => void {
  let shed = 0
  const tell = () => {
    log.warn({ shed }, 'More requests than may be under way were refused')
    shed = 0
  }
  return (response) => {
    if (shed++ === 0) setTimeout(tell, TELL_MS).unref()
    response.writeHead(503, HEADERS)
    response.end(BODY)
  }
}
