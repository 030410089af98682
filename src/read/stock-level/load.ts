// Levels of a variant, in the order in which its locations are asked, and levels as a list.
import { asc, eq, getTableColumns, sql } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { exact, prefixed } from '#kernel/filter.ts'
import { text } from '#kernel/input.ts'
import { listing, ordering } from '#kernel/page.ts'
import { locationView } from '#read/location/table.ts'
import { variantStockView } from '#read/variant-stock/table.ts'
import { stockLevelView } from './table.ts'

export type StockLevelRow = typeof stockLevelView.$inferSelect

/** All levels of each variant; none where it was never received. */
export async function loadStockLevelsOf(
  tx: Connection,
  variantIds: readonly string[],
): Promise<StockLevelRow[][]> {
  const levels = new Map<string, StockLevelRow[]>(variantIds.map((id) => [id, []]))
  for (const row of await levelsOf(tx, { ids: listOf(variantIds) }))
    levels.get(row.variantId)?.push(row)
  return variantIds.map((id) => levels.get(id) as StockLevelRow[])
}

/** What tells one level from another: a variant and a location. */
export const levelKeyOf = ({
  variantId,
  locationId,
}: Pick<StockLevelRow, 'variantId' | 'locationId'>): string => `${variantId} ${locationId}`

/** One level a key, or null where the variant never stood there. */
export async function loadStockLevels(
  tx: Connection,
  keys: readonly (string | number)[],
): Promise<(StockLevelRow | null)[]> {
  const variantIds = new Set(keys.map((key) => String(key).split(' ')[0] as string))
  const levels = new Map<string | number, StockLevelRow>()
  for (const row of await levelsOf(tx, { ids: listOf([...variantIds]) }))
    levels.set(levelKeyOf(row), row)
  return keys.map((key) => levels.get(key) ?? null)
}

const levelsOf = statement((db, $: Params<{ ids: string }>) =>
  db
    .select(getTableColumns(stockLevelView))
    .from(stockLevelView)
    .innerJoin(locationView, eq(locationView.id, stockLevelView.locationId))
    .where(inList(stockLevelView.variantId, $.ids))
    .orderBy(asc(locationView.priority), asc(locationView.code), asc(stockLevelView.variantId)),
)

export const stockLevelListing = listing({
  table: stockLevelView,
  filters: {
    variantId: exact(stockLevelView.variantId, text(), 'Of which variant, by its id.'),
    sku: prefixed(variantStockView.sku, text(), 'Of which variant, by its SKU or its beginning.', {
      within: (condition) =>
        sql`${stockLevelView.variantId} in (select ${variantStockView.variantId} from ${variantStockView} where ${condition})`,
    }),
    locationId: exact(stockLevelView.locationId, text(), 'At which location, by its id.'),
  },
  orders: {
    VARIANT: ordering(
      'By variant, then by location.',
      stockLevelView.variantId,
      stockLevelView.locationId,
    ),
    LOCATION: ordering(
      'By location, then by variant.',
      stockLevelView.locationId,
      stockLevelView.variantId,
    ),
  },
  defaultOrder: { field: 'VARIANT', direction: 'ASC' },
})
