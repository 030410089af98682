// A return whole, in one row: what was asked, what was decided, and what came.
import type { ReturnReason, ReturnStatus } from '#domain/returns.ts'
import { index, instant, json, money, table, text, word } from '#kernel/database/table.ts'

export type ReturnViewLine = {
  id: string
  orderLineId: string
  sku: string
  name: string
  reason: ReturnReason
  quantity: number
  restocked: number
  damaged: number
}

export type ReturnViewReceipt = {
  id: string
  locationId: string
  authorId: string
  at: number
  lines: { orderLineId: string; sku: string; name: string; restocked: number; damaged: number }[]
}

export const returnView = table(
  'return_view',
  {
    id: text().primaryKey(),
    orderId: text().notNull(),
    /** Whose order it is, for who may see it. */
    customerId: text(),
    status: word<ReturnStatus>().notNull(),
    requestedAt: instant().notNull(),
    approvedAt: instant(),
    rejectedAt: instant(),
    cancelledAt: instant(),
    receivedAt: instant(),
    authorId: text().notNull(),
    note: text(),
    rejectReason: text(),
    externalId: text(),
    lines: json<ReturnViewLine[]>().notNull(),
    receipts: json<ReturnViewReceipt[]>().notNull(),
    currency: text().notNull(),
    /** The sum of the refunds that were granted for it. */
    refundGranted: money().notNull(),
  },
  (t) => [
    index('return_view_by_request').on(t.requestedAt, t.id),
    index('return_view_by_status').on(t.status, t.requestedAt, t.id),
    index('return_view_by_order').on(t.orderId, t.requestedAt, t.id),
    index('return_view_by_customer').on(t.customerId, t.requestedAt, t.id),
  ],
)
