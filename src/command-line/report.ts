// Reports as CSV: the rows that the API answers, with money and rates as people write them.
import { stringify } from 'csv-stringify/sync'
import { isDay } from '#domain/calendar.ts'
import { decimalOf, isCurrency } from '#domain/money.ts'
import { percentOf } from '#domain/tax.ts'
import { ListRefused } from '#kernel/filter.ts'
import type { Report, ReportColumn, ReportRow } from '#read/reports/report.ts'
import { reports } from '#read/reports/reports.ts'
import { unformulated } from './csv.ts'
import { reading } from './examine.ts'
import { Failure } from './failures.ts'
import { nameOf } from './names.ts'
import { settings } from './shop.ts'

export type ReportOptions = { from?: string; to?: string; currency?: string }

export async function writeReport(name: string, options: ReportOptions): Promise<void> {
  const report = reports.find((each) => nameOf(each) === name)
  if (!report) throw new Failure(`There is no report ${name}.`)
  const { config } = settings()
  const range = rangeOf(report, options, config.shop.currency)
  try {
    const rows = await reading(config, (reader) => report.load(reader, range))
    process.stdout.write(csvOf(report, rows, range.currency))
  } catch (thrown) {
    if (thrown instanceof ListRefused) throw new Failure(thrown.message)
    throw thrown
  }
}

function rangeOf(report: Report, { from, to, currency }: ReportOptions, shopCurrency: string) {
  if (!report.isOfDays) {
    if (from ?? to ?? currency)
      throw new Failure(
        `${nameOf(report)} is of what stands now, in ${shopCurrency}: it takes no --from, --to and --currency.`,
      )
    return { from: '', to: '', currency: shopCurrency }
  }
  if (currency !== undefined && !isCurrency(currency))
    throw new Failure(`--currency must be an ISO 4217 code such as GBP, found ${currency}.`)
  return {
    from: dayGiven('--from', from),
    to: dayGiven('--to', to),
    currency: currency ?? shopCurrency,
  }
}

function dayGiven(option: string, day: string | undefined): string {
  if (day !== undefined && isDay(day)) return day
  throw new Failure(`${option} must be a day as YYYY-MM-DD, found ${day ?? 'none'}.`)
}

/** The currency of its amounts stands in a column of its own, the last. */
function csvOf(report: Report, rows: readonly ReportRow[], currency: string): string {
  const columns = Object.entries<ReportColumn>(report.columns)
  const cells = rows.map((row) => [
    ...columns.map(([name, column]) => cellOf(row[name] ?? null, column, currency)),
    currency,
  ])
  return stringify([[...columns.map(([name]) => name), 'currency'], ...cells])
}

function cellOf(value: string | number | null, { kind }: ReportColumn, currency: string): string {
  switch (kind) {
    case 'amount':
      return decimalOf(Number(value), currency)
    case 'rate':
      return percentOf(Number(value))
    case 'count':
      return String(value)
    case 'text':
      return unformulated(String(value ?? ''))
  }
}
