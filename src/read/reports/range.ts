// Which days a report is of, and in which currency.
import { MS_PER_DAY } from '#domain/calendar.ts'
import { ListRefused } from '#kernel/filter.ts'

export const REPORT_DAYS_MAX = 1_000

/** Days as YYYY-MM-DD, both included. */
export type ReportRange = { from: string; to: string; currency: string }

export function requireRange({ from, to }: ReportRange): void {
  const days = (Date.parse(to) - Date.parse(from)) / MS_PER_DAY + 1
  if (days < 1) throw new ListRefused(`\`to\` must not be before ${from}, found ${to}.`, ['to'])
  if (days > REPORT_DAYS_MAX)
    throw new ListRefused(
      `At most ${REPORT_DAYS_MAX} days can be asked for at once, found ${days}.`,
      ['to'],
      'PAGE_TOO_LARGE',
    )
}
