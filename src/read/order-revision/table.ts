// What an order was before each of its edits: a row an edit, written once and never changed.
import type { Address } from '#domain/address.ts'
import type { OrderDiscount } from '#domain/order-price.ts'
import { index, instant, integer, json, money, table, text } from '#kernel/database/table.ts'
import type { OrderViewLine } from '#read/order/table.ts'

/** What was done to its units beside cancelling is no part of what was agreed. */
export type OrderRevisionLine = Omit<
  OrderViewLine,
  'settled' | 'inFulfilment' | 'fulfilled' | 'returned' | 'returnable' | 'allocations'
>

export const orderRevisionView = table(
  'order_revision_view',
  {
    id: text().primaryKey(),
    orderId: text().notNull(),
    number: integer().notNull(),
    at: instant().notNull(),
    authorId: text().notNull(),
    reason: text().notNull(),
    currency: text().notNull(),
    lines: json<OrderRevisionLine[]>().notNull(),
    shippingAddress: json<Address>(),
    countryCode: text(),
    subtotal: money().notNull(),
    discountTotal: money().notNull(),
    shippingTotal: money().notNull(),
    taxTotal: money().notNull(),
    total: money().notNull(),
    discounts: json<OrderDiscount[]>().notNull(),
    shippingMethodName: text(),
    shippingDiscount: money().notNull(),
    shippingNet: money().notNull(),
    shippingTax: money().notNull(),
    shippingGross: money().notNull(),
    shippingTaxRate: integer().notNull(),
  },
  (t) => [index('order_revision_view_by_order').on(t.orderId, t.number)],
)
