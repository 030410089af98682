// The tax in what was sold in a range of days, by country and rate.
import { and, asc, between, eq } from 'drizzle-orm'
import { type Params, statement } from '#kernel/database/statement.ts'
import { type ReportRange, requireRange } from '#read/reports/range.ts'
import { amount, type Report, rate, sum, text } from '#read/reports/report.ts'
import { salesByTaxRateView } from './table.ts'

export type TaxSummaryRow = Awaited<ReturnType<typeof taxedBetween>>[number]

export const taxSummary: Report<TaxSummaryRow> = {
  name: 'taxSummary',
  description:
    'The tax in what was sold, by country and rate, dated by placement. Later cancels and refunds lower nothing: what went back is in `refundsByDay`.',
  isOfDays: true,
  columns: {
    countryCode: text('Where it was sold to, ISO 3166-1 alpha-2; empty where nobody said.'),
    taxRate: rate('The rate.'),
    net: amount('Lines and shipping at this rate after discounts, without tax.'),
    tax: amount('The tax on them.'),
    gross: amount('What was to be paid for them: net and tax.'),
  },
  load: async (tx, range) => {
    requireRange(range)
    return taxedBetween(tx, range)
  },
}

const taxedBetween = statement((db, $: Params<ReportRange>) =>
  db
    .select({
      countryCode: salesByTaxRateView.countryCode,
      taxRate: salesByTaxRateView.taxRate,
      net: sum(salesByTaxRateView.net),
      tax: sum(salesByTaxRateView.tax),
      gross: sum(salesByTaxRateView.gross),
    })
    .from(salesByTaxRateView)
    .where(
      and(
        eq(salesByTaxRateView.currency, $.currency),
        between(salesByTaxRateView.day, $.from, $.to),
      ),
    )
    .groupBy(salesByTaxRateView.countryCode, salesByTaxRateView.taxRate)
    .orderBy(asc(salesByTaxRateView.countryCode), asc(salesByTaxRateView.taxRate)),
)
