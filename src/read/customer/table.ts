// Customers as staff see them, with their addresses, and what each has bought.

import type { Address } from '#domain/address.ts'
import {
  index,
  instant,
  integer,
  json,
  money,
  primaryKey,
  table,
  text,
  word,
} from '#kernel/database/table.ts'

/** In the order in which they were added; exactly one is the default where there are any. */
export type CustomerViewAddress = Address & { id: string; isDefault: boolean }

export const customerView = table(
  'customer_view',
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    email: text(),
    emailKey: text(),
    name: text(),
    phone: text(),
    countryCode: text(),
    externalId: text(),
    subject: text(),
    addresses: json<CustomerViewAddress[]>().notNull(),
    createdAt: instant().notNull(),
    /** When everything personal was erased. */
    erasedAt: instant(),
  },
  (t) => [
    index('customer_view_by_creation').on(t.createdAt, t.id),
    index('customer_view_by_email').on(t.emailKey, t.createdAt, t.id),
    index('customer_view_by_external_id').on(t.externalId),
    index('customer_view_by_subject').on(t.subject),
    index('customer_view_by_country').on(t.countryCode, t.createdAt, t.id),
  ],
)

export type CustomerTermKind = 'EMAIL' | 'EXTERNAL_ID' | 'PHONE' | 'NAME' | 'SOUND'

/** Many rows a customer: everything that somebody may know of whom they look for. */
export const customerTermView = table(
  'customer_term_view',
  {
    customerId: text().notNull(),
    kind: word<CustomerTermKind>().notNull(),
    term: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.kind, t.term] }),
    index('customer_term_view_by_term').on(t.term, t.customerId),
  ],
)

/** What a customer has bought, as placed: later cancels lower nothing. And what they paid for it. */
export const customerTotalsView = table(
  'customer_totals_view',
  {
    customerId: text().notNull(),
    currency: text().notNull(),
    orders: integer().notNull(),
    /** Lines as placed plus shipping. */
    gross: money().notNull(),
    /** Captures less refunds. */
    paid: money().notNull(),
  },
  (t) => [primaryKey({ columns: [t.customerId, t.currency] })],
)
