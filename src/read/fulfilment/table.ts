// What one location sends for an order, whole, in one row.
import type { FulfilmentState } from '#domain/fulfilment-state.ts'
import { index, instant, json, table, text, word } from '#kernel/database/table.ts'

export type FulfilmentViewTracking = { carrier: string; number: string; url: string | null }
export type FulfilmentViewLine = {
  orderLineId: string
  sku: string
  name: string
  quantity: number
}

export const fulfilmentView = table(
  'fulfilment_view',
  {
    id: text().primaryKey(),
    orderId: text().notNull(),
    /** Whose order it is, for who may see it. */
    customerId: text(),
    locationId: text().notNull(),
    status: word<FulfilmentState>().notNull(),
    trackings: json<FulfilmentViewTracking[]>().notNull(),
    lines: json<FulfilmentViewLine[]>().notNull(),
    createdAt: instant().notNull(),
    shippedAt: instant(),
    deliveredAt: instant(),
    cancelledAt: instant(),
    cancelReason: text(),
  },
  (t) => [index('fulfilment_view_by_order').on(t.orderId, t.id)],
)
