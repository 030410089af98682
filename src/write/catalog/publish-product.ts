// Shows a draft to shoppers. A product that is published already stays as it is.
import { command, id } from '#write/command.ts'
import { changeProduct } from './change.ts'
import { productPublished } from './events.ts'
import { ProductIsArchived, ProductNotFound } from './rejections.ts'
import { requireOpenProduct } from './require.ts'

export const publishProduct = command({
  name: 'PublishProduct',
  summary: 'Shows a product to shoppers, who can buy it from now on.',
  permission: 'catalog.write',
  input: { productId: id('product').describe('The product to publish.') },
  target: ({ productId }) => ({ aggregate: 'product', id: productId }),
  rejections: [ProductNotFound, ProductIsArchived],

  async handle({ tx, now, record }, { productId }) {
    const product = await requireOpenProduct(tx, productId)
    if (product.status === 'DRAFT') {
      await changeProduct(tx, product, { ...product, status: 'PUBLISHED', updatedAt: now })
      record(productPublished({ productId }))
    }
    return { product: productId }
  },
})
