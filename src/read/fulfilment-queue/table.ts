// What is still to be made ready or shipped: one row an order and location that has work with it.
import type { QueueStatus } from '#domain/fulfilment-queue.ts'
import { flag, index, instant, integer, json, table, text, word } from '#kernel/database/table.ts'

export type QueueLine = {
  orderLineId: string
  sku: string
  name: string
  /** Units to be made ready, and units that are and have not shipped. */
  open: number
  ready: number
}

export const fulfilmentQueueView = table(
  'fulfilment_queue_view',
  {
    /** The order and the location in one word. */
    id: text().primaryKey(),
    orderId: text().notNull(),
    /** Null for open units that no location holds, because they are not tracked. */
    locationId: text(),
    orderNumber: integer().notNull(),
    placedAt: instant().notNull(),
    /** Nothing of the order is made ready or ships meanwhile. */
    onHold: flag().notNull(),
    status: word<QueueStatus>().notNull(),
    unitsOpen: integer().notNull(),
    unitsReady: integer().notNull(),
    lines: json<QueueLine[]>().notNull(),
    /** Those that are ready and have not shipped. */
    fulfilmentIds: json<string[]>().notNull(),
  },
  // Each filter with the usual order behind it, so that a page costs the rows that it shows.
  (t) => [
    index('fulfilment_queue_view_by_order').on(t.orderId),
    index('fulfilment_queue_view_by_placing').on(t.placedAt, t.orderNumber, t.id),
    index('fulfilment_queue_view_by_location').on(t.locationId, t.placedAt, t.orderNumber, t.id),
    index('fulfilment_queue_view_by_status').on(t.status, t.placedAt, t.orderNumber, t.id),
    index('fulfilment_queue_view_by_both').on(
      t.locationId,
      t.status,
      t.placedAt,
      t.orderNumber,
      t.id,
    ),
  ],
)
