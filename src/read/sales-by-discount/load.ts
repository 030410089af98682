// What each discount took in a range of days, the one that took most first.
import { and, asc, between, desc, eq, sql } from 'drizzle-orm'
import { type Params, statement } from '#kernel/database/statement.ts'
import { discountView } from '#read/discount/table.ts'
import { type ReportRange, requireRange } from '#read/reports/range.ts'
import { amount, count, type Report, sum, text } from '#read/reports/report.ts'
import { salesByDiscountView } from './table.ts'

export type SalesByDiscountRow = Awaited<ReturnType<typeof soldBetween>>[number]

export const salesByDiscountReport: Report<SalesByDiscountRow> = {
  name: 'salesByDiscount',
  description:
    'What each discount took and what the orders cost that had it, dated by placement: later cancels lower nothing, and an edit replaces what its order counts for.',
  isOfDays: true,
  columns: {
    discountId: text(
      'The id of the discount; empty for those of orders that were placed elsewhere.',
    ),
    code: text('Its code; empty where it was applied by itself.'),
    name: text('Its name now.'),
    orders: count('How many orders have something of it.', { isSummed: false }),
    discounted: amount('What it took of lines and shipping.'),
    gross: amount('What those orders cost, lines and shipping, after all discounts and with tax.', {
      isSummed: false,
    }),
  },
  load: async (tx, range) => {
    requireRange(range)
    return soldBetween(tx, range)
  },
}

const soldBetween = statement((db, $: Params<ReportRange>) =>
  db
    .select({
      discountId: salesByDiscountView.discountId,
      code: sql<string | null>`min(${discountView.code})`,
      name: sql<string | null>`min(${discountView.name})`,
      orders: sum(salesByDiscountView.orders),
      discounted: sum(salesByDiscountView.discounted),
      gross: sum(salesByDiscountView.gross),
    })
    .from(salesByDiscountView)
    .leftJoin(discountView, eq(discountView.id, salesByDiscountView.discountId))
    .where(
      and(
        eq(salesByDiscountView.currency, $.currency),
        between(salesByDiscountView.day, $.from, $.to),
      ),
    )
    .groupBy(salesByDiscountView.discountId)
    .orderBy(desc(sum(salesByDiscountView.discounted)), asc(salesByDiscountView.discountId)),
)
