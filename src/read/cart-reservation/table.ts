// What carts hold back, and until when. Whether it has lapsed is for whoever looks to say.
import { index, instant, integer, primaryKey, table, text } from '#kernel/database/table.ts'

export const cartReservationView = table(
  'cart_reservation_view',
  {
    cartLineId: text().notNull(),
    locationId: text().notNull(),
    cartId: text().notNull(),
    variantId: text().notNull(),
    quantity: integer().notNull(),
    expiresAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.cartLineId, t.locationId] }),
    index('cart_reservation_view_by_cart').on(t.cartId, t.cartLineId, t.locationId),
    index('cart_reservation_view_by_variant').on(t.variantId, t.expiresAt, t.cartLineId),
  ],
)
