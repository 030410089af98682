// How much tax is on a class of goods in a country.
import { sql } from 'drizzle-orm'
import { check, instant, integer, table, text, uniqueIndex } from '#kernel/database/table.ts'

export const taxRates = table(
  'tax_rates',
  {
    id: text().primaryKey(),
    countryCode: text().notNull(),
    taxClass: text().notNull(),
    /** Thousandths of a percent. */
    rate: integer().notNull(),
    name: text().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex('tax_rates_by_country').on(t.countryCode, t.taxClass),
    check('tax_rates_rate', sql`${t.rate} >= 0 and ${t.rate} <= 100000`),
  ],
)
