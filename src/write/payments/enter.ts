// Enters into the ledger what happened to money, and tells it. A reference counts once for each type,
// and a success that its provider has meanwhile called failed is not entered at all.
import { and, asc, eq } from 'drizzle-orm'
import { dayOf } from '#domain/calendar.ts'
import { isSuccess, type PaymentEntryType } from '#domain/payments.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { insertInto, type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import {
  disputeLost,
  disputeWon,
  paymentAuthorized,
  paymentCaptured,
  paymentDisputed,
  paymentFailed,
  paymentRefunded,
  paymentVoided,
} from './events.ts'
import type { Payment } from './payment.ts'
import { paymentEntries, paymentReports } from './tables.ts'

export type Entry = {
  type: PaymentEntryType
  amount: number
  reference: string | null
  occurredAt: number
  reason?: string | null
  reportId?: string | null
}

/** `CONFLICT` where the ledger knows the reference with another amount. */
export type Entered = 'ENTERED' | 'KNOWN' | 'BEATEN' | 'CONFLICT'

/** @param customerId Whose order it is. */
export async function enter(
  context: Context,
  payment: Payment,
  customerId: string | null,
  entry: Entry,
): Promise<Entered> {
  const { tx, newId, now, settings } = context
  const { id: paymentId, orderId, currency } = payment
  const { type, amount, reference, occurredAt, reason = null, reportId = null } = entry
  if (reference !== null) {
    const [known] = await entryKnownAs(tx, { paymentId, type, reference })
    if (known) return known.amount === amount ? 'KNOWN' : 'CONFLICT'
    if (isSuccess(type) && (await isBeaten(tx, payment, reference, occurredAt))) return 'BEATEN'
  }
  const id = newId('paymentEntry')
  const day = dayOf(occurredAt, settings.timeZone)
  await insertEntries(tx, [
    {
      ...{ id, paymentId, orderId, type, amount, currency, reference, reason, reportId },
      ...{ occurredAt, day, at: now },
    },
  ])
  tell(context, type, { orderId, paymentId, customerId, entryId: id })
  return 'ENTERED'
}

/** Whether a success was told to have failed, at its own moment or later. */
async function isBeaten(
  tx: Connection,
  { provider }: Payment,
  reference: string,
  occurredAt: number,
): Promise<boolean> {
  const [failure] = await failureOf(tx, { provider, reference })
  return failure !== undefined && failure.occurredAt >= occurredAt
}

const EVENTS = {
  AUTHORIZED: paymentAuthorized,
  VOIDED: paymentVoided,
  CAPTURED: paymentCaptured,
  REFUNDED: paymentRefunded,
  DISPUTED: paymentDisputed,
  DISPUTE_WON: disputeWon,
  DISPUTE_LOST: disputeLost,
} as const

function tell(
  { record }: Context,
  type: PaymentEntryType,
  told: { orderId: string; paymentId: string; customerId: string | null; entryId: string },
): void {
  if (type in EVENTS) record(EVENTS[type as keyof typeof EVENTS](told))
  else record(paymentFailed({ ...told, requestId: null }))
}

/** The ledger's entries of a payment under one reference. */
export const entriesKnownAs = statement((db, $: Params<{ paymentId: string; reference: string }>) =>
  db
    .select({
      type: paymentEntries.type,
      amount: paymentEntries.amount,
      occurredAt: paymentEntries.occurredAt,
    })
    .from(paymentEntries)
    .where(
      and(eq(paymentEntries.paymentId, $.paymentId), eq(paymentEntries.reference, $.reference)),
    )
    .orderBy(asc(paymentEntries.id)),
)

const entryKnownAs = statement(
  (db, $: Params<{ paymentId: string; type: PaymentEntryType; reference: string }>) =>
    db
      .select({ amount: paymentEntries.amount })
      .from(paymentEntries)
      .where(
        and(
          eq(paymentEntries.paymentId, $.paymentId),
          eq(paymentEntries.type, $.type),
          eq(paymentEntries.reference, $.reference),
        ),
      ),
)

const failureOf = statement((db, $: Params<{ provider: string; reference: string }>) =>
  db
    .select({ occurredAt: paymentReports.occurredAt })
    .from(paymentReports)
    .where(
      and(
        eq(paymentReports.provider, $.provider),
        eq(paymentReports.reference, $.reference),
        eq(paymentReports.type, 'FAILED'),
      ),
    ),
)

const insertEntries = insertInto(paymentEntries)
