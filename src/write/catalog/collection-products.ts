// Which products a collection holds, in which order: always given and written as a whole.
import { asc, eq } from 'drizzle-orm'
import type { CollectionStatus } from '#domain/product-status.ts'
import type { Connection } from '#kernel/database/connection.ts'
import {
  as,
  inList,
  insertInto,
  listOf,
  type Params,
  statement,
} from '#kernel/database/statement.ts'
import { list } from '#kernel/input.ts'
import { type Context, id } from '#write/command.ts'
import { collectionUpdated } from './events.ts'
import { PRODUCTS_PER_COLLECTION_MAX } from './limits.ts'
import { CollectionNotFound, ProductNotFound, ProductRepeated } from './rejections.ts'
import { collectionProducts, collections, products } from './tables.ts'

export const productIdList = () => list(id('product'), { min: 0, max: PRODUCTS_PER_COLLECTION_MAX })

/** Refuses products that don't exist, or stand twice. Drafts and archived ones may stand in it. */
export async function requireProducts(
  tx: Connection,
  productIds: readonly string[],
): Promise<void> {
  const rows = await productsAmong(tx, { ids: listOf(productIds) })
  const known = new Set(rows.map(({ id }) => id))
  const seen = new Set<string>()
  for (const [index, productId] of productIds.entries()) {
    const path = ['input', 'productIds', String(index)]
    if (!known.has(productId)) throw new ProductNotFound({ productId }, path)
    if (seen.has(productId)) throw new ProductRepeated({ productId }, path)
    seen.add(productId)
  }
}

export type Collection = typeof collections.$inferSelect

export async function requireCollection(
  tx: Connection,
  collectionId: string,
  path: readonly string[] = ['input', 'collectionId'],
): Promise<Collection> {
  const [collection] = await collectionBy(tx, { collectionId })
  if (!collection) throw new CollectionNotFound({ collectionId }, path)
  return collection
}

/** Writes another list of products and tells of it, unless it is the one that stands. */
export async function changeProducts(
  { tx, record }: Context,
  collectionId: string,
  { before, after }: { before: readonly string[]; after: readonly string[] },
): Promise<void> {
  if (before.join() === after.join()) return
  await putProducts(tx, collectionId, after)
  record(collectionUpdated({ collectionId, productIds: [...new Set([...before, ...after])] }))
}

export async function productIdsOf(tx: Connection, collectionId: string): Promise<string[]> {
  return (await idsOf(tx, { collectionId })).map(({ productId }) => productId)
}

export async function putProducts(
  tx: Connection,
  collectionId: string,
  productIds: readonly string[],
): Promise<void> {
  await clear(tx, { collectionId })
  await insertRows(
    tx,
    productIds.map((productId, position) => ({ collectionId, productId, position })),
  )
}

const insertRows = insertInto(collectionProducts)

const clear = statement((db, $: Params<{ collectionId: string }>) =>
  db.delete(collectionProducts).where(eq(collectionProducts.collectionId, $.collectionId)),
)

const collectionBy = statement((db, $: Params<{ collectionId: string }>) =>
  db.select().from(collections).where(eq(collections.id, $.collectionId)),
)

export const setCollectionStatus = statement(
  (db, $: Params<{ collectionId: string; status: CollectionStatus }>) =>
    db
      .update(collections)
      .set({ status: as(collections.status, $.status) })
      .where(eq(collections.id, $.collectionId)),
)

const idsOf = statement((db, $: Params<{ collectionId: string }>) =>
  db
    .select({ productId: collectionProducts.productId })
    .from(collectionProducts)
    .where(eq(collectionProducts.collectionId, $.collectionId))
    .orderBy(asc(collectionProducts.position)),
)

const productsAmong = statement((db, $: Params<{ ids: string }>) =>
  db.select({ id: products.id }).from(products).where(inList(products.id, $.ids)),
)
