// What comes back: one return is units of one order that somebody asked to send back, what became of
// them, and the refunds that were granted, with or without a return.
import { sql } from 'drizzle-orm'
import type { ReturnReason } from '#domain/returns.ts'
import {
  check,
  index,
  instant,
  integer,
  json,
  money,
  table,
  text,
  unique,
  word,
} from '#kernel/database/table.ts'

export const returns = table(
  'returns',
  {
    id: text().primaryKey(),
    orderId: text().notNull(),
    /** Who asked for it: a customer, or staff for them. */
    authorId: text().notNull(),
    note: text(),
    rejectReason: text(),
    requestedAt: instant().notNull(),
    approvedAt: instant(),
    rejectedAt: instant(),
    cancelledAt: instant(),
    /** When the last of it came, or was given up. */
    receivedAt: instant(),
    /** The return's id in another system. */
    externalId: text().unique(),
  },
  (t) => [index('returns_by_order').on(t.orderId, t.id)],
)

/** One row an order line. What came of it never exceeds what was asked. */
export const returnLines = table(
  'return_lines',
  {
    id: text().primaryKey(),
    returnId: text()
      .notNull()
      .references(() => returns.id),
    orderLineId: text().notNull(),
    reason: word<ReturnReason>().notNull(),
    quantity: integer().notNull(),
    /** Units that came back and are for sale again. */
    restocked: integer().notNull(),
    /** Units that came back and are not. */
    damaged: integer().notNull(),
  },
  (t) => [
    unique('return_lines_once').on(t.returnId, t.orderLineId),
    check(
      'return_lines_quantities',
      sql`${t.quantity} > 0 and ${t.restocked} >= 0 and ${t.damaged} >= 0 and ${t.restocked} + ${t.damaged} <= ${t.quantity}`,
    ),
  ],
)

export type ReceivedUnits = { orderLineId: string; restocked: number; damaged: number }

/**
 * What came in, where and when; the sums stand in the lines. Damaged units are written here alone:
 * the ledger of stock counts what stands on a shelf, and they never do.
 */
export const returnReceipts = table(
  'return_receipts',
  {
    id: text().primaryKey(),
    returnId: text()
      .notNull()
      .references(() => returns.id),
    locationId: text().notNull(),
    lines: json<ReceivedUnits[]>().notNull(),
    authorId: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [index('return_receipts_by_return').on(t.returnId, t.id)],
)

export type GrantedUnits = { orderLineId: string; quantity: number }

/** That the shop owes an order's buyer this much: the amount is what counts, lines only explain it. */
export const orderRefundGrants = table(
  'order_refund_grants',
  {
    id: text().primaryKey(),
    orderId: text().notNull(),
    returnId: text().references(() => returns.id),
    amount: money().notNull(),
    reason: text(),
    lines: json<GrantedUnits[]>().notNull(),
    authorId: text().notNull(),
    at: instant().notNull(),
    /** The refund's id in another system. */
    externalId: text().unique(),
  },
  (t) => [
    index('order_refund_grants_by_order').on(t.orderId, t.id),
    index('order_refund_grants_by_return').on(t.returnId, t.id),
    check('order_refund_grants_amount', sql`${t.amount} > 0`),
  ],
)
