// Takes a product off sale for good; old orders still show it. One that is archived stays as it is.
import { command, id } from '#write/command.ts'
import { changeProduct } from './change.ts'
import { productArchived } from './events.ts'
import { ProductNotFound } from './rejections.ts'
import { requireProduct } from './require.ts'

export const archiveProduct = command({
  name: 'ArchiveProduct',
  summary: 'Takes a product off sale for good. It keeps its slug and SKUs, and old orders show it.',
  permission: 'catalog.write',
  input: { productId: id('product').describe('The product to archive.') },
  target: ({ productId }) => ({ aggregate: 'product', id: productId }),
  rejections: [ProductNotFound],

  async handle({ tx, now, record }, { productId }) {
    const product = await requireProduct(tx, productId)
    if (product.status !== 'ARCHIVED') {
      await changeProduct(tx, product, { ...product, status: 'ARCHIVED', updatedAt: now })
      record(productArchived({ productId }))
    }
    return { product: productId }
  },
})
