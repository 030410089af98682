// Movements by id, and a variant's ledger as a list.
import { sql } from 'drizzle-orm'
import { exact } from '#kernel/filter.ts'
import { text } from '#kernel/input.ts'
import { rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { variantStockView } from '#read/variant-stock/table.ts'
import { stockMovementView } from './table.ts'

export type StockMovementRow = typeof stockMovementView.$inferSelect

export const loadStockMovementViews = rowsByKey(stockMovementView, stockMovementView.id)

export const stockMovementListing = listing({
  table: stockMovementView,
  filters: {
    variantId: exact(stockMovementView.variantId, text(), 'Of which variant, by its id.'),
    sku: exact(variantStockView.sku, text(), 'Of which variant, by its SKU.', {
      within: (condition) =>
        sql`${stockMovementView.variantId} in (select ${variantStockView.variantId} from ${variantStockView} where ${condition})`,
    }),
  },
  orders: {
    AT: ordering('By the moment at which they happened.', stockMovementView.id),
  },
  defaultOrder: { field: 'AT', direction: 'DESC' },
})
