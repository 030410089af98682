// Collections by id and by slug, the list of them, and which of them a product stands in.
import { groupsByKey, rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { collectionProductView, collectionView } from './table.ts'

export type CollectionRow = typeof collectionView.$inferSelect

export const loadCollectionViews = rowsByKey(collectionView, collectionView.id)
export const loadCollectionViewsBySlug = rowsByKey(collectionView, collectionView.slug)

/** The collections of each product, as rows that name them. */
export const loadMembershipsByProduct = groupsByKey(
  collectionProductView,
  collectionProductView.productId,
  [collectionProductView.collectionId],
)

export const collectionListing = listing({
  table: collectionView,
  filters: {},
  orders: {
    NAME: ordering('By name, case and marks aside.', collectionView.nameKey, collectionView.id),
    CREATED_AT: ordering('By when it was made.', collectionView.createdAt, collectionView.id),
  },
  defaultOrder: { field: 'NAME', direction: 'ASC' },
})
