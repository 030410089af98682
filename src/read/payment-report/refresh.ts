// A row for each report that is matched with no payment; it goes once it is.
import { and, isNull } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { paymentReportKept, paymentReportMatched } from '#write/payments/events.ts'
import { paymentReports } from '#write/payments/tables.ts'
import { unmatchedReportView } from './table.ts'

const thatReport = ({ reportId }: { reportId: string }) => [reportId]

export const unmatchedReportViews = view({
  table: unmatchedReportView,
  key: 'id',
  wokenBy: [on(paymentReportKept, thatReport), on(paymentReportMatched, thatReport)],
  refresh: (tx: Connection, ids: readonly string[]) => unmatchedBy(tx, { ids: listOf(ids) }),
  keys: keysOf(paymentReports, paymentReports.id),
})

const unmatchedBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({
      id: paymentReports.id,
      provider: paymentReports.provider,
      reference: paymentReports.reference,
      paymentReference: paymentReports.paymentReference,
      type: paymentReports.type,
      amount: paymentReports.amount,
      currency: paymentReports.currency,
      orderId: paymentReports.orderId,
      occurredAt: paymentReports.occurredAt,
      receivedAt: paymentReports.at,
    })
    .from(paymentReports)
    .where(and(inList(paymentReports.id, $.ids), isNull(paymentReports.paymentId))),
)
