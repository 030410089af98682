// What was sold, by the day on which it was placed, the currency and where it was sold to.
import { integer, money, primaryKey, table, text } from '#kernel/database/table.ts'

export const salesByDayView = table(
  'sales_by_day_view',
  {
    currency: text().notNull(),
    /** YYYY-MM-DD in the shop's time zone. */
    day: text().notNull(),
    /** ISO 3166-1 alpha-2; empty where nobody said. */
    countryCode: text().notNull(),
    orders: integer().notNull(),
    units: integer().notNull(),
    /** What discounts took of lines and shipping. */
    discounts: money().notNull(),
    /** Shipping after discounts, with its tax; it is part of `net` and `gross`. */
    shipping: money().notNull(),
    net: money().notNull(),
    tax: money().notNull(),
    /** What was to be paid: lines and shipping after discounts and with tax. */
    gross: money().notNull(),
  },
  (t) => [primaryKey({ columns: [t.currency, t.day, t.countryCode] })],
)
