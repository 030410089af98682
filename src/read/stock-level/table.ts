// What is where: one row a variant and location. Which location comes first is not kept here: it may
// change without a unit moving.
import { index, integer, primaryKey, table, text } from '#kernel/database/table.ts'

export const stockLevelView = table(
  'stock_level_view',
  {
    variantId: text().notNull(),
    locationId: text().notNull(),
    onHand: integer().notNull(),
    allocated: integer().notNull(),
    reserved: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.variantId, t.locationId] }),
    index('stock_level_view_by_location').on(t.locationId, t.variantId),
  ],
)
