// Asks Stripe to move money: payment intents that are captured by hand. The customer confirms one with
// its client secret, and Stripe's reports tell that they have.
import Stripe from 'stripe'
import type { PaymentAnswer, PaymentProvider, PaymentQuestion } from '../provider.ts'
import { toStripe } from './amounts.ts'
import { entriesOf } from './entries.ts'

export const STRIPE = 'stripe'

export type StripeOptions = { apiKey: string; apiBase?: string | null; timeoutMs?: number }

const TIMEOUT_MS = 10_000

export function stripeProvider(options: StripeOptions): PaymentProvider {
  const client = stripeClient(options)
  return {
    name: STRIPE,
    ask: async (question) => {
      const units = toStripe(question.amount, question.currency)
      if (units === null)
        return { error: `Stripe takes no part of a whole unit of ${question.currency}.` }
      try {
        return await DEEDS[question.kind](client, question, units)
      } catch (fault) {
        if (isFinal(fault)) return { error: wordsOf(fault) }
        throw fault
      }
    },
  }
}

/** Retries are left to whoever asks: the same question bears the same key. */
function stripeClient({ apiKey, apiBase, timeoutMs = TIMEOUT_MS }: StripeOptions): Stripe {
  const base = apiBase ? new URL(apiBase) : null
  return new Stripe(apiKey, {
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    appInfo: { name: 'Quartermaster' },
    ...(base && {
      host: base.hostname,
      port: base.port || (base.protocol === 'https:' ? 443 : 80),
      protocol: base.protocol === 'https:' ? 'https' : 'http',
    }),
  })
}

type Deed = (client: Stripe, question: PaymentQuestion, units: number) => Promise<PaymentAnswer>

const DEEDS: Record<PaymentQuestion['kind'], Deed> = {
  AUTHORIZE: async (client, { requestId, orderId, paymentId, currency }, units) => {
    const intent = await client.paymentIntents.create(
      {
        amount: units,
        currency: currency.toLowerCase(),
        capture_method: 'manual',
        automatic_payment_methods: { enabled: true },
        metadata: { orderId, paymentId },
      },
      { idempotencyKey: requestId },
    )
    return answerOf(intent)
  },

  CAPTURE: async (client, { requestId, reference }, units) =>
    answerOf(
      await client.paymentIntents.capture(
        known(reference),
        { amount_to_capture: units },
        { idempotencyKey: requestId },
      ),
    ),

  VOID: async (client, { requestId, reference, amount }, units) => {
    const intent = await client.paymentIntents.retrieve(known(reference))
    const isDone = intent.status === 'canceled'
    if (!isDone && amount > 0 && intent.amount_capturable !== units)
      return { error: 'Stripe gives up all that is promised, or nothing.' }
    const canceled = isDone
      ? intent
      : await client.paymentIntents.cancel(intent.id, {}, { idempotencyKey: requestId })
    return amount > 0 ? answerOf(canceled) : { ...answerOf(canceled), entries: [] }
  },

  REFUND: async (client, { requestId, orderId, paymentId, reference, amount }, units) => {
    const refund = await client.refunds.create(
      {
        payment_intent: known(reference),
        amount: units,
        metadata: { orderId, paymentId, requestId },
      },
      { idempotencyKey: requestId },
    )
    if (refund.status === 'failed' || refund.status === 'canceled')
      return { error: `Stripe could not refund: ${refund.failure_reason ?? refund.status}.` }
    const occurredAt = refund.created * 1_000
    return {
      reference: known(reference),
      entries: [{ type: 'REFUNDED', amount, reference: refund.id, occurredAt }],
    }
  },
}

const answerOf = (intent: Stripe.PaymentIntent) => ({
  reference: intent.id,
  clientSecret: intent.client_secret,
  entries: entriesOf(intent),
})

function known(reference: string | null): string {
  if (reference === null) throw new Error('Stripe can not be asked about a payment without its id.')
  return reference
}

/** What Stripe refuses for good: a card that is declined, a state in which it can't be done. */
const isFinal = (fault: unknown): fault is Stripe.errors.StripeError =>
  fault instanceof Stripe.errors.StripeCardError ||
  (fault instanceof Stripe.errors.StripeInvalidRequestError && fault.statusCode !== 409)

const wordsOf = ({ message, code, decline_code }: Stripe.errors.StripeError): string =>
  [message, decline_code ?? code].filter(Boolean).join(' ')
