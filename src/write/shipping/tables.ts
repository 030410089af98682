// The ways in which the shop ships, and what each costs. Orders keep a copy of the one they chose.
import type { ShippingBasis, ShippingBracket } from '#domain/shipping.ts'
import { index, instant, json, table, text, word } from '#kernel/database/table.ts'

export const shippingMethods = table(
  'shipping_methods',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    /** None is everywhere. */
    countryCodes: json<string[]>().notNull(),
    basis: word<ShippingBasis>().notNull(),
    /** Of each currency from the lowest bracket to the highest. */
    brackets: json<ShippingBracket[]>().notNull(),
    taxClass: text().notNull(),
    createdAt: instant().notNull(),
    archivedAt: instant(),
  },
  (t) => [index('shipping_methods_offered').on(t.archivedAt, t.id)],
)
