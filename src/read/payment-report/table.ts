// What providers told of payments that nobody knows here, until somebody does.
import type { PaymentReportType } from '#domain/payments.ts'
import { index, instant, money, table, text, word } from '#kernel/database/table.ts'

export const unmatchedReportView = table(
  'unmatched_report_view',
  {
    id: text().primaryKey(),
    provider: text().notNull(),
    reference: text().notNull(),
    paymentReference: text().notNull(),
    type: word<PaymentReportType>().notNull(),
    amount: money(),
    currency: text().notNull(),
    /** The order that it was said to be for. */
    orderId: text(),
    occurredAt: instant().notNull(),
    receivedAt: instant().notNull(),
  },
  (t) => [index('unmatched_report_view_by_receipt').on(t.receivedAt, t.id)],
)
