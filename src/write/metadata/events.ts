// The facts of metadata: each is one of the thing that it is kept with, and raises that thing's version.
import { event } from '#kernel/event.ts'

export const productMetadataChanged = event<{ productId: string }>()({
  aggregate: 'product',
  id: 'productId',
  name: 'ProductMetadataChanged',
  summary: 'What is remembered with a product changed.',
})
/** A variant changes with its product. */
export const variantMetadataChanged = event<{ productId: string; variantId: string }>()({
  aggregate: 'product',
  id: 'productId',
  name: 'VariantMetadataChanged',
  summary: 'What is remembered with a variant changed.',
})
export const collectionMetadataChanged = event<{ collectionId: string }>()({
  aggregate: 'collection',
  id: 'collectionId',
  name: 'CollectionMetadataChanged',
  summary: 'What is remembered with a collection changed.',
})
export const customerMetadataChanged = event<{ customerId: string }>()({
  aggregate: 'customer',
  id: 'customerId',
  name: 'CustomerMetadataChanged',
  summary: 'What is remembered with a customer changed.',
})
export const orderMetadataChanged = event<{ orderId: string }>()({
  aggregate: 'order',
  id: 'orderId',
  name: 'OrderMetadataChanged',
  summary: 'What is remembered with an order changed.',
})
