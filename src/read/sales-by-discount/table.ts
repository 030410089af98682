// What discounts took, by the day on which their orders were placed and the currency.
import { integer, money, primaryKey, table, text } from '#kernel/database/table.ts'

export const salesByDiscountView = table(
  'sales_by_discount_view',
  {
    currency: text().notNull(),
    /** YYYY-MM-DD in the shop's time zone. */
    day: text().notNull(),
    /** Empty for discounts of orders that were placed elsewhere. */
    discountId: text().notNull(),
    /** Orders that have something of it. */
    orders: integer().notNull(),
    /** What it took of lines and shipping. */
    discounted: money().notNull(),
    /** What those orders cost. */
    gross: money().notNull(),
  },
  (t) => [primaryKey({ columns: [t.currency, t.day, t.discountId] })],
)
