// What was sold, by the day on which it was placed and the currency.
import { integer, money, primaryKey, table, text } from '#kernel/database/table.ts'

export const salesByDayView = table(
  'sales_by_day_view',
  {
    currency: text().notNull(),
    /** YYYY-MM-DD in the shop's time zone. */
    day: text().notNull(),
    orders: integer().notNull(),
    units: integer().notNull(),
    /** Lines as placed plus shipping. */
    gross: money().notNull(),
    refunds: money().notNull(),
  },
  (t) => [primaryKey({ columns: [t.currency, t.day] })],
)
