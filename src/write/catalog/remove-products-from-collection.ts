// Takes products out of a collection. Those that don't stand in it are no matter.
import { command, id } from '#write/command.ts'
import {
  changeProducts,
  productIdList,
  productIdsOf,
  requireCollection,
} from './collection-products.ts'
import { CollectionNotFound } from './rejections.ts'

export const removeProductsFromCollection = command({
  name: 'RemoveProductsFromCollection',
  summary: "Takes products out of a collection. Those that don't stand in it are no matter.",
  permission: 'catalog.write',
  input: {
    collectionId: id('collection').describe('The collection that loses them.'),
    productIds: productIdList().describe('The products to take out of it.'),
  },
  target: ({ collectionId }) => ({ aggregate: 'collection', id: collectionId }),
  rejections: [CollectionNotFound],

  async handle(context, { collectionId, productIds }) {
    await requireCollection(context.tx, collectionId)
    const before = await productIdsOf(context.tx, collectionId)
    const removed = new Set(productIds)
    const after = before.filter((productId) => !removed.has(productId))
    await changeProducts(context, collectionId, { before, after })
    return { collection: collectionId }
  },
})
