// What tax is in what was sold, by day, currency, country and rate.
import { integer, money, primaryKey, table, text } from '#kernel/database/table.ts'

export const salesByTaxRateView = table(
  'sales_by_tax_rate_view',
  {
    currency: text().notNull(),
    /** YYYY-MM-DD in the shop's time zone. */
    day: text().notNull(),
    /** ISO 3166-1 alpha-2; empty where nobody said. */
    countryCode: text().notNull(),
    /** Thousandths of a percent. */
    taxRate: integer().notNull(),
    /** Lines and shipping after discounts. */
    net: money().notNull(),
    tax: money().notNull(),
    gross: money().notNull(),
  },
  (t) => [primaryKey({ columns: [t.currency, t.day, t.countryCode, t.taxRate] })],
)
