// One narrow row an order, for lists that are filtered and sorted, and the words that an order is
// found by. The page of an order stands elsewhere.
import type { FulfilmentStatus, OrderStatus, PaymentStatus } from '#domain/order-status.ts'
import type { BalanceSide } from '#domain/owed.ts'
import {
  flag,
  index,
  instant,
  integer,
  money,
  primaryKey,
  table,
  text,
  word,
} from '#kernel/database/table.ts'

export const orderListView = table(
  'order_list_view',
  {
    id: text().primaryKey(),
    number: integer().notNull().unique(),
    placedAt: instant().notNull(),
    email: text(),
    emailKey: text(),
    customerId: text(),
    status: word<OrderStatus>().notNull(),
    paymentStatus: word<PaymentStatus>().notNull(),
    fulfilmentStatus: word<FulfilmentStatus>().notNull(),
    currency: text().notNull(),
    /** As placed, like the count of items. */
    total: money().notNull(),
    itemCount: integer().notNull(),
    countryCode: text(),
    balanceSide: word<BalanceSide>().notNull(),
    /** How much is owed, whoever owes it. */
    balanceAmount: money().notNull(),
    balanceSince: instant().notNull(),
    onHold: flag().notNull(),
    expiresAt: instant(),
  },
  // Each filter with the usual order behind it, so that a page costs the rows that it shows.
  (t) => [
    index('order_list_view_by_placing').on(t.placedAt, t.number),
    index('order_list_view_by_total').on(t.total, t.number),
    index('order_list_view_by_status').on(t.status, t.placedAt, t.number),
    index('order_list_view_by_payment').on(t.paymentStatus, t.placedAt, t.number),
    index('order_list_view_by_fulfilment').on(t.fulfilmentStatus, t.placedAt, t.number),
    index('order_list_view_by_customer').on(t.customerId, t.placedAt, t.number),
    index('order_list_view_by_email').on(t.emailKey, t.placedAt, t.number),
    index('order_list_view_by_hold').on(t.onHold, t.placedAt, t.number),
    index('order_list_view_by_expiry').on(t.expiresAt, t.placedAt, t.number),
    index('order_list_view_by_country').on(t.countryCode, t.placedAt, t.number),
    index('order_list_view_by_balance').on(t.balanceSide, t.balanceSince, t.number),
  ],
)

export type OrderTermKind = 'NUMBER' | 'EMAIL' | 'SKU' | 'EXTERNAL_ID' | 'NAME' | 'SOUND'

/** Many rows an order: everything that somebody may have in hand who looks for it, in lower case. */
export const orderTermView = table(
  'order_term_view',
  {
    orderId: text().notNull(),
    kind: word<OrderTermKind>().notNull(),
    term: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.kind, t.term] }),
    index('order_term_view_by_term').on(t.term, t.orderId, t.kind),
  ],
)
