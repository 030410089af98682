// A SKU names one variant, for ever: an archived variant keeps its own, since old orders show it.
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { SkuTaken } from './rejections.ts'
import { variants } from './tables.ts'

export type WantedSku = { sku: string; path: readonly string[] }

/** Refuses SKUs that another variant has, or that stand twice among those wanted. */
export async function requireFreeSkus(tx: Connection, wanted: readonly WantedSku[]): Promise<void> {
  requireDistinctSkus(wanted)
  const rows = await skusAmong(tx, { skus: listOf(wanted.map(({ sku }) => sku)) })
  const taken = new Set(rows.map(({ sku }) => sku))
  for (const { sku, path } of wanted) if (taken.has(sku)) throw new SkuTaken({ sku }, path)
}

function requireDistinctSkus(wanted: readonly WantedSku[]): void {
  const seen = new Set<string>()
  for (const { sku, path } of wanted) {
    if (seen.has(sku)) throw new SkuTaken({ sku }, path)
    seen.add(sku)
  }
}

const skusAmong = statement((db, $: Params<{ skus: string }>) =>
  db.select({ sku: variants.sku }).from(variants).where(inList(variants.sku, $.skus)),
)
