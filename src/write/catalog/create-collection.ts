// Makes a collection: products that are shown together, in an order of their own.
import { type Params, statement } from '#kernel/database/statement.ts'
import { maybe, text } from '#kernel/input.ts'
import { command } from '#write/command.ts'
import { productIdList, putProducts, requireProducts } from './collection-products.ts'
import { collectionCreated } from './events.ts'
import { PRODUCTS_PER_COLLECTION_MAX } from './limits.ts'
import { description, firstCollectionStatus, slug } from './product-input.ts'
import { ProductNotFound, ProductRepeated, SlugTaken } from './rejections.ts'
import { freeCollectionSlug } from './slugs.ts'
import { collections } from './tables.ts'

export const createCollection = command({
  name: 'CreateCollection',
  summary: 'Makes a collection of products.',
  permission: 'catalog.write',
  input: {
    name: text().describe('What shoppers read.'),
    slug: maybe(slug()).describe(
      'Names it in web addresses, unique. Made from the name unless given.',
    ),
    description: maybe(description()).describe("What the collection's page says, as plain text."),
    status: maybe(firstCollectionStatus()).describe(
      'Whether shoppers see it; PUBLISHED unless given. Of its products they see published ones alone.',
    ),
    productIds: maybe(productIdList()).describe(
      `Its products in order, at most ${PRODUCTS_PER_COLLECTION_MAX}; none unless given.`,
    ),
  },
  rejections: [SlugTaken, ProductNotFound, ProductRepeated],

  async handle({ tx, now, newId, record }, { name, slug, description, status, productIds: given }) {
    const productIds = given ?? []
    await requireProducts(tx, productIds)
    const id = newId('collection')
    const row = {
      id,
      slug: slug ?? (await freeCollectionSlug(tx, name)),
      name,
      description: description ?? null,
      status: status ?? ('PUBLISHED' as const),
      createdAt: now,
    }
    const [added] = await insertCollection(tx, row)
    if (!added) throw new SlugTaken({ slug: row.slug }, ['input', 'slug'])
    await putProducts(tx, id, productIds)
    record(collectionCreated({ collectionId: id, productIds }))
    return { collection: id }
  },
})

const insertCollection = statement((db, $: Params<typeof collections.$inferSelect>) =>
  db
    .insert(collections)
    .values({
      id: $.id,
      slug: $.slug,
      name: $.name,
      description: $.description,
      status: $.status,
      createdAt: $.createdAt,
    })
    .onConflictDoNothing({ target: collections.slug })
    .returning({ id: collections.id }),
)
