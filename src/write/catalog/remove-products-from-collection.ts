// Takes products out of a collection. One that doesn't stand in it is no matter.
import { command, id } from '#write/command.ts'
import {
  changeProducts,
  productIdList,
  productIdsOf,
  requireCollection,
  requireProducts,
} from './collection-products.ts'
import { CollectionNotFound, ProductNotFound, ProductRepeated } from './rejections.ts'

export const removeProductsFromCollection = command({
  name: 'RemoveProductsFromCollection',
  summary: "Takes products out of a collection. Those that don't stand in it are no matter.",
  permission: 'catalog.write',
  input: {
    collectionId: id('collection').describe('The collection that loses them.'),
    productIds: productIdList().describe('The products to take out of it.'),
  },
  target: ({ collectionId }) => ({ aggregate: 'collection', id: collectionId }),
  rejections: [CollectionNotFound, ProductNotFound, ProductRepeated],

  async handle(context, { collectionId, productIds }) {
    const { tx } = context
    await requireCollection(tx, collectionId)
    await requireProducts(tx, productIds)
    const before = await productIdsOf(tx, collectionId)
    const removed = new Set(productIds)
    const after = before.filter((productId) => !removed.has(productId))
    await changeProducts(context, collectionId, { before, after })
    return { collection: collectionId }
  },
})
