// Variants by id and by SKU.
import { rowsByKey } from '#kernel/load.ts'
import { variantView } from './table.ts'

export type VariantRow = typeof variantView.$inferSelect

export const loadVariantViews = rowsByKey(variantView, variantView.id)
export const loadVariantViewsByExternalId = rowsByKey(variantView, variantView.externalId)
export const loadVariantViewsBySku = rowsByKey(variantView, variantView.sku)
