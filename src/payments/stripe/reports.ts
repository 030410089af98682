// What an event of Stripe's tells of money, as reports. Most events tell nothing of it.
import type { Stripe } from 'stripe'
import { ID_PREFIXES } from '#domain/ids.ts'
import type { PaymentReportType } from '#domain/payments.ts'
import { hasPrefix } from '#kernel/input.ts'
import { codeOf, fromStripe } from './amounts.ts'
import { entriesOf, idOf } from './entries.ts'
import { STRIPE } from './stripe.ts'

export type StripeReport = {
  provider: string
  type: PaymentReportType
  reference: string
  paymentReference: string
  amount?: number
  currency: string
  occurredAt: string
  paymentId?: string
  orderId?: string
}

export function reportsOf(event: Stripe.Event): StripeReport[] {
  const occurredAt = new Date(event.created * 1_000).toISOString()
  return partsOf(event).map((part) => ({ provider: STRIPE, occurredAt, ...part }))
}

type Part = Omit<StripeReport, 'provider' | 'occurredAt'>

function partsOf(event: Stripe.Event): Part[] {
  switch (event.type) {
    case 'payment_intent.amount_capturable_updated':
    case 'payment_intent.succeeded':
    case 'payment_intent.canceled':
      return intentParts(event.data.object)
    case 'payment_intent.payment_failed':
      return [failedIntent(event.data.object)]
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
      return refundParts(event.data.object)
    case 'charge.dispute.created':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.funds_reinstated':
    case 'charge.dispute.closed':
      return disputeParts(event.type, event.data.object)
    default:
      return []
  }
}

const intentParts = (intent: Stripe.PaymentIntent): Part[] =>
  entriesOf(intent).map((entry) => ({ ...ofIntent(intent), ...entry }))

/** Each try to pay has a charge of its own, so that a later success is told from an earlier failure. */
const failedIntent = (intent: Stripe.PaymentIntent): Part => ({
  ...ofIntent(intent),
  type: 'FAILED',
  reference: intent.last_payment_error?.charge ?? idOf(intent.latest_charge) ?? intent.id,
})

const ofIntent = ({ id, currency, metadata }: Stripe.PaymentIntent) => ({
  paymentReference: id,
  currency: codeOf(currency),
  ...idsIn(metadata),
})

function refundParts(refund: Stripe.Refund): Part[] {
  const paymentReference = idOf(refund.payment_intent)
  if (paymentReference === null) return [] // Of a charge that no payment intent made: none of ours.
  const { id, currency, status } = refund
  const part = { reference: id, paymentReference, currency: codeOf(currency) }
  if (status === 'failed' || status === 'canceled') return [{ ...part, type: 'FAILED' }]
  return [{ ...part, type: 'REFUNDED', amount: fromStripe(refund.amount, currency) }]
}

function disputeParts(type: string, dispute: Stripe.Dispute): Part[] {
  const paymentReference = idOf(dispute.payment_intent)
  const { id, currency, status } = dispute
  // An inquiry takes no money away.
  if (paymentReference === null || status.startsWith('warning_')) return []
  const part = {
    reference: id,
    paymentReference,
    currency: codeOf(currency),
    amount: fromStripe(dispute.amount, currency),
  }
  if (type === 'charge.dispute.funds_reinstated' || status === 'won')
    return [{ ...part, type: 'DISPUTE_WON' }]
  return [{ ...part, type: status === 'lost' ? 'DISPUTE_LOST' : 'DISPUTE_OPENED' }]
}

/** What we told Stripe when the payment was begun; what else stands there is of another system. */
function idsIn({ paymentId, orderId }: Stripe.Metadata) {
  return {
    ...(isId(paymentId, 'payment') && { paymentId }),
    ...(isId(orderId, 'order') && { orderId }),
  }
}

const isId = (id: string | undefined, kind: 'payment' | 'order'): id is string =>
  id !== undefined && hasPrefix(id, ID_PREFIXES[kind])
