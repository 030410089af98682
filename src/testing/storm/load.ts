// A shop under mixed load over HTTP, by clients that never give up: what gets no answer is sent again
// with the same key until it has one. They keep every answer, to be compared with what a killed server
// left behind.
import { setTimeout as sleep } from 'node:timers/promises'
import { PASSING_CODES } from '#kernel/rejections.ts'
import type { ServerProcess } from '../server-process.ts'

/** What the server said of one key. */
export type Answer = {
  field: string
  input: object
  id: string | null
  codes: string[]
  sequence: number
}

export type Load = {
  server: ServerProcess | null
  /** By idempotency key. */
  answers: Map<string, Answer>
  /** Requests that ended without an answer: what came of them nobody was told. */
  unknowns: number
  isOver: boolean
  /** Between two tries of a client. */
  retryMs: number
}

export type Goods = { locationId: string; plenty: string; scarce: string }

export const OWNER_KEY = 'owner-key-of-the-storm'

/** The field of the payload whose id a later step needs. */
const NOUNS: Readonly<Record<string, string>> = {
  startCart: 'cart',
  placeOrder: 'order',
  createFulfilment: 'fulfilment',
  registerCustomer: 'customer',
}

/** Gives a mutation until it is answered. */
export async function give(
  load: Load,
  key: string,
  field: string,
  input: object,
): Promise<Answer & { replayed: boolean }> {
  for (;;) {
    const { server } = load
    const told = server && (await post(server.url, key, field, input))
    if (told) {
      const answer = { field, input, id: told.id, codes: told.codes, sequence: told.sequence }
      load.answers.set(key, answer)
      return { ...answer, replayed: told.replayed }
    }
    if (server) load.unknowns++
    await sleep(load.retryMs)
  }
}

/** Nobody waits for longer, whatever dies: not to be told anything would be a fault. */
const ANSWER_MS_MAX = 60_000

type Told = { id: string | null; codes: string[]; sequence: number; replayed: boolean }

/** Null where there was no answer, or one that asks to come again. */
export async function post(
  url: string,
  key: string,
  field: string,
  input: object,
): Promise<Told | null> {
  const noun = NOUNS[field]
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input!`
  const query = `mutation ($input: ${type}) { ${field}(input: $input) {
    ${noun ? `${noun} { id }` : ''} errors { code } receipt { sequence replayed } } }`
  let answer: { data?: Record<string, Payload>; errors?: unknown }
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${OWNER_KEY}`,
        'idempotency-key': key,
      },
      body: JSON.stringify({ query, variables: { input } }),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    })
    if (response.status === 503) return null
    answer = await response.json()
  } catch (fault) {
    if (fault instanceof DOMException) throw fault // Nobody answered in time.
    return null // Killed before it answered, or not there yet.
  }
  const payload = answer.data?.[field]
  const codes = payload?.errors.map(({ code }) => code) ?? []
  if (codes.some((code) => PASSING_CODES.includes(code))) return null
  if (!payload?.receipt) throw new Error(`${field} with key ${key}: ${JSON.stringify(answer)}`)
  const id = noun ? (payload[noun] as { id: string } | null)?.id : null
  return { id: id ?? null, codes, ...payload.receipt }
}

type Payload = Record<string, unknown> & {
  errors: { code: string }[]
  receipt: { sequence: number; replayed: boolean } | null
}

export const ADDRESS = {
  name: 'A Buyer',
  line1: '1 High Street',
  city: 'London',
  postalCode: 'N1 1AA',
  countryCode: 'GB',
}

/** One client: `chances` decides what it does next. */
export async function shopper(
  load: Load,
  { locationId, plenty, scarce }: Goods,
  name: string,
  chances: readonly number[],
): Promise<void> {
  for (let turn = 0; !load.isOver; turn++) {
    const chance = chances[turn % chances.length] as number
    const step = (field: string, input: object) =>
      give(load, `${name}-${turn}-${field}`, field, input)
    if (chance < 8) {
      const quantity = 1 + (chance % 3)
      await step('receiveStock', { locationId, lines: [{ variantId: plenty, quantity }] })
      continue
    }
    if (chance >= 94) {
      const customers = Array.from({ length: 20 }, (_, row) => ({
        email: `${name}-${turn}-${row}@imported.example`,
      }))
      await step('importCustomers', { customers })
      continue
    }
    if (chance >= 90) {
      const { id: customerId } = await step('registerCustomer', {
        email: `${name}-${turn}@erased.example`,
        name: 'Somebody',
      })
      // Once it is erased, and be it unheard by a killed server, its key fits nothing any more.
      load.answers.delete(`${name}-${turn}-registerCustomer`)
      await step('eraseCustomer', { customerId })
      continue
    }
    const variantId = chance % 5 === 0 ? scarce : plenty
    const { id: cartId } = await step('startCart', {
      currency: 'GBP',
      lines: [{ variantId, quantity: 1 + (chance % 2) }],
    })
    const email = `${name}-${turn}@example.com`
    const { id: orderId } = await step('placeOrder', { cartId, email, shippingAddress: ADDRESS })
    if (!orderId) continue
    if (chance < 25) {
      await step('cancelOrder', { orderId })
      await step('createFulfilment', { orderId }) // Refused: nothing is left to send.
    } else if (chance < 60) {
      const amount = { amount: 100 + chance, currency: 'GBP' }
      await step('recordManualPayment', { orderId, amount, method: 'Cash' })
      const { id: fulfilmentId } = await step('createFulfilment', { orderId })
      if (fulfilmentId) await step('shipFulfilment', { fulfilmentId })
    } else if (chance < 70) await step('addOrderNote', { orderId, text: 'It is a present.' })
  }
}
