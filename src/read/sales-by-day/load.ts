// Sales of a range of days: one row for every day of it, those without sales included.
import { and, asc, between, eq, sql } from 'drizzle-orm'
import { daysFrom } from '#domain/calendar.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { refundsByDayView } from '#read/refunds-by-day/table.ts'
import { type ReportRange, requireRange } from '#read/reports/range.ts'
import { amount, count, type Report, text } from '#read/reports/report.ts'
import { salesByDayView } from './table.ts'

/** Amounts are minor units of the currency that was asked for; net is gross less refunds. */
export type SalesDay = {
  day: string
  orders: number
  units: number
  gross: number
  refunds: number
  net: number
}

export const salesByDayReport: Report<SalesDay> = {
  name: 'salesByDay',
  description:
    'What was sold on each day, dated by placement, days without sales too: later cancels lower nothing, and an edit replaces what its order counts for.',
  isOfDays: true,
  columns: {
    day: text("The day in the shop's time zone."),
    orders: count('How many orders were placed.'),
    units: count('Units of all their lines, as placed or last edited.'),
    gross: amount(
      'What they cost as placed or last edited, lines and shipping, after discounts and with tax.',
    ),
    refunds: amount('What was given back.'),
    net: amount('Gross less refunds.'),
  },
  load: loadSalesByDay,
}

export async function loadSalesByDay(tx: Connection, range: ReportRange): Promise<SalesDay[]> {
  const { from, to } = range
  requireRange(range)
  const sold = new Map((await salesBetween(tx, range)).map((row) => [row.day, row]))
  const refunded = new Map((await refundsBetween(tx, range)).map((row) => [row.day, row.amount]))
  return daysFrom(from, to).map((day) => {
    const { orders = 0, units = 0, gross = 0 } = sold.get(day) ?? {}
    const refunds = refunded.get(day) ?? 0
    return { day, orders, units, gross, refunds, net: gross - refunds }
  })
}

const salesBetween = statement((db, $: Params<ReportRange>) =>
  db
    .select({
      day: salesByDayView.day,
      orders: sql<number>`sum(${salesByDayView.orders})`,
      units: sql<number>`sum(${salesByDayView.units})`,
      gross: sql<number>`sum(${salesByDayView.gross})`,
    })
    .from(salesByDayView)
    .where(and(eq(salesByDayView.currency, $.currency), between(salesByDayView.day, $.from, $.to)))
    .groupBy(salesByDayView.day)
    .orderBy(asc(salesByDayView.day)),
)

const refundsBetween = statement((db, $: Params<ReportRange>) =>
  db
    .select({
      day: refundsByDayView.day,
      amount: sql<number>`sum(${refundsByDayView.amount})`,
    })
    .from(refundsByDayView)
    .where(
      and(eq(refundsByDayView.currency, $.currency), between(refundsByDayView.day, $.from, $.to)),
    )
    .groupBy(refundsByDayView.day),
)
