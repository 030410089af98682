// How much of a variant there is over all locations, and whether it can be bought: one row a variant.
import { flag, index, integer, table, text } from '#kernel/database/table.ts'

export const variantStockView = table(
  'variant_stock_view',
  {
    variantId: text().primaryKey(),
    /** Of the variant's stock and policy, not of its product. */
    version: integer().notNull(),
    productId: text().notNull(),
    sku: text().notNull().unique(),
    tracked: flag().notNull(),
    backorder: flag().notNull(),
    safetyStock: integer().notNull(),
    lowStockLevel: integer().notNull(),
    onHand: integer().notNull(),
    allocated: integer().notNull(),
    reserved: integer().notNull(),
    /** What can be sold: below zero where more is promised than is there. */
    sellable: integer().notNull(),
    /** True where it can be bought now, if need be on backorder. */
    inStock: flag().notNull(),
    /** True where somebody should order more. */
    isLow: flag().notNull(),
  },
  (t) => [
    index('variant_stock_view_by_product').on(t.productId),
    index('variant_stock_view_low').on(t.isLow, t.sellable, t.variantId),
  ],
)
