// Order pages by id, and by the number that people say.
import { rowsByKey } from '#kernel/load.ts'
import { orderView } from './table.ts'

export type OrderRow = typeof orderView.$inferSelect
export type {
  OrderViewCancellation,
  OrderViewFulfilment,
  OrderViewLine,
  OrderViewNote,
  OrderViewPayment,
  OrderViewRefundGrant,
  OrderViewUnits,
} from './table.ts'

export const loadOrderViews = rowsByKey(orderView, orderView.id)
export const loadOrderViewsByExternalId = rowsByKey(orderView, orderView.externalId)
export const loadOrderViewsByNumber = rowsByKey(orderView, orderView.number)
