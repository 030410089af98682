// What went back in a range of days, by day and by who paid it out.
import { and, asc, between, eq } from 'drizzle-orm'
import { type Params, statement } from '#kernel/database/statement.ts'
import { type ReportRange, requireRange } from '#read/reports/range.ts'
import { amount, count, type Report, text } from '#read/reports/report.ts'
import { refundsByDayView } from './table.ts'

export type RefundsByDayRow = Awaited<ReturnType<typeof refundedBetween>>[number]

export const refundsByDayReport: Report<RefundsByDayRow> = {
  name: 'refundsByDay',
  description:
    'What went back to customers, on the day on which it did and by who paid it out. A refund that fails later is taken off the day on which it did. Days without refunds have no row.',
  isOfDays: true,
  columns: {
    day: text("The day in the shop's time zone."),
    provider: text('`manual`, or the name of the payment provider.'),
    refunds: count('How many refunds, less those that failed.'),
    amount: amount('What they gave back, less what failed.'),
  },
  load: async (tx, range) => {
    requireRange(range)
    return refundedBetween(tx, range)
  },
}

const refundedBetween = statement((db, $: Params<ReportRange>) =>
  db
    .select({
      day: refundsByDayView.day,
      provider: refundsByDayView.provider,
      refunds: refundsByDayView.refunds,
      amount: refundsByDayView.amount,
    })
    .from(refundsByDayView)
    .where(
      and(eq(refundsByDayView.currency, $.currency), between(refundsByDayView.day, $.from, $.to)),
    )
    .orderBy(asc(refundsByDayView.day), asc(refundsByDayView.provider)),
)
