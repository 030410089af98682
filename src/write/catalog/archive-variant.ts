// Takes one variant off sale for good. One that is archived stays as it is.
import { command, id } from '#write/command.ts'
import { changeVariant, touchProduct } from './change.ts'
import { variantArchived } from './events.ts'
import { ProductIsArchived, VariantNotFound } from './rejections.ts'
import { requireVariant } from './require.ts'

export const archiveVariant = command({
  name: 'ArchiveVariant',
  summary: 'Takes a variant off sale for good. It keeps its SKU, and old orders show it.',
  permission: 'catalog.write',
  input: { variantId: id('variant').describe('The variant to archive.') },
  rejections: [VariantNotFound, ProductIsArchived],

  async handle({ tx, now, record }, { variantId }) {
    const { variant, product } = await requireVariant(tx, variantId)
    if (variant.status !== 'ARCHIVED') {
      await changeVariant(tx, { ...variant, status: 'ARCHIVED' })
      await touchProduct(tx, { id: product.id, updatedAt: now })
      record(variantArchived({ productId: product.id, variantId }))
    }
    return { variant: variantId, product: product.id }
  },
})
