// What the other modules know of collections: that they are there, and which products stand in them.
import { asc } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { CollectionNotFound } from './rejections.ts'
import { collectionProducts, collections } from './tables.ts'

export async function requireCollections(
  tx: Connection,
  collectionIds: readonly string[],
): Promise<void> {
  const rows = await collectionsAmong(tx, { ids: listOf(collectionIds) })
  const known = new Set(rows.map(({ id }) => id))
  for (const [index, collectionId] of collectionIds.entries())
    if (!known.has(collectionId))
      throw new CollectionNotFound({ collectionId }, ['input', 'collectionIds', String(index)])
}

/** The collections that each product stands in. A product in none is absent. */
export async function collectionsByProduct(
  tx: Connection,
  productIds: readonly string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  for (const { productId, collectionId } of await membershipsOf(tx, { ids: listOf(productIds) })) {
    const known = found.get(productId)
    if (known) known.push(collectionId)
    else found.set(productId, [collectionId])
  }
  return found
}

const collectionsAmong = statement((db, $: Params<{ ids: string }>) =>
  db.select({ id: collections.id }).from(collections).where(inList(collections.id, $.ids)),
)

const membershipsOf = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({
      productId: collectionProducts.productId,
      collectionId: collectionProducts.collectionId,
    })
    .from(collectionProducts)
    .where(inList(collectionProducts.productId, $.ids))
    .orderBy(asc(collectionProducts.productId), asc(collectionProducts.collectionId)),
)
