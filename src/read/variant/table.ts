// A variant with what of its product decides how it is shown and sold.
import type { ProductStatus, VariantStatus } from '#domain/product-status.ts'
import { flag, index, integer, json, table, text, word } from '#kernel/database/table.ts'
import type { SetPrice } from '#read/product/table.ts'

export const variantView = table(
  'variant_view',
  {
    id: text().primaryKey(),
    /** The product's: a variant changes with it. */
    version: integer().notNull(),
    productId: text().notNull(),
    sku: text().notNull(),
    externalId: text(),
    name: text().notNull(),
    productName: text().notNull(),
    status: word<VariantStatus>().notNull(),
    productStatus: word<ProductStatus>().notNull(),
    isService: flag().notNull(),
    taxClass: text().notNull(),
    /** Grams. */
    weight: integer(),
    position: integer().notNull(),
    /** In order of time, without overlaps. */
    prices: json<SetPrice[]>().notNull(),
  },
  (t) => [
    index('variant_view_by_sku').on(t.sku),
    index('variant_view_by_external_id').on(t.externalId),
    index('variant_view_by_product').on(t.productId, t.position),
  ],
)
