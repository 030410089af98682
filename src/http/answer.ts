// Answers of the server's own, those that GraphQL has no part in.
import type { ServerResponse } from 'node:http'

export const SECURITY_HEADERS: readonly [string, string][] = [
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'no-referrer'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
  ['cache-control', 'no-store'],
]

/** A refusal in the shape of GraphQL's. */
export const failure = (code: string, message: string): string =>
  JSON.stringify({ errors: [{ message, extensions: { code } }] })

export const refuse = (response: ServerResponse, status: number, code: string, message: string) =>
  send(response, status, failure(code, message))

export const json = (response: ServerResponse, status: number, body: object) =>
  send(response, status, JSON.stringify(body))

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(body)
}
