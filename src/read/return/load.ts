// Returns by id, and as the list that staff work from.
import { RETURN_STATUSES } from '#domain/returns.ts'
import { exact, ranged } from '#kernel/filter.ts'
import { choice, instant, text } from '#kernel/input.ts'
import { rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { returnView } from './table.ts'

export type ReturnRow = typeof returnView.$inferSelect
export type { ReturnViewLine, ReturnViewReceipt } from './table.ts'

export const loadReturnViews = rowsByKey(returnView, returnView.id)

export const returnListing = listing({
  table: returnView,
  filters: {
    status: exact(
      returnView.status,
      choice('ReturnStatus', RETURN_STATUSES),
      'Where they stand: `REQUESTED` waits to be decided, `APPROVED` to come.',
    ),
    orderId: exact(returnView.orderId, text(), 'Of which order, by its id.'),
    customerId: exact(returnView.customerId, text(), 'Of which customer, by its id.'),
    requestedAt: ranged(returnView.requestedAt, instant(), 'When they were asked for.'),
  },
  orders: {
    REQUESTED_AT: ordering('When they were asked for.', returnView.requestedAt, returnView.id),
  },
  defaultOrder: { field: 'REQUESTED_AT', direction: 'ASC' },
})
