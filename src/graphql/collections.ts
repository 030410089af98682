// Collections: the type with its products, its queries and its mutations.
import { COLLECTION_STATUSES } from '#domain/product-status.ts'
import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from '#kernel/page.ts'
import {
  type CollectionRow,
  collectionListing,
  loadCollectionViews,
  loadCollectionViewsBySlug,
  loadMembers,
  loadMembershipsByProduct,
  type Member,
  memberPage,
} from '#read/collection/load.ts'
import { addProductsToCollection } from '#write/catalog/add-products-to-collection.ts'
import { createCollection } from '#write/catalog/create-collection.ts'
import { moveCollectionProduct } from '#write/catalog/move-collection-product.ts'
import { publishCollection } from '#write/catalog/publish-collection.ts'
import { removeProductsFromCollection } from '#write/catalog/remove-products-from-collection.ts'
import { unpublishCollection } from '#write/catalog/unpublish-collection.ts'
import { updateCollection } from '#write/catalog/update-collection.ts'
import { builder, needs } from './builder.ts'
import { answering, connectionOf, listField } from './connection.ts'
import { lookUp } from './lookup.ts'
import { mutation } from './mutation.ts'
import { noun } from './noun.ts'
import { Product, ProductConnection, shownIn } from './products.ts'
import { isShown } from './variants.ts'
import { enumNamed } from './vocabulary.ts'

const membersOf = { load: loadMembers }
const membershipsOf = { load: loadMembershipsByProduct }

export const Collection = noun<CollectionRow>({
  name: 'Collection',
  kind: 'collection',
  description: 'Products that are shown together, in an order of their own.',
  source: {
    view: 'collection_view',
    keyOf: ({ id }) => id,
    load: loadCollectionViews,
    permission: 'catalog.read; drafts are for staff',
    visible: ({ status }, viewer) => isShown(status, viewer),
  },
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'How often it has changed.' }),
    slug: t.exposeString('slug', { description: 'What names it in web addresses, unique.' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What its page says, as plain text.',
    }),
    status: t.expose('status', {
      type: enumNamed('CollectionStatus', COLLECTION_STATUSES),
      description: 'Whether shoppers see it.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    products: t.field({
      type: ProductConnection,
      description: 'Its products, in its own order. Shoppers are shown published ones alone.',
      args: {
        first: t.arg.int({
          description: `How many from the start, or after a cursor: 1 to ${PAGE_SIZE_MAX}; more is refused. ${PAGE_SIZE_DEFAULT} unless given.`,
        }),
        after: t.arg.string({ description: 'Only what follows this cursor.' }),
        last: t.arg.int({
          description: `How many from the end, or before a cursor: 1 to ${PAGE_SIZE_MAX}. Not together with \`first\`.`,
        }),
        before: t.arg.string({ description: 'Only what stands before this cursor.' }),
      },
      resolve: ({ id }, args, context) =>
        answering(async () => {
          const all = await context.batched(membersOf, id)
          const members = all.filter(({ status }) => isShown(status, context.viewer))
          return {
            page: memberPage(members, args),
            keyOf: ({ productId }: Member) => productId,
            count: async () => members.length,
          }
        }),
    }),
  }),
})

builder.objectField(Product.ref, 'collections', (t) =>
  t.field({
    type: [Collection.ref],
    description: 'The collections that it stands in.',
    resolve: async ({ id }, _, context) => {
      const memberships = await context.batched(membershipsOf, id)
      const rows = await Promise.all(
        memberships.map(({ collectionId }) => context.row(Collection.source, collectionId)),
      )
      return rows.filter((row) => row !== null)
    },
  }),
)

const bySlug = { load: loadCollectionViewsBySlug }

builder.queryField('collection', (t) =>
  t.field({
    ...needs('catalog.read'),
    description:
      'A collection by its id or by its slug: exactly one of them. Null where there is none, or it is not for you.',
    type: Collection.ref,
    nullable: true,
    args: {
      id: t.arg.id({ required: false, description: 'Its id.' }),
      slug: t.arg.string({ required: false, description: 'Its slug.' }),
    },
    resolve: (_, { id, slug }, context) =>
      lookUp(context, Collection, { id, slug }, { slug: bySlug }),
  }),
)

listField('collections', {
  name: 'Collection',
  description: 'Collections. Shoppers are shown published ones alone.',
  permission: 'catalog.read',
  connection: connectionOf(Collection),
  listing: collectionListing,
  keyOf: ({ id }) => id,
  primes: Collection,
  scope: shownIn,
})

mutation(createCollection, { collection: Collection })
mutation(updateCollection, { collection: Collection })
mutation(publishCollection, { collection: Collection })
mutation(unpublishCollection, { collection: Collection })
mutation(addProductsToCollection, { collection: Collection })
mutation(removeProductsFromCollection, { collection: Collection })
mutation(moveCollectionProduct, { collection: Collection })
