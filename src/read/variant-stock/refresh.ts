// One row a variant, services too: they are not tracked and never run out.
import { type Column, eq, sql } from 'drizzle-orm'
import { availabilityOf, availableOf, policyOf } from '#domain/stock.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { versionColumn } from '#read/versions.ts'
import {
  productArchived,
  productCreated,
  productPublished,
  productUnpublished,
  variantAdded,
  variantArchived,
  variantUpdated,
} from '#write/catalog/events.ts'
import { products, variants } from '#write/catalog/tables.ts'
import { stockMoved, stockPolicySet } from '#write/stock/events.ts'
import { stockLevels, stockPolicies } from '#write/stock/tables.ts'
import { variantStockView } from './table.ts'

type VariantStockRow = typeof variantStockView.$inferSelect

const thatVariant = ({ variantId }: { variantId: string }) => [variantId]

export const variantStockViews = view({
  table: variantStockView,
  key: 'variantId',
  wokenBy: [
    on(stockMoved, thatVariant),
    on(stockPolicySet, thatVariant),
    on(productCreated, ({ variantIds }) => variantIds),
    on(productPublished, ({ productId }, tx) => variantsOf(tx, productId)),
    on(productUnpublished, ({ productId }, tx) => variantsOf(tx, productId)),
    on(productArchived, ({ productId }, tx) => variantsOf(tx, productId)),
    on(variantAdded, thatVariant),
    on(variantUpdated, thatVariant),
    on(variantArchived, thatVariant),
  ],
  refresh: refreshVariantStock,
  keys: keysOf(variants, variants.id),
})

const variantsOf = async (tx: Connection, productId: string): Promise<string[]> =>
  (await variantIdsOf(tx, { productId })).map(({ id }) => id)

async function refreshVariantStock(
  tx: Connection,
  variantIds: readonly string[],
): Promise<VariantStockRow[]> {
  const ids = listOf(variantIds)
  return (await stockBy(tx, { ids })).map(({ isService, isArchived, ...row }) => {
    const own = policyOf(row)
    const policy = { ...own, tracked: own.tracked && !isService }
    const { onHand, allocated, reserved } = row
    const levels = [{ locationId: '', onHand, allocated, reserved }]
    const sellable = availableOf(levels, policy)
    return {
      sellable,
      inStock: availabilityOf(levels, policy) !== 'OUT',
      isLow: policy.tracked && !isArchived && sellable <= policy.lowStockLevel,
      ...row,
      ...policy,
    }
  })
}

const sumOf = (column: Column) => sql<number>`coalesce(sum(${column}), 0)`

const stockBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({
      variantId: variants.id,
      version: sql<number>`coalesce(${versionColumn(variants.id)}, 0)`,
      productId: variants.productId,
      sku: variants.sku,
      isService: variants.isService,
      isArchived:
        sql<boolean>`(${variants.status} = 'ARCHIVED' or ${products.status} = 'ARCHIVED')`.mapWith(
          Boolean,
        ),
      tracked: stockPolicies.tracked,
      backorder: stockPolicies.backorder,
      safetyStock: stockPolicies.safetyStock,
      lowStockLevel: stockPolicies.lowStockLevel,
      onHand: sumOf(stockLevels.onHand),
      allocated: sumOf(stockLevels.allocated),
      reserved: sumOf(stockLevels.reserved),
    })
    .from(variants)
    .innerJoin(products, eq(products.id, variants.productId))
    .leftJoin(stockPolicies, eq(stockPolicies.variantId, variants.id))
    .leftJoin(stockLevels, eq(stockLevels.variantId, variants.id))
    .where(inList(variants.id, $.ids))
    .groupBy(variants.id, products.id, stockPolicies.variantId),
)

const variantIdsOf = statement((db, $: Params<{ productId: string }>) =>
  db.select({ id: variants.id }).from(variants).where(eq(variants.productId, $.productId)),
)
