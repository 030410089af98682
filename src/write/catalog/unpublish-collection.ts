// Takes a collection from shoppers' sight. One that is a draft already stays as it is.
import { command, id } from '#write/command.ts'
import { requireCollection, setCollectionStatus } from './collection-products.ts'
import { collectionUnpublished } from './events.ts'
import { CollectionNotFound } from './rejections.ts'

export const unpublishCollection = command({
  name: 'UnpublishCollection',
  summary: "Takes a collection from shoppers' sight. Its products stay as they are.",
  permission: 'catalog.write',
  input: { collectionId: id('collection').describe('The collection.') },
  target: ({ collectionId }) => ({ aggregate: 'collection', id: collectionId }),
  rejections: [CollectionNotFound],

  async handle({ tx, record }, { collectionId }) {
    const { status } = await requireCollection(tx, collectionId)
    if (status === 'PUBLISHED') {
      await setCollectionStatus(tx, { collectionId, status: 'DRAFT' })
      record(collectionUnpublished({ collectionId }))
    }
    return { collection: collectionId }
  },
})
