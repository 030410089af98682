// A tally of refunds. One that fails is taken off the day on which it did: what was told of the day
// before stays true.
import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { adding, tally } from '#kernel/tally.ts'
import { paymentFailed, paymentRefunded } from '#write/payments/events.ts'
import { paymentEntries, payments } from '#write/payments/tables.ts'
import { refundsByDayView } from './table.ts'

export const refundsByDay = tally({
  table: refundsByDayView,
  adds: [adding(paymentRefunded, refundOf), adding(paymentFailed, refundOf)],
  recompute: (tx) => allRefunds(tx, {}),
})

async function refundOf({ entryId }: { entryId: string | null }, tx: Connection) {
  return entryId === null ? [] : refundBy(tx, { entryId })
}

const isRefund = inArray(paymentEntries.type, ['REFUNDED', 'REFUND_FAILED'])
const sign = sql<number>`case ${paymentEntries.type} when 'REFUNDED' then 1 else -1 end`
const key = {
  currency: paymentEntries.currency,
  day: paymentEntries.day,
  provider: payments.provider,
}

const refundBy = statement((db, $: Params<{ entryId: string }>) =>
  db
    .select({ ...key, refunds: sign, amount: sql<number>`${sign} * ${paymentEntries.amount}` })
    .from(paymentEntries)
    .innerJoin(payments, eq(payments.id, paymentEntries.paymentId))
    .where(and(eq(paymentEntries.id, $.entryId), isRefund)),
)

const allRefunds = statement((db) =>
  db
    .select({
      ...key,
      refunds: sql<number>`sum(${sign})`,
      amount: sql<number>`sum(${sign} * ${paymentEntries.amount})`,
    })
    .from(paymentEntries)
    .innerJoin(payments, eq(payments.id, paymentEntries.paymentId))
    .where(isRefund)
    .groupBy(paymentEntries.currency, paymentEntries.day, payments.provider)
    .orderBy(asc(paymentEntries.currency), asc(paymentEntries.day), asc(payments.provider)),
)
