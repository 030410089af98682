// The facts of the catalog.
import { event } from '#kernel/event.ts'

type ProductFact = { productId: string }
const product = { aggregate: 'product', id: 'productId' } as const

export const productCreated = event<ProductFact & { variantIds: string[] }>()({
  ...product,
  name: 'ProductCreated',
  summary: 'A product entered the catalog.',
})
export const productUpdated = event<ProductFact>()({
  ...product,
  name: 'ProductUpdated',
  summary: "A product's own words changed.",
})
export const productPublished = event<ProductFact>()({
  ...product,
  name: 'ProductPublished',
  summary: 'A product is shown to shoppers.',
})
export const productUnpublished = event<ProductFact>()({
  ...product,
  name: 'ProductUnpublished',
  summary: 'A product is no longer shown to shoppers, and a draft again.',
})
export const productArchived = event<ProductFact>()({
  ...product,
  name: 'ProductArchived',
  summary: 'A product is no longer sold.',
})
export const variantAdded = event<ProductFact & { variantId: string }>()({
  ...product,
  name: 'VariantAdded',
  summary: 'A product got one more variant.',
})
export const variantUpdated = event<ProductFact & { variantId: string }>()({
  ...product,
  name: 'VariantUpdated',
  summary: "A variant's name or SKU changed.",
})
export const variantArchived = event<ProductFact & { variantId: string }>()({
  ...product,
  name: 'VariantArchived',
  summary: 'A variant is no longer sold.',
})
export const priceSet = event<ProductFact & { variantId: string }>()({
  ...product,
  name: 'PriceSet',
  summary: 'A variant got a price, now or for later.',
})
export const priceRemoved = event<ProductFact & { variantId: string }>()({
  ...product,
  name: 'PriceRemoved',
  summary: 'A price of a variant was taken away before it ended by itself.',
})
export const collectionCreated = event<{ collectionId: string; productIds: string[] }>()({
  aggregate: 'collection',
  id: 'collectionId',
  name: 'CollectionCreated',
  summary: 'A collection of products was made.',
})
/** `productIds` are those that were in it before or are in it now. */
export const collectionUpdated = event<{ collectionId: string; productIds: string[] }>()({
  aggregate: 'collection',
  id: 'collectionId',
  name: 'CollectionUpdated',
  summary: "A collection's words or products changed.",
})
export const collectionPublished = event<{ collectionId: string }>()({
  aggregate: 'collection',
  id: 'collectionId',
  name: 'CollectionPublished',
  summary: 'A collection is shown to shoppers.',
})
export const collectionUnpublished = event<{ collectionId: string }>()({
  aggregate: 'collection',
  id: 'collectionId',
  name: 'CollectionUnpublished',
  summary: 'A collection is no longer shown to shoppers.',
})
