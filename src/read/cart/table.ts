// A cart as it stands. It holds no price and no stock: both change without the cart.
import type { Address } from '#domain/address.ts'
import { index, instant, integer, json, table, text, word } from '#kernel/database/table.ts'

export type CartViewLine = { id: string; variantId: string; quantity: number; position: number }

export const cartView = table(
  'cart_view',
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    status: word<'OPEN' | 'COMPLETED' | 'ABANDONED' | 'MERGED'>().notNull(),
    currency: text().notNull(),
    customerId: text(),
    shippingAddress: json<Address>(),
    discountCodes: json<string[]>().notNull(),
    shippingMethodId: text(),
    /** The order that the cart became. */
    orderId: text(),
    /** The cart that its lines went into. */
    mergedIntoId: text(),
    lines: json<CartViewLine[]>().notNull(),
    createdAt: instant().notNull(),
    touchedAt: instant().notNull(),
  },
  (t) => [index('cart_view_by_customer').on(t.customerId, t.status, t.touchedAt, t.id)],
)
