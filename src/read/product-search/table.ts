// What products are found by: words for the full-text index, and what results are put in order by.

import type { ProductStatus } from '#domain/product-status.ts'
import type { FullText } from '#kernel/database/full-text.ts'
import { index, instant, integer, table, text, word } from '#kernel/database/table.ts'

export const productSearchView = table(
  'product_search_view',
  {
    /** The product's. */
    id: text().primaryKey(),
    /** Ties the row to its words. */
    serial: integer().notNull().unique(),
    status: word<ProductStatus>().notNull(),
    nameKey: text().notNull(),
    createdAt: instant().notNull(),
    name: text().notNull(),
    /** SKUs and names of the variants that are sold. */
    variantWords: text().notNull(),
    description: text().notNull(),
  },
  (t) => [
    index('product_search_view_by_name').on(t.nameKey, t.serial),
    index('product_search_view_by_created').on(t.createdAt, t.serial),
  ],
)

export const productWords: FullText = {
  index: 'product_search_words',
  table: 'product_search_view',
  row: 'serial',
  columns: { name: 'name', variantWords: 'variant_words', description: 'description' },
}
