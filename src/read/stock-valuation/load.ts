// What stands on the shelves, at what it was bought for: first in, first out.
import { asc, desc, eq, gt, sql } from 'drizzle-orm'
import { statement } from '#kernel/database/statement.ts'
import { amount, count, type Report, text } from '#read/reports/report.ts'
import { stockMovementView } from '#read/stock-movement/table.ts'
import { variantView } from '#read/variant/table.ts'
import { variantStockView } from '#read/variant-stock/table.ts'

export type StockValuationRow = Awaited<ReturnType<typeof valued>>[number]

export const stockValuation: Report<StockValuationRow> = {
  name: 'stockValuation',
  description:
    "What stands on the shelves of all locations at the unit costs that it was received at, in the shop's own currency, the most valuable first. First in, first out: what is there is taken to be what was received last. Units that were received without a cost, or never by a receipt, have no value and are counted apart.",
  isOfDays: false,
  columns: {
    variantId: text('The id of the variant.'),
    sku: text('Its SKU now.'),
    productName: text("Its product's name now."),
    name: text('Its name now.'),
    onHand: count('Units on the shelves.'),
    unitsWithoutCost: count('Those of them of which nobody said what they cost.'),
    value: amount('What the others cost.'),
  },
  load: (tx) => valued(tx, {}),
}

const valued = statement((db) => {
  // The receipts of each variant, the last one first, with the units of it and of all that came after.
  const receipts = db
    .select({
      variantId: sql<string>`${stockMovementView.variantId}`.as('receipt_variant_id'),
      quantity: stockMovementView.onHandDelta,
      unitCost: stockMovementView.unitCost,
      upTo: sql<number>`sum(${stockMovementView.onHandDelta}) over (partition by ${stockMovementView.variantId} order by ${stockMovementView.id} desc)`.as(
        'up_to',
      ),
    })
    .from(stockMovementView)
    .where(eq(stockMovementView.kind, 'RECEIVED'))
    .as('receipts')
  const unsold = sql`${variantStockView.onHand} - (${receipts.upTo} - ${receipts.quantity})`
  const left = sql`case when ${unsold} <= 0 then 0 when ${unsold} < ${receipts.quantity} then ${unsold} else ${receipts.quantity} end`
  const costed = sql`coalesce(sum(case when ${receipts.unitCost} is not null then ${left} else 0 end), 0)`
  const value = sql<number>`coalesce(sum(${left} * ${receipts.unitCost}), 0)`
  return db
    .select({
      variantId: variantStockView.variantId,
      sku: variantStockView.sku,
      productName: variantView.productName,
      name: variantView.name,
      onHand: variantStockView.onHand,
      unitsWithoutCost: sql<number>`${variantStockView.onHand} - ${costed}`,
      value,
    })
    .from(variantStockView)
    .innerJoin(variantView, eq(variantView.id, variantStockView.variantId))
    .leftJoin(receipts, sql`${receipts.variantId} = ${variantStockView.variantId}`)
    .where(gt(variantStockView.onHand, 0))
    .groupBy(variantStockView.variantId, variantView.id)
    .orderBy(desc(value), asc(variantStockView.variantId))
})
