// Commands of many rows: each row is done, or refused, by itself; the caller decides whether one that is
// refused refuses all.
import type { RowOutcome } from '#kernel/command.ts'
import { choice, maybe } from '#kernel/input.ts'
import { type Rejection, refusalOf } from '#kernel/rejection.ts'
import { RowsRefused } from '#kernel/rejections.ts'
import type { Context } from './command.ts'

/** Rows that one command takes, where nothing else bounds them. */
export const ROWS_MAX = 500

export const BULK_POLICIES = {
  ALL_OR_NOTHING: 'One refused row refuses the whole; every refused row is told in `errors`.',
  PER_ROW: 'What can be taken is taken; `results` says of each row what came of it.',
} as const
export type BulkPolicy = keyof typeof BULK_POLICIES

export const policy = () =>
  maybe(choice('BulkPolicy', BULK_POLICIES)).describe(
    'What a refused row does to the others; ALL_OR_NOTHING unless given.',
  )

/**
 * Does each row in turn. `work` answers the id of the row's object, or null where nothing changed.
 * Refuses everything where the policy says so, by what each bad row was refused for.
 */
export async function eachRow<Row>(
  context: Context,
  { rows, policy }: { rows: readonly Row[]; policy: BulkPolicy | null | undefined },
  work: (row: Row, index: number) => Promise<string | null>,
): Promise<RowOutcome[]> {
  const outcomes: RowOutcome[] = []
  const refusals: Rejection[] = []
  for (const [index, row] of rows.entries()) {
    const { done, refused } = await context.attempt(() => work(row, index))
    if (refused) refusals.push(refused)
    outcomes.push({ id: done, refusal: refused && refusalOf(refused) })
  }
  const [first] = refusals
  if (first && policy !== 'PER_ROW')
    throw refusals.length === 1
      ? first
      : new RowsRefused({ rows: refusals.map(refusalOf) as never })
  return outcomes
}

/** The ids of the rows that were taken and have an object. */
export const idsOf = (outcomes: readonly RowOutcome[]): string[] =>
  outcomes.flatMap(({ id }) => id ?? [])
