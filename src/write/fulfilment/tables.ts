// What goes out: one fulfilment is what one location sends for one order.
import { sql } from 'drizzle-orm'
import type { FulfilmentState } from '#domain/fulfilment-state.ts'
import {
  check,
  index,
  instant,
  integer,
  json,
  primaryKey,
  table,
  text,
  word,
} from '#kernel/database/table.ts'

export type Tracking = { carrier: string; number: string; url: string | null }

export const fulfilments = table(
  'fulfilments',
  {
    id: text().primaryKey(),
    orderId: text().notNull(),
    locationId: text().notNull(),
    status: word<FulfilmentState>().notNull(),
    trackings: json<Tracking[]>().notNull(),
    createdAt: instant().notNull(),
    shippedAt: instant(),
    deliveredAt: instant(),
    cancelledAt: instant(),
    cancelReason: text(),
  },
  (t) => [index('fulfilments_by_order').on(t.orderId, t.id)],
)

export const fulfilmentLines = table(
  'fulfilment_lines',
  {
    fulfilmentId: text()
      .notNull()
      .references(() => fulfilments.id),
    orderLineId: text().notNull(),
    quantity: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.fulfilmentId, t.orderLineId] }),
    check('fulfilment_lines_quantity', sql`${t.quantity} > 0`),
  ],
)
