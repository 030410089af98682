// Shows a collection to shoppers. One that is published already stays as it is.
import { command, id } from '#write/command.ts'
import { requireCollection, setCollectionStatus } from './collection-products.ts'
import { collectionPublished } from './events.ts'
import { CollectionNotFound } from './rejections.ts'

export const publishCollection = command({
  name: 'PublishCollection',
  summary: 'Shows a collection to shoppers, with those of its products that are published.',
  permission: 'catalog.write',
  input: { collectionId: id('collection').describe('The collection.') },
  target: ({ collectionId }) => ({ aggregate: 'collection', id: collectionId }),
  rejections: [CollectionNotFound],

  async handle({ tx, record }, { collectionId }) {
    const { status } = await requireCollection(tx, collectionId)
    if (status === 'DRAFT') {
      await setCollectionStatus(tx, { collectionId, status: 'PUBLISHED' })
      record(collectionPublished({ collectionId }))
    }
    return { collection: collectionId }
  },
})
