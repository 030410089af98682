// The tax on a class of goods in a country.
import { index, integer, table, text } from '#kernel/database/table.ts'

export const taxRateView = table(
  'tax_rate_view',
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    countryCode: text().notNull(),
    taxClass: text().notNull(),
    rate: integer().notNull(),
    name: text().notNull(),
  },
  (t) => [index('tax_rate_view_by_country').on(t.countryCode, t.taxClass, t.id)],
)
