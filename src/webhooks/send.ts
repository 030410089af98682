// One POST to an address that somebody else chose: bounded in time and in what is read of the answer, never
// redirected, and to no address of this server's own network unless that is allowed.
import { request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { useAgent } from 'request-filtering-agent'

export type Message = { url: string; headers: Record<string, string>; body: string }

/** Answers the status. Throws where there was no answer. */
export type Send = (message: Message, signal: AbortSignal) => Promise<number>

/** More of an answer is not waited for: only its status counts. */
const ANSWER_BYTES_MAX = 65_536

export const sender =
  ({ reachesPrivate }: { reachesPrivate: boolean }): Send =>
  ({ url, headers, body }, signal) =>
    new Promise((resolve, reject) => {
      const request = (url.startsWith('https:') ? overHttps : overHttp)(url, {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        agent: useAgent(url, { allowPrivateIPAddress: reachesPrivate }),
        signal,
      })
      request.on('error', reject)
      request.on('response', (response) => {
        resolve(response.statusCode ?? 0)
        let read = 0
        response.on('data', (chunk: Buffer) => {
          read += chunk.length
          if (read > ANSWER_BYTES_MAX) response.destroy()
        })
        response.on('error', () => {}) // The status is known, and nothing else counts.
      })
      request.end(body)
    })
