// Where stock is kept, as staff see it.
import { instant, integer, table, text } from '#kernel/database/table.ts'

export const locationView = table('location_view', {
  id: text().primaryKey(),
  version: integer().notNull(),
  code: text().notNull().unique(),
  name: text().notNull(),
  countryCode: text().notNull(),
  priority: integer().notNull(),
  createdAt: instant().notNull(),
})
