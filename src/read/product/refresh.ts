// One row a product, holding its whole page. Recomputed from the tables, so refreshing twice is harmless.
import { asc, eq, getTableColumns } from 'drizzle-orm'
import { timelineOf } from '#domain/price-timeline.ts'
import { sortKeyOf } from '#domain/sort-key.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { versionColumn } from '#read/versions.ts'
import {
  priceRemoved,
  priceSet,
  productArchived,
  productCreated,
  productPublished,
  productUnpublished,
  productUpdated,
  variantAdded,
  variantArchived,
  variantUpdated,
} from '#write/catalog/events.ts'
import { prices, products, variants } from '#write/catalog/tables.ts'
import { productMetadataChanged, variantMetadataChanged } from '#write/metadata/events.ts'
import { type ProductVariant, productView, type SetPrice } from './table.ts'

const thatProduct = ({ productId }: { productId: string }) => [productId]

/** Everything that can change what a product's page says. */
export const wokenByProducts = [
  on(productCreated, thatProduct),
  on(productUpdated, thatProduct),
  on(productPublished, thatProduct),
  on(productUnpublished, thatProduct),
  on(productArchived, thatProduct),
  on(variantAdded, thatProduct),
  on(variantUpdated, thatProduct),
  on(variantArchived, thatProduct),
  on(priceSet, thatProduct),
  on(priceRemoved, thatProduct),
  on(productMetadataChanged, thatProduct),
  on(variantMetadataChanged, thatProduct),
]

export const productViews = view({
  table: productView,
  key: 'id',
  wokenBy: wokenByProducts,
  refresh: refreshProducts,
  keys: keysOf(products, products.id),
})

async function refreshProducts(tx: Connection, productIds: readonly string[]) {
  const [heads, variantsOf] = [
    await headsBy(tx, { ids: listOf(productIds) }),
    await variantsByProduct(tx, productIds),
  ]
  return heads.map((head) => ({
    ...head,
    nameKey: sortKeyOf(head.name),
    variants: variantsOf.get(head.id) ?? [],
  }))
}

/** All variants of these products, in order, with their prices laid out in time. */
export async function variantsByProduct(
  tx: Connection,
  productIds: readonly string[],
): Promise<Map<string, ProductVariant[]>> {
  const ids = listOf(productIds)
  const pricesOf = new Map<string, SetPrice[]>()
  for (const { variantId, ...price } of await pricesBy(tx, { ids })) {
    const own = pricesOf.get(variantId)
    if (own) own.push(price)
    else pricesOf.set(variantId, [price])
  }
  const variantsOf = new Map<string, ProductVariant[]>(productIds.map((id) => [id, []]))
  for (const { productId, ...variant } of await variantsBy(tx, { ids }))
    variantsOf
      .get(productId)
      ?.push({ ...variant, prices: timelineOf(pricesOf.get(variant.id) ?? []) })
  return variantsOf
}

const { serial: _, ...headColumns } = getTableColumns(products)

const headsBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({ ...headColumns, version: versionColumn(products.id) })
    .from(products)
    .where(inList(products.id, $.ids)),
)

const variantsBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({
      id: variants.id,
      productId: variants.productId,
      sku: variants.sku,
      externalId: variants.externalId,
      name: variants.name,
      status: variants.status,
      isService: variants.isService,
      taxClass: variants.taxClass,
      weight: variants.weight,
      position: variants.position,
    })
    .from(variants)
    .where(inList(variants.productId, $.ids))
    .orderBy(asc(variants.productId), asc(variants.position), asc(variants.id)),
)

const pricesBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({
      id: prices.id,
      variantId: prices.variantId,
      currency: prices.currency,
      amount: prices.amount,
      from: prices.from,
      until: prices.until,
    })
    .from(prices)
    .innerJoin(variants, eq(variants.id, prices.variantId))
    .where(inList(variants.productId, $.ids))
    .orderBy(asc(prices.variantId), asc(prices.position)),
)
