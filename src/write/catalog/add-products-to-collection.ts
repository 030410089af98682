// Puts products into a collection, at its end or at a place. Those that stand in it already stay where they are.
import { integer, maybe } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import {
  changeProducts,
  productIdList,
  productIdsOf,
  requireCollection,
  requireProducts,
} from './collection-products.ts'
import { PRODUCTS_PER_COLLECTION_MAX } from './limits.ts'
import {
  CollectionNotFound,
  ProductNotFound,
  ProductRepeated,
  TooManyCollectionProducts,
} from './rejections.ts'

export const addProductsToCollection = command({
  name: 'AddProductsToCollection',
  summary:
    'Puts products into a collection, in their order. Those that stand in it already stay where they are.',
  permission: 'catalog.write',
  input: {
    collectionId: id('collection').describe('The collection that gets them.'),
    productIds: productIdList().describe('The products to put into it.'),
    position: maybe(integer({ max: PRODUCTS_PER_COLLECTION_MAX })).describe(
      'Before which place, from 0; at the end unless given, or where there are fewer.',
    ),
  },
  target: ({ collectionId }) => ({ aggregate: 'collection', id: collectionId }),
  rejections: [CollectionNotFound, ProductNotFound, ProductRepeated, TooManyCollectionProducts],

  async handle(context, { collectionId, productIds, position }) {
    const { tx } = context
    await requireCollection(tx, collectionId)
    await requireProducts(tx, productIds)
    const before = await productIdsOf(tx, collectionId)
    const standing = new Set(before)
    const added = productIds.filter((productId) => !standing.has(productId))
    const found = before.length + added.length
    if (found > PRODUCTS_PER_COLLECTION_MAX)
      throw new TooManyCollectionProducts(
        { collectionId, found, productsMax: PRODUCTS_PER_COLLECTION_MAX },
        ['input', 'productIds'],
      )
    const after = before.toSpliced(position ?? before.length, 0, ...added)
    await changeProducts(context, collectionId, { before, after })
    return { collection: collectionId }
  },
})
