// Money: tenders, the append-only ledger that every amount is a sum of, what providers were asked, and
// what they told of their own accord.
import { sql } from 'drizzle-orm'
import type {
  PaymentEntryType,
  PaymentReportType,
  PaymentRequestKind,
  PaymentRequestStatus,
} from '#domain/payments.ts'
import { check, index, instant, money, table, text, unique, word } from '#kernel/database/table.ts'

/** One tender: a card that was authorized, a transfer that came. */
export const payments = table(
  'payments',
  {
    id: text().primaryKey(),
    orderId: text().notNull(),
    /** `manual`, or the name of a payment provider. */
    provider: text().notNull(),
    /** Cash, bank transfer: what a person would call it. */
    method: text().notNull(),
    currency: text().notNull(),
    /** The provider's id for it; null until the provider has answered. */
    reference: text(),
    /** With it the customer's browser confirms this one payment; it can't charge by itself. */
    clientSecret: text(),
    createdAt: instant().notNull(),
  },
  (t) => [
    index('payments_by_order').on(t.orderId, t.id),
    unique('payments_once').on(t.provider, t.reference),
  ],
)

export const paymentEntries = table(
  'payment_entries',
  {
    id: text().primaryKey(),
    paymentId: text()
      .notNull()
      .references(() => payments.id),
    orderId: text().notNull(),
    type: word<PaymentEntryType>().notNull(),
    amount: money().notNull(),
    currency: text().notNull(),
    /** By which the provider knows this very capture, refund or dispute. */
    reference: text(),
    reason: text(),
    /** The provider's report that told it; null where a command of the shop's own entered it. */
    reportId: text(),
    occurredAt: instant().notNull(),
    /** YYYY-MM-DD of `occurredAt` in the shop's time zone. */
    day: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [
    index('payment_entries_by_order').on(t.orderId, t.id),
    unique('payment_entries_once').on(t.paymentId, t.type, t.reference),
    check('payment_entries_amount', sql`${t.amount} > 0`),
  ],
)

/** What a provider was asked. A void of nothing gives up what was never promised. */
export const paymentRequests = table(
  'payment_requests',
  {
    id: text().primaryKey(),
    paymentId: text()
      .notNull()
      .references(() => payments.id),
    orderId: text().notNull(),
    kind: word<PaymentRequestKind>().notNull(),
    amount: money().notNull(),
    status: word<PaymentRequestStatus>().notNull(),
    error: text(),
    reason: text(),
    at: instant().notNull(),
    answeredAt: instant(),
  },
  (t) => [
    index('payment_requests_by_payment').on(t.paymentId, t.id),
    index('payment_requests_by_order').on(t.orderId, t.id),
    check('payment_requests_amount', sql`${t.amount} >= 0`),
  ],
)

/** Each counts once; those that no payment is known for wait here. */
export const paymentReports = table(
  'payment_reports',
  {
    id: text().primaryKey(),
    provider: text().notNull(),
    reference: text().notNull(),
    type: word<PaymentReportType>().notNull(),
    /** The provider's id for the payment that it is about. */
    paymentReference: text().notNull(),
    /** Null where a failure was told without one. */
    amount: money(),
    currency: text().notNull(),
    /** The order that it was said to be for. */
    orderId: text(),
    /** Null while it is matched with none. */
    paymentId: text().references(() => payments.id),
    occurredAt: instant().notNull(),
    at: instant().notNull(),
  },
  (t) => [
    unique('payment_reports_once').on(t.provider, t.reference, t.type),
    index('payment_reports_by_payment').on(t.provider, t.paymentReference, t.id),
  ],
)
