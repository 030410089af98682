// A variant's stock over all locations by variant, and the list of what somebody should order.
import { sql } from 'drizzle-orm'
import { exact } from '#kernel/filter.ts'
import { flag, text } from '#kernel/input.ts'
import { rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { stockLevelView } from '#read/stock-level/table.ts'
import { variantStockView } from './table.ts'

export type VariantStockRow = typeof variantStockView.$inferSelect

export const loadVariantStockViews = rowsByKey(variantStockView, variantStockView.variantId)

/** Asked with `isLow` true, it is the list of what runs low, the scarcest first. */
export const variantStockListing = listing({
  table: variantStockView,
  filters: {
    isLow: exact(variantStockView.isLow, flag(), 'Whether it runs low.'),
    locationId: exact(stockLevelView.locationId, text(), 'Kept at which location, by its id.', {
      within: (condition) =>
        sql`exists (select 1 from ${stockLevelView} where ${stockLevelView.variantId} = ${variantStockView.variantId} and ${condition})`,
    }),
  },
  orders: {
    SELLABLE: ordering(
      'By how many units can be sold, the fewest first.',
      variantStockView.sellable,
      variantStockView.variantId,
    ),
  },
  defaultOrder: { field: 'SELLABLE', direction: 'ASC' },
})
