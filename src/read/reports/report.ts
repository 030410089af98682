// What a report is: rows of named columns, and how they come to be. The API and the command line show the
// same rows.
import { type Column, sql } from 'drizzle-orm'
import { sumOf } from '#domain/money.ts'
import type { Connection } from '#kernel/database/connection.ts'
import type { ReportRange } from './range.ts'

/** Amounts are minor units of the report's currency, rates thousandths of a percent. */
export type ReportColumn = {
  kind: 'text' | 'count' | 'amount' | 'rate'
  description: string
  /** False where one thing may count for several rows, so that their sum says nothing. */
  isSummed: boolean
}

export type ReportRow<Name extends string = string> = Record<Name, string | number | null>

export type Report<Row extends ReportRow = ReportRow> = {
  /** As its query is called. */
  name: string
  description: string
  /** False where it is of what stands now, in the shop's own currency. */
  isOfDays: boolean
  columns: { [Name in keyof Row & string]: ReportColumn }
  /** All rows, in the report's own order. */
  load: (tx: Connection, range: ReportRange) => Promise<Row[]>
}

export const text = (description: string): ReportColumn => ({
  kind: 'text',
  description,
  isSummed: false,
})
export const rate = (description: string): ReportColumn => ({
  kind: 'rate',
  description,
  isSummed: false,
})
export const count = (description: string, { isSummed = true } = {}): ReportColumn => ({
  kind: 'count',
  description,
  isSummed,
})
export const amount = (description: string, { isSummed = true } = {}): ReportColumn => ({
  kind: 'amount',
  description,
  isSummed,
})

/** A tally's column added up over the days of a report. */
export const sum = (column: Column) => sql<number>`sum(${column})`

/** The sums of all rows, of the columns that have one. */
export function totalsOf<Row extends ReportRow>(
  { columns }: Report<Row>,
  rows: readonly Row[],
): Record<string, number> {
  const summed = Object.entries<ReportColumn>(columns).filter(([, { isSummed }]) => isSummed)
  return Object.fromEntries(
    summed.map(([name]) => [name, sumOf(rows.map((row) => Number(row[name])))]),
  )
}
