// One tender, whole: what it is, what its ledger sums to, and what may still be done with it.
import type {
  PaymentEntryType,
  PaymentRequestKind,
  PaymentRequestStatus,
} from '#domain/payments.ts'
import { flag, index, instant, json, money, table, text } from '#kernel/database/table.ts'

export type PaymentViewEntry = {
  id: string
  type: PaymentEntryType
  amount: number
  reference: string | null
  reason: string | null
  occurredAt: number
  at: number
}

export type PaymentViewRequest = {
  id: string
  kind: PaymentRequestKind
  amount: number
  status: PaymentRequestStatus
  error: string | null
  reason: string | null
  at: number
  answeredAt: number | null
}

export const paymentView = table(
  'payment_view',
  {
    id: text().primaryKey(),
    orderId: text().notNull(),
    /** Whose order it is, for who may see it. */
    customerId: text(),
    provider: text().notNull(),
    method: text().notNull(),
    currency: text().notNull(),
    reference: text(),
    clientSecret: text(),
    /** Promised, and neither taken nor given up. */
    authorized: money().notNull(),
    captured: money().notNull(),
    refunded: money().notNull(),
    /** In a dispute that is open or lost. */
    disputed: money().notNull(),
    capturable: money().notNull(),
    voidable: money().notNull(),
    refundable: money().notNull(),
    isAwaited: flag().notNull(),
    /** Promised or kept although the order is cancelled or expired. */
    stranded: money().notNull(),
    entries: json<PaymentViewEntry[]>().notNull(),
    requests: json<PaymentViewRequest[]>().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    index('payment_view_by_order').on(t.orderId, t.id),
    index('payment_view_by_stranded').on(t.stranded),
  ],
)
