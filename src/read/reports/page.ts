// Pages of a report's rows. A cursor is a place in the order: by what the rows are ranked, and which one.
import { ListRefused } from '#kernel/filter.ts'
import { cursorValues, extentOf, type Page, type PageArgs } from '#kernel/page.ts'
import type { ReportRow } from './report.ts'

/** Rows with the most of `rank` first, and those with as much by `key`, from a cursor on. */
export function rankedPage<Row extends ReportRow>(
  rows: readonly Row[],
  { rank, key }: { rank: keyof Row & string; key: keyof Row & string },
  { first, after }: Pick<PageArgs, 'first' | 'after'>,
): Page<Row> {
  const { size } = extentOf({ first })
  const placeOf = (row: Row): Place => [Number(row[rank]), String(row[key])]
  const ranked = rows.toSorted((one, other) => compared(placeOf(one), placeOf(other)))
  const last = after == null ? null : placeAt(after, rank)
  const start = last ? ranked.findIndex((row) => compared(placeOf(row), last) > 0) : 0
  const from = start < 0 ? ranked.length : start
  const shown = ranked.slice(from, from + size)
  return {
    edges: shown.map((row) => ({ row, cursor: cursorOf(rank, placeOf(row)) })),
    hasNextPage: async () => from + shown.length < ranked.length,
    hasPreviousPage: async () => from > 0,
  }
}

type Place = readonly [number, string]

const compared = ([rank, key]: Place, [otherRank, otherKey]: Place): number =>
  rank === otherRank ? (key < otherKey ? -1 : Number(key > otherKey)) : otherRank - rank

const cursorOf = (rank: string, place: Place): string =>
  Buffer.from(JSON.stringify([rank, ...place])).toString('base64url')

function placeAt(cursor: string, name: string): Place {
  const [rank, value, key] = cursorValues(cursor)
  if (rank !== name || !Number.isSafeInteger(value) || typeof key !== 'string')
    throw new ListRefused('`after` must be a cursor of this report in this order.', ['after'])
  return [value as number, key]
}
