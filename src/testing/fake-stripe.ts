// Stripe's HTTP API as far as the shop knows it, on this machine: payment intents, captures, cancels and
// refunds, idempotency keys, and signed events. It can be told to answer late, to break before or after
// the deed, to be too busy, and to decline.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import Stripe from 'stripe'
import { onTestFinished } from 'vitest'

export type Intent = {
  id: string
  object: 'payment_intent'
  amount: number
  amount_capturable: number
  amount_received: number
  currency: string
  status: string
  latest_charge: string | null
  client_secret: string
  metadata: Record<string, string>
  last_payment_error: { charge: string } | null
}

type Refund = {
  id: string
  object: 'refund'
  amount: number
  currency: string
  status: string
  created: number
  payment_intent: string
  failure_reason: string | null
}

export type StripeEvent = { id: string; type: string; created: number; data: { object: object } }

/** How the next question goes wrong. `broken-after` and `silent-after` do what was asked first. */
export type Trouble =
  | 'declined'
  | 'busy'
  | 'broken'
  | 'broken-after'
  | 'silent'
  | 'silent-after'
  | 'late'

export type FakeStripe = {
  url: string
  intents: Map<string, Intent>
  refunds: Map<string, Refund>
  /** Everything that was asked, as `POST /v1/refunds`, with its idempotency key. */
  asked: { what: string; key: string | null; body: Record<string, string> }[]
  /** Events that wait to be delivered, oldest first. */
  events: StripeEvent[]
  trouble: (...troubles: Trouble[]) => void
  /** The customer confirms with their browser. */
  confirm: (intentId: string, card?: 'good' | 'bad') => void
  /** Their bank disputes a charge, and then decides. */
  dispute: (intentId: string, amount: number) => { decide: (status: 'won' | 'lost') => void }
  failRefund: (refundId: string) => void
  /** Posts an event to the shop, signed; answers the status. */
  deliver: (url: string, event: StripeEvent, signing?: Signing) => Promise<number>
}

export type Signing = { secret?: string; timestamp?: number; body?: string }

export const WEBHOOK_SECRET = 'whsec_of_the_fake'
export const LATE_MS = 60

type Reply = { status: number; body: object }

export async function fakeStripe(nowS: () => number): Promise<FakeStripe> {
  const intents: FakeStripe['intents'] = new Map()
  const refunds: FakeStripe['refunds'] = new Map()
  const replies = new Map<string, { question: string; reply: Reply }>()
  const asked: FakeStripe['asked'] = []
  const events: StripeEvent[] = []
  const troubles: Trouble[] = []
  let made = 0
  const newId = (prefix: string) => `${prefix}_${++made}`

  const tell = (type: string, object: object) =>
    events.push({
      id: newId('evt'),
      type,
      created: nowS(),
      data: { object: structuredClone(object) },
    })

  function act(what: string, body: Record<string, string>): Reply {
    const [, , resource, id = '', verb] = what.split(' ')[1]?.split('/') ?? []
    if (resource === 'refunds') return refund(body)
    if (!id) return create(body)
    const intent = intents.get(id)
    if (!intent) return problem(404, 'resource_missing')
    if (verb === 'capture') return capture(intent, Number(body.amount_to_capture))
    if (verb === 'cancel') return cancel(intent)
    return { status: 200, body: intent }
  }

  function create(body: Record<string, string>): Reply {
    const id = newId('pi')
    const intent: Intent = {
      ...{ id, object: 'payment_intent', amount: Number(body.amount), amount_capturable: 0 },
      ...{ amount_received: 0, currency: String(body.currency), status: 'requires_payment_method' },
      ...{ latest_charge: null, client_secret: `${id}_secret_${made}`, last_payment_error: null },
      metadata: {
        orderId: String(body['metadata[orderId]']),
        paymentId: String(body['metadata[paymentId]']),
      },
    }
    intents.set(id, intent)
    return { status: 200, body: intent }
  }

  function capture(intent: Intent, amount: number): Reply {
    if (intent.status !== 'requires_capture') return problem(400, 'payment_intent_unexpected_state')
    if (amount > intent.amount_capturable) return problem(400, 'amount_too_large')
    Object.assign(intent, { status: 'succeeded', amount_received: amount, amount_capturable: 0 })
    tell('payment_intent.succeeded', intent)
    return { status: 200, body: intent }
  }

  function cancel(intent: Intent): Reply {
    if (intent.status === 'succeeded' || intent.status === 'canceled')
      return problem(400, 'payment_intent_unexpected_state')
    Object.assign(intent, { status: 'canceled', amount_capturable: 0 })
    tell('payment_intent.canceled', intent)
    return { status: 200, body: intent }
  }

  function refund(body: Record<string, string>): Reply {
    const intent = intents.get(String(body.payment_intent))
    if (!intent) return problem(404, 'resource_missing')
    const amount = Number(body.amount)
    const given = [...refunds.values()]
      .filter(({ payment_intent, status }) => payment_intent === intent.id && status !== 'failed')
      .reduce((sum, { amount }) => sum + amount, 0)
    if (given + amount > intent.amount_received) return problem(400, 'charge_already_refunded')
    const made: Refund = {
      ...{ id: newId('re'), object: 'refund', amount, currency: intent.currency },
      ...{ status: 'succeeded', created: nowS(), payment_intent: intent.id, failure_reason: null },
    }
    refunds.set(made.id, made)
    tell('refund.created', made)
    return { status: 200, body: made }
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const body = Object.fromEntries(new URLSearchParams(text))
    const what = `${request.method} ${request.url}`
    const key = (request.headers['idempotency-key'] as string | undefined) ?? null
    asked.push({ what, key, body })
    const trouble = troubles.shift()
    if (trouble === 'silent') return // The shop gives up waiting.
    if (trouble === 'busy') return send(response, problem(429, 'rate_limit'))
    if (trouble === 'broken') return send(response, problem(500, 'api_error'))
    const reply =
      trouble === 'declined'
        ? remembered(key, what + text, () => problem(402, 'card_declined'))
        : remembered(key, what + text, () => act(what, body))
    if (trouble === 'silent-after') return
    if (trouble === 'broken-after') return send(response, problem(500, 'api_error'))
    if (trouble === 'late') await sleep(LATE_MS)
    send(response, reply)
  }

  /** The same key gets the first answer again; with another question it is refused. */
  function remembered(key: string | null, question: string, answer: () => Reply): Reply {
    const known = key === null ? undefined : replies.get(key)
    if (known) return known.question === question ? known.reply : problem(400, 'idempotency_error')
    const reply = structuredClone(answer())
    if (key !== null) replies.set(key, { question, reply })
    return reply
  }

  const server = createServer((request, response) => void respond(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    intents,
    refunds,
    asked,
    events,
    trouble: (...more) => void troubles.push(...more),
    confirm: (intentId, card = 'good') => {
      const intent = intents.get(intentId) as Intent
      const charge = newId('ch')
      intent.latest_charge = charge
      if (card === 'bad') {
        intent.last_payment_error = { charge }
        tell('payment_intent.payment_failed', intent)
        return
      }
      Object.assign(intent, { status: 'requires_capture', amount_capturable: intent.amount })
      tell('payment_intent.amount_capturable_updated', intent)
    },
    dispute: (intentId, amount) => {
      const { currency } = intents.get(intentId) as Intent
      const dispute = {
        ...{ id: newId('dp'), object: 'dispute', amount, currency },
        ...{ payment_intent: intentId, status: 'needs_response' },
      }
      tell('charge.dispute.created', dispute)
      tell('charge.dispute.funds_withdrawn', dispute)
      return {
        decide: (status) => {
          dispute.status = status
          if (status === 'won') tell('charge.dispute.funds_reinstated', dispute)
          tell('charge.dispute.closed', dispute)
        },
      }
    },
    failRefund: (refundId) => {
      const refund = refunds.get(refundId) as Refund
      Object.assign(refund, { status: 'failed', failure_reason: 'expired_or_canceled_card' })
      tell('refund.failed', refund)
    },
    deliver: async (url, event, { secret = WEBHOOK_SECRET, timestamp = nowS(), body } = {}) => {
      const payload = body ?? JSON.stringify({ object: 'event', ...event })
      const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp })
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'stripe-signature': signature },
        body: payload,
      })
      await response.text()
      return response.status
    },
  }
}

const KINDS: Record<number, string> = {
  402: 'card_error',
  429: 'rate_limit_error',
  500: 'api_error',
}

const problem = (status: number, code: string): Reply => ({
  status,
  body: {
    error: {
      type: code === 'idempotency_error' ? code : (KINDS[status] ?? 'invalid_request_error'),
      code,
      message: `Stripe says ${code}.`,
    },
  },
})

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
