// Takes what Stripe sends of its own accord: the signature is checked, and it is answered only once
// what it tells has been committed, so that Stripe sends it again otherwise.
import Stripe from 'stripe'
import type { Actor } from '#kernel/actor.ts'
import type { Dispatch } from '#kernel/dispatch.ts'
import { Rejection } from '#kernel/rejection.ts'
import { PASSING_CODES } from '#kernel/rejections.ts'
import { reportsOf, type StripeReport } from './reports.ts'

export type StripeWebhook = (sent: {
  body: Buffer
  headers: Readonly<Record<string, string | string[] | undefined>>
}) => Promise<{ status: number; body: object }>

export const STRIPE_WEBHOOK_PATH = '/webhooks/stripe'

const ACTOR: Actor = {
  kind: 'SYSTEM',
  id: 'system:stripe-webhook',
  permissions: ['payments.report'],
}

/** Seconds that a signature may be old: what was overheard can't be sent again later. */
const TOLERANCE_S = 300

export function stripeWebhook({
  secret,
  dispatch,
  clock = Date.now,
}: {
  secret: string
  dispatch: Dispatch
  clock?: () => number
}): StripeWebhook {
  return async ({ body, headers }) => {
    let event: Stripe.Event
    try {
      event = Stripe.webhooks.constructEvent(
        body,
        String(headers['stripe-signature'] ?? ''),
        secret,
        TOLERANCE_S,
        undefined,
        clock(),
      )
    } catch (thrown) {
      if (thrown instanceof Stripe.errors.StripeSignatureVerificationError)
        return refused(400, 'SIGNATURE_INVALID', 'The Stripe-Signature header does not fit.')
      if (thrown instanceof SyntaxError)
        return refused(400, 'BAD_REQUEST', 'The body is not an event.')
      throw thrown
    }
    for (const report of reportsOf(event)) {
      const refusal = await tell(dispatch, report)
      if (refusal) return refused(statusOf(refusal.code), refusal.code, refusal.message)
    }
    return { status: 200, body: { received: true } }
  }
}

/** Ids that are not of this shop, such as of another that shares the account, keep nothing from us. */
async function tell(dispatch: Dispatch, report: StripeReport) {
  const refusal = await give(dispatch, report)
  if (!refusal?.code.endsWith('_NOT_FOUND')) return refusal
  const { paymentId: _, orderId: __, ...plain } = report
  return give(dispatch, plain)
}

async function give(
  dispatch: Dispatch,
  input: StripeReport,
): Promise<{ code: string; message: string } | null> {
  try {
    const { outcome } = await dispatch({ command: 'ReportPaymentEvent', input, actor: ACTOR })
    if (outcome.outcome === 'FAILED') throw new Error(outcome.error)
    return outcome.outcome === 'REFUSED' ? outcome.refusal : null
  } catch (thrown) {
    if (thrown instanceof Rejection) return thrown
    throw thrown
  }
}

const statusOf = (code: string): number => (PASSING_CODES.includes(code) ? 503 : 422)

const refused = (status: number, code: string, message: string) => ({
  status,
  body: { errors: [{ message, extensions: { code } }] },
})
