// Draft orders by id, by number, by the order that they became, and as the list that staff work from.
import { DRAFT_ORDER_STATUSES } from '#domain/draft-order-status.ts'
import { exact } from '#kernel/filter.ts'
import { choice, text } from '#kernel/input.ts'
import { rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { draftOrderView } from './table.ts'

export type DraftOrderRow = typeof draftOrderView.$inferSelect

export const loadDraftOrderViews = rowsByKey(draftOrderView, draftOrderView.id)
export const loadDraftOrderViewsByNumber = rowsByKey(draftOrderView, draftOrderView.number)
export const loadDraftOrderViewsByOrder = rowsByKey(draftOrderView, draftOrderView.orderId)

export const draftOrderListing = listing({
  table: draftOrderView,
  filters: {
    status: exact(
      draftOrderView.status,
      choice('DraftOrderStatus', DRAFT_ORDER_STATUSES),
      'Where they stand: `OPEN` is still to be completed.',
    ),
    customerId: exact(draftOrderView.customerId, text(), 'Whose they are, by the customer’s id.'),
  },
  orders: {
    NUMBER: ordering('By number: in the order in which they were begun.', draftOrderView.number),
  },
  defaultOrder: { field: 'NUMBER', direction: 'DESC' },
})
