// What went back to customers, by the day on which it did and who paid it out.
import { integer, money, primaryKey, table, text } from '#kernel/database/table.ts'

export const refundsByDayView = table(
  'refunds_by_day_view',
  {
    currency: text().notNull(),
    /** YYYY-MM-DD in the shop's time zone. */
    day: text().notNull(),
    /** `manual`, or the name of a payment provider. */
    provider: text().notNull(),
    /** Refunds less those that failed. */
    refunds: integer().notNull(),
    amount: money().notNull(),
  },
  (t) => [primaryKey({ columns: [t.currency, t.day, t.provider] })],
)
