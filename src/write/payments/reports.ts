// What providers tell counts once, whenever it comes: at once where the payment is known, and else as
// soon as it is. A failure takes back the success of the same reference that is not newer than it.
import { and, asc, eq, isNull } from 'drizzle-orm'
import {
  FAILURE_OF,
  isSuccess,
  type PaymentEntryType,
  type PaymentReportType,
  type PaymentRequestKind,
} from '#domain/payments.ts'
import { as, type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { enter, entriesKnownAs } from './enter.ts'
import { paymentFailed, paymentReportMatched } from './events.ts'
import type { Payment } from './payment.ts'
import { settleRequest } from './requests.ts'
import { paymentReports } from './tables.ts'

export type Report = typeof paymentReports.$inferSelect

export const ENTRY_OF = {
  AUTHORIZED: 'AUTHORIZED',
  CAPTURED: 'CAPTURED',
  VOIDED: 'VOIDED',
  REFUNDED: 'REFUNDED',
  DISPUTE_OPENED: 'DISPUTED',
  DISPUTE_WON: 'DISPUTE_WON',
  DISPUTE_LOST: 'DISPUTE_LOST',
} as const satisfies Record<Exclude<PaymentReportType, 'FAILED'>, PaymentEntryType>

/** What was asked of the provider is answered too, where its report says that it was done. */
const ANSWERS: Partial<Record<PaymentReportType, PaymentRequestKind>> = {
  AUTHORIZED: 'AUTHORIZE',
  CAPTURED: 'CAPTURE',
  VOIDED: 'VOID',
  REFUNDED: 'REFUND',
}

/** False where the ledger knows the same with another amount: the report is then left as it is. */
export async function countReport(
  context: Context,
  payment: Payment,
  customerId: string | null,
  report: Report,
): Promise<boolean> {
  const { type, amount, reference, occurredAt, id: reportId } = report
  if (type === 'FAILED') await takeBack(context, payment, customerId, report)
  else {
    if (amount === null) throw new Error(`The report ${reportId} has no amount.`)
    const entry = { type: ENTRY_OF[type], amount, reference, occurredAt, reportId }
    const entered = await enter(context, payment, customerId, entry)
    if (entered === 'CONFLICT') return false
    const kind = ANSWERS[type]
    if (kind && entered === 'ENTERED')
      await settleRequest(context, { paymentId: payment.id, kind, amount })
  }
  await match(context.tx, { reportId, paymentId: payment.id })
  return true
}

async function takeBack(
  context: Context,
  payment: Payment,
  customerId: string | null,
  { reference, occurredAt, id: reportId }: Report,
): Promise<void> {
  const { id: paymentId, orderId } = payment
  const known = await entriesKnownAs(context.tx, { paymentId, reference })
  const successes = known.filter(({ type }) => isSuccess(type))
  for (const { type, amount, occurredAt: succeededAt } of successes)
    if (isSuccess(type) && succeededAt <= occurredAt) {
      const entry = { type: FAILURE_OF[type], amount, reference, occurredAt, reportId }
      await enter(context, payment, customerId, entry)
    }
  if (successes.length === 0)
    context.record(
      paymentFailed({ orderId, paymentId, customerId, entryId: null, requestId: null }),
    )
}

/** Counts what was told of a payment before it was known. */
export async function countWaiting(
  context: Context,
  payment: Payment,
  customerId: string | null,
): Promise<void> {
  const { id: paymentId, orderId, provider, reference, currency } = payment
  if (reference === null) return
  for (const report of await waitingFor(context.tx, { provider, paymentReference: reference }))
    if (report.currency === currency && (await countReport(context, payment, customerId, report)))
      context.record(paymentReportMatched({ reportId: report.id, paymentId, orderId }))
}

const waitingFor = statement((db, $: Params<{ provider: string; paymentReference: string }>) =>
  db
    .select()
    .from(paymentReports)
    .where(
      and(
        eq(paymentReports.provider, $.provider),
        eq(paymentReports.paymentReference, $.paymentReference),
        isNull(paymentReports.paymentId),
      ),
    )
    .orderBy(asc(paymentReports.occurredAt), asc(paymentReports.id)),
)

const match = statement((db, $: Params<{ reportId: string; paymentId: string }>) =>
  db
    .update(paymentReports)
    .set({ paymentId: as(paymentReports.paymentId, $.paymentId) })
    .where(eq(paymentReports.id, $.reportId)),
)
