// The append-only ledger of money: every amount that an order shows is a sum of these entries.
import { sql } from 'drizzle-orm'
import { check, index, instant, money, table, text, unique, word } from '#kernel/database/table.ts'

export const paymentEntries = table(
  'payment_entries',
  {
    id: text().primaryKey(),
    orderId: text().notNull(),
    type: word<'AUTHORIZED' | 'CAPTURED' | 'VOIDED' | 'REFUNDED'>().notNull(),
    /** `manual`, or the name of a payment provider. */
    provider: text().notNull(),
    /** Cash, bank transfer: what a person would call it. */
    method: text().notNull(),
    amount: money().notNull(),
    currency: text().notNull(),
    reference: text(),
    at: instant().notNull(),
  },
  (t) => [
    index('payment_entries_by_order').on(t.orderId, t.id),
    unique('payment_entries_once').on(t.provider, t.reference, t.type),
    check('payment_entries_amount', sql`${t.amount} > 0`),
  ],
)
