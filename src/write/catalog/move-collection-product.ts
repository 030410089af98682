// Moves one product to another place of a collection's order; the others close up.
import { integer } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { changeProducts, productIdsOf, requireCollection } from './collection-products.ts'
import { PRODUCTS_PER_COLLECTION_MAX } from './limits.ts'
import { CollectionNotFound, ProductNotFound, ProductNotInCollection } from './rejections.ts'
import { requireProduct } from './require.ts'

export const moveCollectionProduct = command({
  name: 'MoveCollectionProduct',
  summary: "Moves one product to another place of a collection's order; the others close up.",
  permission: 'catalog.write',
  input: {
    collectionId: id('collection').describe('The collection.'),
    productId: id('product').describe('The product in it that moves.'),
    position: integer({ max: PRODUCTS_PER_COLLECTION_MAX }).describe(
      'Where it stands afterwards, from 0; the last place where there are fewer.',
    ),
  },
  target: ({ collectionId }) => ({ aggregate: 'collection', id: collectionId }),
  rejections: [CollectionNotFound, ProductNotFound, ProductNotInCollection],

  async handle(context, { collectionId, productId, position }) {
    const { tx } = context
    await requireCollection(tx, collectionId)
    await requireProduct(tx, productId)
    const before = await productIdsOf(tx, collectionId)
    if (!before.includes(productId))
      throw new ProductNotInCollection({ collectionId, productId }, ['input', 'productId'])
    const others = before.filter((other) => other !== productId)
    await changeProducts(context, collectionId, {
      before,
      after: others.toSpliced(position, 0, productId),
    })
    return { collection: collectionId }
  },
})
