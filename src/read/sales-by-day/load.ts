// Sales of a range of days: one row for every day of it, those without sales included.
import { and, asc, between, eq } from 'drizzle-orm'
import { daysFrom, MS_PER_DAY } from '#domain/calendar.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { ListRefused } from '#kernel/filter.ts'
import { salesByDayView } from './table.ts'

export const SALES_DAYS_MAX = 1_000

/** Amounts are minor units of the currency that was asked for; net is gross less refunds. */
export type SalesDay = typeof salesByDayView.$inferSelect & { net: number }

type Range = { from: string; to: string; currency: string }

/** @param range Days as YYYY-MM-DD, both included. */
export async function loadSalesByDay(tx: Connection, range: Range): Promise<SalesDay[]> {
  const { from, to, currency } = range
  requireRange(range)
  const sold = new Map((await salesBetween(tx, range)).map((row) => [row.day, row]))
  return daysFrom(from, to).map((day) => {
    const row = sold.get(day) ?? { currency, day, orders: 0, units: 0, gross: 0, refunds: 0 }
    return { ...row, net: row.gross - row.refunds }
  })
}

function requireRange({ from, to }: Range): void {
  const days = (Date.parse(to) - Date.parse(from)) / MS_PER_DAY + 1
  if (days < 1) throw new ListRefused(`\`to\` must not be before ${from}, found ${to}.`, ['to'])
  if (days > SALES_DAYS_MAX)
    throw new ListRefused(
      `At most ${SALES_DAYS_MAX} days can be asked for at once, found ${days}.`,
      ['to'],
      'PAGE_TOO_LARGE',
    )
}

const salesBetween = statement((db, $: Params<Range>) =>
  db
    .select()
    .from(salesByDayView)
    .where(and(eq(salesByDayView.currency, $.currency), between(salesByDayView.day, $.from, $.to)))
    .orderBy(asc(salesByDayView.day)),
)
