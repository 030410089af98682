// What a product and a variant can be, in the words that everybody is told.

export const PRODUCT_STATUSES = {
  DRAFT: 'Only staff see it.',
  PUBLISHED: 'Shoppers see it and can buy it.',
  ARCHIVED: 'No longer sold; kept for old orders.',
} as const
export type ProductStatus = keyof typeof PRODUCT_STATUSES

export const VARIANT_STATUSES = {
  ACTIVE: 'Sold, where its product is published.',
  ARCHIVED: 'No longer sold; kept for old orders.',
} as const
export type VariantStatus = keyof typeof VARIANT_STATUSES

export const COLLECTION_STATUSES = {
  DRAFT: 'Only staff see it.',
  PUBLISHED: 'Shoppers see it, and the published products in it.',
} as const
export type CollectionStatus = keyof typeof COLLECTION_STATUSES
