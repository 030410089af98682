// What shoppers mean to buy. A cart keeps no prices: it is priced whenever it is looked at.
import { sql } from 'drizzle-orm'
import type { Address } from '#domain/address.ts'
import {
  check,
  index,
  instant,
  integer,
  json,
  table,
  text,
  unique,
  word,
} from '#kernel/database/table.ts'

export const carts = table(
  'carts',
  {
    id: text().primaryKey(),
    status: word<'OPEN' | 'COMPLETED' | 'ABANDONED' | 'MERGED'>().notNull(),
    currency: text().notNull(),
    customerId: text(),
    shippingAddress: json<Address>(),
    /** As they were entered. */
    discountCodes: json<string[]>().notNull(),
    /** The way of shipping that was chosen. */
    shippingMethodId: text(),
    /** The order that the cart became. */
    orderId: text(),
    /** The cart that its lines went into. */
    mergedIntoId: text(),
    createdAt: instant().notNull(),
    /** When it was last changed by whoever holds it. */
    touchedAt: instant().notNull(),
  },
  (t) => [index('carts_by_customer').on(t.customerId, t.status, t.touchedAt, t.id)],
)

export const cartLines = table(
  'cart_lines',
  {
    id: text().primaryKey(),
    cartId: text()
      .notNull()
      .references(() => carts.id),
    variantId: text().notNull(),
    quantity: integer().notNull(),
    position: integer().notNull(),
  },
  (t) => [
    unique('cart_lines_by_variant').on(t.cartId, t.variantId),
    index('cart_lines_by_cart').on(t.cartId, t.position),
    check('cart_lines_quantity', sql`${t.quantity} > 0`),
  ],
)
