// Payments by id, and those whose money is stranded: promised or kept for an order that is over.
import { exact, ranged } from '#kernel/filter.ts'
import { amount, text } from '#kernel/input.ts'
import { rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { paymentView } from './table.ts'

export type PaymentRow = typeof paymentView.$inferSelect
export type { PaymentViewEntry, PaymentViewRequest } from './table.ts'

export const loadPaymentViews = rowsByKey(paymentView, paymentView.id)

export const paymentListing = listing({
  table: paymentView,
  filters: {
    provider: exact(paymentView.provider, text(), 'By provider: `manual`, `stripe`.'),
    currency: exact(paymentView.currency, text({ max: 3 }), 'In which currency.'),
    stranded: ranged(
      paymentView.stranded,
      amount(),
      'How much of it is stranded, in minor units of whichever currency.',
    ),
  },
  orders: {
    CREATED_AT: ordering('When they were begun.', paymentView.createdAt, paymentView.id),
  },
  defaultOrder: { field: 'CREATED_AT', direction: 'ASC' },
})
