// What was sold to each country, most first: the tally of days, added up.
import { and, asc, between, desc, eq } from 'drizzle-orm'
import { type Params, statement } from '#kernel/database/statement.ts'
import { type ReportRange, requireRange } from '#read/reports/range.ts'
import { amount, count, type Report, sum, text } from '#read/reports/report.ts'
import { salesByDayView } from '#read/sales-by-day/table.ts'

export type SalesByCountryRow = Awaited<ReturnType<typeof soldBetween>>[number]

export const salesByCountry: Report<SalesByCountryRow> = {
  name: 'salesByCountry',
  description:
    'What was sold to each country, most first, dated by placement: later cancels lower nothing, and an edit replaces what its order counts for.',
  isOfDays: true,
  columns: {
    countryCode: text('ISO 3166-1 alpha-2; empty where nobody said.'),
    orders: count('How many orders were placed.'),
    units: count('Units of all their lines, as placed or last edited.'),
    discounts: amount('What discounts took of lines and shipping.'),
    shipping: amount('Shipping after discounts, with its tax. It is part of `net` and `gross`.'),
    net: amount('Lines and shipping after discounts, without tax.'),
    tax: amount('The tax on them.'),
    gross: amount('What was to be paid: net and tax.'),
  },
  load: async (tx, range) => {
    requireRange(range)
    return soldBetween(tx, range)
  },
}

const soldBetween = statement((db, $: Params<ReportRange>) =>
  db
    .select({
      countryCode: salesByDayView.countryCode,
      orders: sum(salesByDayView.orders),
      units: sum(salesByDayView.units),
      discounts: sum(salesByDayView.discounts),
      shipping: sum(salesByDayView.shipping),
      net: sum(salesByDayView.net),
      tax: sum(salesByDayView.tax),
      gross: sum(salesByDayView.gross),
    })
    .from(salesByDayView)
    .where(and(eq(salesByDayView.currency, $.currency), between(salesByDayView.day, $.from, $.to)))
    .groupBy(salesByDayView.countryCode)
    .orderBy(desc(sum(salesByDayView.gross)), asc(salesByDayView.countryCode)),
)
