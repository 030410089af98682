// One row a product with its words. The full-text index follows once a batch, where words changed.

import { and, asc, eq } from 'drizzle-orm'
import { sortKeyOf } from '#domain/sort-key.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, view } from '#kernel/view.ts'
import { wokenByProducts } from '#read/product/refresh.ts'
import { products, variants } from '#write/catalog/tables.ts'
import { productSearchView, productWords } from './table.ts'

export const productSearchViews = view({
  table: productSearchView,
  key: 'id',
  wokenBy: wokenByProducts,
  refresh: refreshSearch,
  keys: keysOf(products, products.id),
  fullText: productWords,
})

async function refreshSearch(tx: Connection, productIds: readonly string[]) {
  const ids = listOf(productIds)
  const words = new Map<string, string[]>()
  for (const { productId, sku, name } of await activeBy(tx, { ids })) {
    const own = words.get(productId) ?? []
    words.set(productId, own)
    own.push(sku, name)
  }
  return (await headsBy(tx, { ids })).map(({ description, ...head }) => ({
    ...head,
    nameKey: sortKeyOf(head.name),
    // The product's name is indexed for itself.
    variantWords: (words.get(head.id) ?? []).filter((word) => word !== head.name).join(' '),
    description: description ?? '',
  }))
}

const headsBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({
      id: products.id,
      serial: products.serial,
      status: products.status,
      createdAt: products.createdAt,
      name: products.name,
      description: products.description,
    })
    .from(products)
    .where(inList(products.id, $.ids)),
)

const activeBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({ productId: variants.productId, sku: variants.sku, name: variants.name })
    .from(variants)
    .where(and(inList(variants.productId, $.ids), eq(variants.status, 'ACTIVE')))
    .orderBy(asc(variants.productId), asc(variants.position), asc(variants.id)),
)
