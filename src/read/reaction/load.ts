// How far each reaction has come: what is behind it, what it tries again and what it gave up.
import type { Connection } from '#kernel/database/connection.ts'
import { listOf } from '#kernel/database/statement.ts'
import type { Reaction } from '#kernel/reaction.ts'
import {
  allCursors,
  countDeadLetters,
  countEventsAfter,
  countRetries,
} from '#kernel/reaction-tables.ts'

export type ReactionState = {
  name: string
  summary: string
  /** Events that it has yet to try, counted up to EVENTS_BEHIND_MAX. */
  eventsBehind: number
  /** Epoch milliseconds of the oldest of those; null where there is none. */
  behindSince: number | null
  retrying: number
  deadLetters: number
}

export const EVENTS_BEHIND_MAX = 10_000

/** In the order in which they are declared: three statements, and one a reaction. */
export async function loadReactionStates(
  tx: Connection,
  declared: readonly Reaction[],
): Promise<ReactionState[]> {
  const cursors = new Map((await allCursors(tx, {})).map((row) => [row.reaction, row]))
  const retrying = countsOf(await countRetries(tx, {}))
  const given = countsOf(await countDeadLetters(tx, {}))
  return Promise.all(
    declared.map(async ({ name, summary, reactsTo }) => {
      const { sequence = 0, index = 0 } = cursors.get(name) ?? {}
      const [behind] = await countEventsAfter(tx, {
        sequence,
        index,
        names: listOf(reactsTo.map(({ event }) => event)),
        limit: EVENTS_BEHIND_MAX,
      })
      return {
        name,
        summary,
        eventsBehind: behind?.count ?? 0,
        behindSince: behind?.oldestAt ?? null,
        retrying: retrying.get(name) ?? 0,
        deadLetters: given.get(name) ?? 0,
      }
    }),
  )
}

const countsOf = (rows: readonly { reaction: string; count: number }[]) =>
  new Map(rows.map(({ reaction, count }) => [reaction, count]))
