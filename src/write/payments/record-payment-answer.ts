// Records what a provider answered to a request. An answer may come after the report of the same, or
// twice: what it names is entered once, by its reference.
import { PAYMENT_ENTRY_TYPES } from '#domain/payments.ts'
import { amount, choice, instant, list, maybe, object, text } from '#kernel/input.ts'
import { type Context, command, id } from '#write/command.ts'
import { settleLifecycle } from '#write/orders/lifecycle.ts'
import { enter } from './enter.ts'
import { paymentFailed, paymentStarted, paymentVoided } from './events.ts'
import { identifyPayment, type Payment, paymentKnownAs, requirePayment } from './payment.ts'
import { PaymentNotFound, PaymentRequestNotFound } from './rejections.ts'
import { countWaiting } from './reports.ts'
import { answerRequest, requestBy } from './requests.ts'
import { returnStranded } from './stranded.ts'

const ENTRIES_MAX = 5

export const recordPaymentAnswer = command({
  name: 'RecordPaymentAnswer',
  summary:
    'Records what a payment provider answered to what it was asked. Given by the system alone.',
  permission: 'system.react',
  input: {
    requestId: id('paymentRequest').describe('What it was asked.'),
    error: maybe(text({ max: 500 })).describe('Why it did not do it; left out where it did.'),
    reference: maybe(text({ max: 200 })).describe("The provider's id for the payment."),
    clientSecret: maybe(text({ max: 500 })).describe(
      "What the customer's browser confirms the payment with.",
    ),
    entries: list(
      object('PaymentAnswerEntry', 'What happened to the money.', {
        type: choice('PaymentEntryType', PAYMENT_ENTRY_TYPES).describe('What happened.'),
        amount: amount({ min: 1 }).describe('How much, in minor units.'),
        reference: text({ max: 200 }).describe("The provider's id of it."),
        occurredAt: maybe(instant()).describe('When, by the provider. Now unless given.'),
      }),
      { min: 0, max: ENTRIES_MAX },
    ).describe(`What happened to the money: at most ${ENTRIES_MAX} entries, often none yet.`),
  },
  rejections: [PaymentRequestNotFound, PaymentNotFound],

  async handle(context, { requestId, error = null, reference, clientSecret = null, entries }) {
    const { tx, now, record } = context
    const [request] = await requestBy(tx, { requestId })
    if (!request) throw new PaymentRequestNotFound({ requestId }, ['input', 'requestId'])
    const isPending = request.status === 'PENDING'
    const { payment: asked, order } = await requirePayment(tx, request.paymentId)
    const { customerId, id: orderId } = order
    const told = { orderId, paymentId: asked.id, customerId }
    if (isPending) {
      const status = error === null ? 'SUCCEEDED' : 'FAILED'
      await answerRequest(tx, { requestId, status, error, answeredAt: now })
    }
    if (error !== null) {
      if (isPending) record(paymentFailed({ ...told, entryId: null, requestId }))
      return { payment: asked.id, order: orderId }
    }
    const payment = await identified(context, asked, reference ?? null, clientSecret)
    const { reason } = request
    if (request.kind === 'AUTHORIZE') record(paymentStarted(told))
    for (const { occurredAt, ...entry } of entries)
      await enter(context, payment, customerId, { ...entry, reason, occurredAt: occurredAt ?? now })
    if (request.kind === 'VOID' && entries.length === 0)
      record(paymentVoided({ ...told, entryId: null }))
    await countWaiting(context, payment, customerId)
    await settleLifecycle(context, orderId)
    await returnStranded(context, orderId)
    return { payment: payment.id, order: orderId }
  },
})

/**
 * The payment, by the name that its provider has for it. A name once given stays: where a report has
 * begun a payment under it meanwhile, that one is meant.
 */
async function identified(
  { tx }: Context,
  payment: Payment,
  found: string | null,
  foundSecret: string | null,
): Promise<Payment> {
  const reference = payment.reference ?? found
  const clientSecret = payment.clientSecret ?? foundSecret
  if (reference === null) return payment
  const known = await paymentKnownAs(tx, { provider: payment.provider, reference })
  if (known && known.id !== payment.id) return known
  await identifyPayment(tx, { paymentId: payment.id, reference, clientSecret })
  return { ...payment, reference, clientSecret }
}
