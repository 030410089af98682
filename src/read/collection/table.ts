// Collections, and beside them which products they hold: one row a product, for either direction.
import type { CollectionStatus } from '#domain/product-status.ts'
import { index, instant, integer, primaryKey, table, text, word } from '#kernel/database/table.ts'

export const collectionView = table(
  'collection_view',
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    slug: text().notNull(),
    name: text().notNull(),
    /** The name as it is sorted. */
    nameKey: text().notNull(),
    description: text(),
    status: word<CollectionStatus>().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    index('collection_view_by_slug').on(t.slug),
    index('collection_view_by_name').on(t.nameKey, t.id),
    index('collection_view_by_created').on(t.createdAt, t.id),
    index('collection_view_by_status').on(t.status, t.nameKey, t.id),
  ],
)

export const collectionProductView = table(
  'collection_product_view',
  {
    collectionId: text().notNull(),
    productId: text().notNull(),
    position: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.collectionId, t.productId] }),
    index('collection_product_view_in_order').on(t.collectionId, t.position),
    index('collection_product_view_by_product').on(t.productId, t.collectionId),
  ],
)
