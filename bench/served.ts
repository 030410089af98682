// A server in a process of its own, and what is asked of it over HTTP.
import { readFileSync } from 'node:fs'
import autocannon from 'autocannon'
import { LeanClient, requestOf } from './lean-client.ts'
import { type Child, started } from './process.ts'

export const OWNER_KEY = 'qm_sk_bench_000000000000000000000000000000000000'
export const CONNECTIONS = 16
const SECONDS = 5

/** An API, and as whom it is asked. */
export type At = { url: string; headers: Record<string, string> }

/** Our own, as the owner. */
export const shopAt = (port: number): At => ({
  url: `http://127.0.0.1:${port}/graphql`,
  headers: { 'content-type': 'application/json', authorization: `Bearer ${OWNER_KEY}` },
})

/** Serves a shop as `npm start` does; the port must be free. */
export const serveShop = (
  where: string,
  port: number,
  verb: readonly string[] = [],
): Promise<Child> =>
  started(['--max-semi-space-size=4', 'src/quartermaster.mjs', 'serve', ...verb], 'serves', {
    DATABASE_URL: where.startsWith('postgres:') ? where : `file:${where}`,
    PORT: String(port),
    OWNER_KEY,
    LOG_LEVEL: 'error',
  })

/** Asks once; answers the very bytes. */
export async function ask({ url, headers }: At, body: object): Promise<string> {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  const text = await response.text()
  if (!response.ok || JSON.parse(text).errors) throw new Error(`The server answered ${text}`)
  return text
}

/** Requests a second over all connections, each going through what is asked in an order of its own. */
export async function rateOf(at: At, asked: readonly object[], seconds = SECONDS): Promise<number> {
  const { url, headers } = at
  const shuffled = [...asked].sort(() => Math.random() - 0.5)
  await ask(at, shuffled[0] as object) // What is answered with errors would count as fast, or slow, for nothing.
  const { requests, non2xx, errors } = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    requests: shuffled.map((body) => ({
      method: 'POST' as const,
      headers,
      body: JSON.stringify(body),
    })),
  })
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} requests failed.`)
  return requests.average
}

/**
 * Sends each body once over so many connections; answers how many a second, to the moment: autocannon knows the second in
 * which it came to its end.
 */
export async function rateOfAll(
  { url, headers }: At,
  bodies: readonly object[],
  connections: number,
): Promise<number> {
  const { port, pathname } = new URL(url)
  const requests = bodies.map((body) => requestOf(pathname, headers, JSON.stringify(body)))
  const clients = await Promise.all(
    Array.from({ length: connections }, () => LeanClient.connected(Number(port))),
  )
  let next = 0
  const start = performance.now()
  await Promise.all(
    clients.map(async (client) => {
      while (next < requests.length) {
        const status = await client.ask(requests[next++] as Buffer)
        if (status !== 200) throw new Error(`A request was answered with ${status}.`)
      }
    }),
  )
  const ms = performance.now() - start
  for (const client of clients) client.close()
  return (bodies.length / ms) * 1_000
}

/** Requests a second, each drawn when it is sent. */
export async function rateOfDrawn(
  { url, headers }: At,
  draw: () => object,
  seconds: number,
): Promise<number> {
  const result = await autocannon({
    ...{ url, connections: CONNECTIONS, duration: seconds },
    requests: [
      {
        ...{ method: 'POST', headers },
        setupRequest: (request) => ({ ...request, body: JSON.stringify(draw()) }),
      },
    ],
  })
  const { non2xx, errors, requests } = result
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} requests failed.`)
  return requests.average
}

const cursorsOf = (list: string) => `query ($after: String) {
  list: ${list}(first: 100, after: $after) {
    edges { cursor node { id } }
    pageInfo { endCursor hasNextPage }
  }
}`

/** The first so many of a list. */
export async function firstOf(
  at: At,
  list: string,
  count: number,
): Promise<{ cursor: string; id: string }[]> {
  const found: { cursor: string; id: string }[] = []
  for (let after: string | null = null; found.length < count; ) {
    const body: string = await ask(at, { query: cursorsOf(list), variables: { after } })
    const { edges, pageInfo } = JSON.parse(body).data.list
    for (const { cursor, node } of edges) found.push({ cursor, id: node.id })
    after = pageInfo.endCursor
    if (!pageInfo.hasNextPage) break
  }
  return found.slice(0, count)
}

/** Bytes that a process holds in memory. */
export function residentBytes({ pid }: { pid?: number | undefined }): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1_024
}
