// What was sold of each variant in a range of days, the one that brought most first.
import { and, asc, between, desc, eq, sql } from 'drizzle-orm'
import { type Params, statement } from '#kernel/database/statement.ts'
import { type ReportRange, requireRange } from '#read/reports/range.ts'
import { amount, count, type Report, sum, text } from '#read/reports/report.ts'
import { variantView } from '#read/variant/table.ts'
import { salesByVariantView } from './table.ts'

export type SalesByVariantRow = Awaited<ReturnType<typeof soldBetween>>[number]

export const salesByVariantReport: Report<SalesByVariantRow> = {
  name: 'salesByVariant',
  description:
    'What was sold of each variant, most first, dated by placement: later cancels lower nothing, and an edit replaces what its order counts for. Shipping is no part of it.',
  isOfDays: true,
  columns: {
    variantId: text('The id of the variant.'),
    sku: text('Its SKU now.'),
    productName: text("Its product's name now."),
    name: text('Its name now.'),
    orders: count('How many orders have it.', { isSummed: false }),
    units: count('Units, as placed or last edited.'),
    discounts: amount('What discounts took of them.'),
    net: amount('What they cost after discounts, without tax.'),
    tax: amount('The tax on them.'),
    gross: amount('What was to be paid for them: net and tax.'),
  },
  load: async (tx, range) => {
    requireRange(range)
    return soldBetween(tx, range)
  },
}

const soldBetween = statement((db, $: Params<ReportRange>) =>
  db
    .select({
      variantId: salesByVariantView.variantId,
      sku: sql<string>`min(${variantView.sku})`,
      productName: sql<string>`min(${variantView.productName})`,
      name: sql<string>`min(${variantView.name})`,
      orders: sum(salesByVariantView.orders),
      units: sum(salesByVariantView.units),
      discounts: sum(salesByVariantView.discounts),
      net: sum(salesByVariantView.net),
      tax: sum(salesByVariantView.tax),
      gross: sum(salesByVariantView.gross),
    })
    .from(salesByVariantView)
    .innerJoin(variantView, eq(variantView.id, salesByVariantView.variantId))
    .where(
      and(
        eq(salesByVariantView.currency, $.currency),
        between(salesByVariantView.day, $.from, $.to),
      ),
    )
    .groupBy(salesByVariantView.variantId)
    .orderBy(desc(sum(salesByVariantView.gross)), asc(salesByVariantView.variantId)),
)
