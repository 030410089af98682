// Unmatched reports by id, and as a list: what somebody must look into.
import { PAYMENT_REPORT_TYPES } from '#domain/payments.ts'
import { exact, ranged } from '#kernel/filter.ts'
import { choice, instant, text } from '#kernel/input.ts'
import { rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { unmatchedReportView } from './table.ts'

export type UnmatchedReportRow = typeof unmatchedReportView.$inferSelect

export const loadUnmatchedReportViews = rowsByKey(unmatchedReportView, unmatchedReportView.id)

export const unmatchedReportListing = listing({
  table: unmatchedReportView,
  filters: {
    provider: exact(unmatchedReportView.provider, text(), 'By provider.'),
    type: exact(
      unmatchedReportView.type,
      choice('PaymentReportType', PAYMENT_REPORT_TYPES),
      'By what was reported.',
    ),
    receivedAt: ranged(unmatchedReportView.receivedAt, instant(), 'When they came.'),
  },
  orders: {
    RECEIVED_AT: ordering(
      'When they came.',
      unmatchedReportView.receivedAt,
      unmatchedReportView.id,
    ),
  },
  defaultOrder: { field: 'RECEIVED_AT', direction: 'ASC' },
})
