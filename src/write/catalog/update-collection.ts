// Changes what a collection is called or what it says, or replaces its products.
import { eq } from 'drizzle-orm'
import { as, type Params, statement } from '#kernel/database/statement.ts'
import { maybe, text } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import {
  productIdList,
  productIdsOf,
  putProducts,
  requireCollection,
  requireProducts,
} from './collection-products.ts'
import { collectionUpdated } from './events.ts'
import { PRODUCTS_PER_COLLECTION_MAX } from './limits.ts'
import { description, slug } from './product-input.ts'
import { CollectionNotFound, ProductNotFound, ProductRepeated, SlugTaken } from './rejections.ts'
import { collections } from './tables.ts'

export const updateCollection = command({
  name: 'UpdateCollection',
  summary: "Changes a collection's words or its products. What is left out stays.",
  permission: 'catalog.write',
  input: {
    collectionId: id('collection').describe('The collection to change.'),
    name: maybe(text()).describe('Its new name; null leaves it.'),
    slug: maybe(slug()).describe('Its new slug, unique; null leaves it.'),
    description: maybe(description()).describe(
      'Its new description, as plain text; null clears it.',
    ),
    productIds: maybe(productIdList()).describe(
      `All its products in order, at most ${PRODUCTS_PER_COLLECTION_MAX}; an empty list or null empties it.`,
    ),
  },
  target: ({ collectionId }) => ({ aggregate: 'collection', id: collectionId }),
  rejections: [CollectionNotFound, SlugTaken, ProductNotFound, ProductRepeated],

  async handle({ tx, record }, { collectionId, name, slug, description, productIds }) {
    const collection = await requireCollection(tx, collectionId)
    if (slug != null) {
      const [owner] = await collectionIdBySlug(tx, { slug })
      if (owner && owner.id !== collectionId) throw new SlugTaken({ slug }, ['input', 'slug'])
    }
    await writeCollection(tx, {
      id: collectionId,
      name: name ?? collection.name,
      slug: slug ?? collection.slug,
      description: description === undefined ? collection.description : description,
    })
    const touched = new Set<string>()
    if (productIds !== undefined) {
      const after = productIds ?? []
      await requireProducts(tx, after)
      for (const productId of await productIdsOf(tx, collectionId)) touched.add(productId)
      for (const productId of after) touched.add(productId)
      await putProducts(tx, collectionId, after)
    }
    record(collectionUpdated({ collectionId, productIds: [...touched] }))
    return { collection: collectionId }
  },
})

const collectionIdBySlug = statement((db, $: Params<{ slug: string }>) =>
  db.select({ id: collections.id }).from(collections).where(eq(collections.slug, $.slug)),
)

type Words = Pick<typeof collections.$inferSelect, 'id' | 'name' | 'slug' | 'description'>

const writeCollection = statement((db, $: Params<Words>) =>
  db
    .update(collections)
    .set({
      name: as(collections.name, $.name),
      slug: as(collections.slug, $.slug),
      description: as(collections.description, $.description),
    })
    .where(eq(collections.id, $.id)),
)
