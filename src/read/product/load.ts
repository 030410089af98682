// Products by id and by slug, and the list of them.
import { sql } from 'drizzle-orm'
import { PRODUCT_STATUSES } from '#domain/product-status.ts'
import { sortKeyOf } from '#domain/sort-key.ts'
import { exact, prefixed, ranged } from '#kernel/filter.ts'
import { choice, instant, text } from '#kernel/input.ts'
import { rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { collectionProductView } from '#read/collection/table.ts'
import { productView } from './table.ts'

export type { ProductVariant, SetPrice } from './table.ts'
export type ProductRow = typeof productView.$inferSelect

export const loadProductViews = rowsByKey(productView, productView.id)
export const loadProductViewsByExternalId = rowsByKey(productView, productView.externalId)
export const loadProductViewsBySlug = rowsByKey(productView, productView.slug)

export const productListing = listing({
  table: productView,
  filters: {
    status: exact(
      productView.status,
      choice('ProductStatus', PRODUCT_STATUSES),
      'Draft, published or archived. Shoppers are shown published products alone.',
    ),
    slug: exact(productView.slug, text(), 'What names it in web addresses.'),
    name: prefixed(productView.nameKey, text(), 'Its name, case and marks aside.', {
      as: sortKeyOf,
    }),
    createdAt: ranged(productView.createdAt, instant(), 'When it entered the catalog.'),
    updatedAt: ranged(productView.updatedAt, instant(), 'When it last changed.'),
    collectionId: exact(
      collectionProductView.collectionId,
      text(),
      'In which collection, by its id.',
      {
        within: (condition) =>
          sql`exists (select 1 from ${collectionProductView} where ${collectionProductView.productId} = ${productView.id} and ${condition})`,
      },
    ),
  },
  orders: {
    NAME: ordering('By name, case and marks aside.', productView.nameKey, productView.id),
    CREATED_AT: ordering('By when it was created.', productView.createdAt, productView.id),
    UPDATED_AT: ordering('By when it last changed.', productView.updatedAt, productView.id),
  },
  defaultOrder: { field: 'CREATED_AT', direction: 'DESC' },
  rows: { key: 'id', load: loadProductViews },
})
