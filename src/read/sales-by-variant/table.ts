// What was sold of each variant, by the day on which it was placed and the currency.
import { integer, money, primaryKey, table, text } from '#kernel/database/table.ts'

export const salesByVariantView = table(
  'sales_by_variant_view',
  {
    currency: text().notNull(),
    /** YYYY-MM-DD in the shop's time zone. */
    day: text().notNull(),
    variantId: text().notNull(),
    orders: integer().notNull(),
    units: integer().notNull(),
    discounts: money().notNull(),
    net: money().notNull(),
    tax: money().notNull(),
    gross: money().notNull(),
  },
  (t) => [primaryKey({ columns: [t.currency, t.day, t.variantId] })],
)
