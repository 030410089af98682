// Takes a product from shoppers' sight; it is a draft again. One that is a draft already stays as it is.
import { command, id } from '#write/command.ts'
import { changeProduct } from './change.ts'
import { productUnpublished } from './events.ts'
import { ProductIsArchived, ProductNotFound } from './rejections.ts'
import { requireOpenProduct } from './require.ts'

export const unpublishProduct = command({
  name: 'UnpublishProduct',
  summary:
    "Takes a product from shoppers' sight: it is a draft again, and can't be bought until it is published. Carts that hold it say so; orders keep it.",
  permission: 'catalog.write',
  input: { productId: id('product').describe('The product to take from sight.') },
  target: ({ productId }) => ({ aggregate: 'product', id: productId }),
  rejections: [ProductNotFound, ProductIsArchived],

  async handle({ tx, now, record }, { productId }) {
    const product = await requireOpenProduct(tx, productId)
    if (product.status === 'PUBLISHED') {
      await changeProduct(tx, product, { ...product, status: 'DRAFT', updatedAt: now })
      record(productUnpublished({ productId }))
    }
    return { product: productId }
  },
})
