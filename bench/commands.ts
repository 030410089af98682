// Commands for benchmarks to send over HTTP: carts of one line, each of another variant.
import { type Agent, request } from 'node:http'
import Sqlite from 'better-sqlite3'

export const PORT = 4_393
export const OWNER_KEY = 'qm_sk_bench_000000000000000000000000000000000000'

const START_CART = `mutation ($input: StartCartInput!) {
  startCart(input: $input) { cart { id } errors { code } }
}`

/** A request's body for each variant of the shop. */
export function bodiesOf(file: string): string[] {
  const sqlite = new Sqlite(file, { readonly: true })
  const variants = sqlite.prepare('SELECT id FROM variants ORDER BY id').pluck().all() as string[]
  sqlite.close()
  return variants.map((variantId) =>
    JSON.stringify({
      query: START_CART,
      variables: { input: { currency: 'GBP', lines: [{ variantId, quantity: 1 }] } },
    }),
  )
}

export type Answered = { status: number; text: string; isTaken: boolean }

export function send(agent: Agent, body: string): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${OWNER_KEY}` }
    const options = { port: PORT, path: '/graphql', method: 'POST', agent, headers }
    const sent = request(options, async (answer) => {
      let text = ''
      for await (const chunk of answer) text += chunk
      resolve({ status: answer.statusCode ?? 0, text, isTaken: text.includes('"errors":[]') })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
