// A product's whole page in one row, stock aside: a sale must not rewrite it.
import type { PriceInterval } from '#domain/pricing.ts'
import type { ProductStatus, VariantStatus } from '#domain/product-status.ts'
import { index, instant, integer, json, table, text, word } from '#kernel/database/table.ts'

/** A price that was set, from one moment until another. */
export type SetPrice = PriceInterval & { id: string }

export type ProductVariant = {
  id: string
  sku: string
  externalId: string | null
  name: string
  status: VariantStatus
  isService: boolean
  taxClass: string
  /** Grams. */
  weight: number | null
  position: number
  /** In order of time, without overlaps. */
  prices: SetPrice[]
}

export const productView = table(
  'product_view',
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    // Unique in the catalog; here two may pass each other within one command.
    slug: text().notNull(),
    name: text().notNull(),
    externalId: text(),
    /** The name as it is sorted. */
    nameKey: text().notNull(),
    description: text(),
    status: word<ProductStatus>().notNull(),
    variants: json<ProductVariant[]>().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    index('product_view_by_slug').on(t.slug),
    index('product_view_by_external_id').on(t.externalId),
    index('product_view_by_name').on(t.nameKey, t.id),
    index('product_view_by_created').on(t.createdAt, t.id),
    index('product_view_by_updated').on(t.updatedAt, t.id),
    index('product_view_by_status').on(t.status, t.createdAt, t.id),
  ],
)
