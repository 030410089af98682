// A way of shipping with its prices: what of it a basket gets is worked out when it is asked.
import type { ShippingBasis, ShippingBracket } from '#domain/shipping.ts'
import { flag, index, instant, integer, json, table, text, word } from '#kernel/database/table.ts'

export const shippingMethodView = table(
  'shipping_method_view',
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    name: text().notNull(),
    countryCodes: json<string[]>().notNull(),
    basis: word<ShippingBasis>().notNull(),
    brackets: json<ShippingBracket[]>().notNull(),
    taxClass: text().notNull(),
    isOffered: flag().notNull(),
    createdAt: instant().notNull(),
    archivedAt: instant(),
  },
  (t) => [
    index('shipping_method_view_offered').on(t.isOffered, t.id),
    index('shipping_method_view_by_created').on(t.createdAt, t.id),
  ],
)
