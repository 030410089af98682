// Pages of a report's rows. A cursor is a place in the order: by what the rows are ranked, and which one.
import { ListRefused } from '#kernel/filter.ts'
import { cursorValues, extentOf, type Page, type PageArgs } from '#kernel/page.ts'
import type { ReportRow } from './report.ts'

/** Rows with the most of `rank` first, and those with as much by `key`: a page of them, from a cursor. */
export function rankedPage<Row extends ReportRow>(
  rows: readonly Row[],
  { rank, key }: { rank: keyof Row & string; key: keyof Row & string },
  { after, before, ...extent }: Pick<PageArgs, 'first' | 'after' | 'last' | 'before'>,
): Page<Row> {
  const { size, isForward } = extentOf(extent)
  const placeOf = (row: Row): Place => [Number(row[rank]), String(row[key])]
  const ranked = rows.toSorted((one, other) => compared(placeOf(one), placeOf(other)))
  const countUntil = (cursor: string, argument: string, isWithIt: boolean): number => {
    const place = placeAt(cursor, rank, argument)
    const beyond = ranked.findIndex((row) => compared(placeOf(row), place) >= Number(isWithIt))
    return beyond < 0 ? ranked.length : beyond
  }
  const from = after == null ? 0 : countUntil(after, 'after', true)
  const to = before == null ? ranked.length : countUntil(before, 'before', false)
  const start = isForward ? from : Math.max(from, to - size)
  const end = isForward ? Math.min(to, from + size) : to
  return {
    edges: ranked.slice(start, end).map((row) => ({ row, cursor: cursorOf(rank, placeOf(row)) })),
    hasNextPage: async () => end < ranked.length,
    hasPreviousPage: async () => start > 0,
  }
}

type Place = readonly [number, string]

/** Below zero where the first stands before the other, 1 or more where it stands after. */
const compared = ([rank, key]: Place, [otherRank, otherKey]: Place): number =>
  rank === otherRank ? (key < otherKey ? -1 : Number(key > otherKey)) : otherRank - rank

const cursorOf = (rank: string, place: Place): string =>
  Buffer.from(JSON.stringify([rank, ...place])).toString('base64url')

function placeAt(cursor: string, name: string, argument: string): Place {
  const [rank, value, key] = cursorValues(cursor)
  if (rank !== name || !Number.isSafeInteger(value) || typeof key !== 'string')
    throw new ListRefused(`\`${argument}\` must be a cursor of this report in this order.`, [
      argument,
    ])
  return [value as number, key]
}
