// Orders that staff put together. A draft keeps the prices that staff set and no others: it is priced
// whenever it is looked at, as a cart is.
import { sql } from 'drizzle-orm'
import type { Address } from '#domain/address.ts'
import type { DraftOrderStatus } from '#domain/draft-order-status.ts'
import {
  check,
  index,
  instant,
  integer,
  json,
  money,
  table,
  text,
  word,
} from '#kernel/database/table.ts'

export const draftOrders = table(
  'draft_orders',
  {
    id: text().primaryKey(),
    /** Short, unique among drafts, counting up. */
    number: integer().notNull().unique(),
    /** Of a deleted draft its number is kept, so that no other gets it, and nothing else. */
    status: word<DraftOrderStatus | 'DELETED'>().notNull(),
    currency: text().notNull(),
    customerId: text(),
    email: text(),
    shippingAddress: json<Address>(),
    /** As they were entered. */
    discountCodes: json<string[]>().notNull(),
    shippingMethodId: text(),
    note: text(),
    /** The order that it became. */
    orderId: text().unique(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    check('draft_orders_order', sql`(${t.orderId} is not null) = (${t.status} = 'COMPLETED')`),
  ],
)

export const draftOrderLines = table(
  'draft_order_lines',
  {
    id: text().primaryKey(),
    draftOrderId: text()
      .notNull()
      .references(() => draftOrders.id),
    position: integer().notNull(),
    variantId: text().notNull(),
    quantity: integer().notNull(),
    /** What staff ask for a unit, in the draft's currency; null goes by the catalog. */
    unitPrice: money(),
    priceReason: text(),
  },
  (t) => [
    index('draft_order_lines_by_draft').on(t.draftOrderId, t.position),
    check('draft_order_lines_quantity', sql`${t.quantity} > 0`),
    check(
      'draft_order_lines_price',
      sql`(${t.unitPrice} is null) = (${t.priceReason} is null) and (${t.unitPrice} is null or ${t.unitPrice} >= 0)`,
    ),
  ],
)
