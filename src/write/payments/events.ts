// The facts of money.
import type { PaymentRequestKind } from '#domain/payments.ts'
import { event } from '#kernel/event.ts'

const order = { aggregate: 'order', id: 'orderId' } as const

type OfPayment = { orderId: string; paymentId: string; customerId: string | null }
/** Null where the ledger needed no entry. */
type Entered = OfPayment & { entryId: string | null }

export const paymentStarted = event<OfPayment>()({
  ...order,
  name: 'PaymentStarted',
  summary: 'A payment is known to its provider, which waits for the customer.',
})
export const paymentAuthorized = event<Entered>()({
  ...order,
  name: 'PaymentAuthorized',
  summary: 'Money was promised for an order.',
})
export const paymentCaptured = event<Entered>()({
  ...order,
  name: 'PaymentCaptured',
  summary: 'Money was taken for an order.',
})
export const paymentVoided = event<Entered>()({
  ...order,
  name: 'PaymentVoided',
  summary: 'A promise of money was given up.',
})
export const paymentRefunded = event<Entered>()({
  ...order,
  name: 'PaymentRefunded',
  summary: 'Money of an order was given back.',
})
export const paymentDisputed = event<Entered>()({
  ...order,
  name: 'PaymentDisputed',
  summary: 'A customer disputes a charge: its money is gone until that is decided.',
})
export const disputeWon = event<Entered>()({
  ...order,
  name: 'DisputeWon',
  summary: 'A dispute was decided for the shop.',
})
export const disputeLost = event<Entered>()({
  ...order,
  name: 'DisputeLost',
  summary: 'A dispute was decided against the shop.',
})
export const paymentFailed = event<Entered & { requestId: string | null }>()({
  ...order,
  name: 'PaymentFailed',
  summary: 'An authorization, capture, void or refund failed, or failed after all.',
})
/** Holds what a provider needs to know, so that it can be asked from the event alone. */
export const paymentRequested = event<
  OfPayment & {
    requestId: string
    provider: string
    kind: PaymentRequestKind
    amount: number
    currency: string
    /** The provider's id for the payment; null where it knows none yet. */
    reference: string | null
  }
>()({
  ...order,
  name: 'PaymentRequested',
  summary: 'A provider is to be asked to move money.',
})

const report = { aggregate: 'paymentReport', id: 'reportId' } as const

export const paymentReportKept = event<{ reportId: string }>()({
  ...report,
  name: 'PaymentReportKept',
  summary: 'A provider told of a payment that is not known: its report waits.',
})
export const paymentReportMatched = event<{
  reportId: string
  paymentId: string
  orderId: string
}>()({
  ...report,
  name: 'PaymentReportMatched',
  summary: 'A report that waited was matched with its payment.',
})
