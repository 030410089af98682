// The facts in the one order in which they happened: the kernel's events as a list that is read on
// from wherever somebody stopped.
import type { Connection } from '#kernel/database/connection.ts'
import { exact, ranged } from '#kernel/filter.ts'
import { integer, text } from '#kernel/input.ts'
import { groupsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { events } from '#kernel/tables.ts'
import type { Key } from '#kernel/view.ts'

export type EventRow = typeof events.$inferSelect

/** The events of each command, by its sequence. */
export const loadEventsOfCommands = groupsByKey(events, events.sequence, [
  events.sequence,
  events.index,
])

/** `42.0`: the sequence of the command, and which of its events. */
export const eventKey = ({ sequence, index }: EventRow): string => `${sequence}.${index}`

export async function loadEvents(
  tx: Connection,
  keys: readonly Key[],
): Promise<(EventRow | null)[]> {
  const sequences = [...new Set(keys.map((key) => Number(String(key).split('.')[0])))]
  const found = new Map(
    (await loadEventsOfCommands(tx, sequences)).flat().map((row) => [eventKey(row), row]),
  )
  return keys.map((key) => found.get(String(key)) ?? null)
}

const SEQUENCE_MAX = 2_147_483_647

export const eventListing = listing({
  table: events,
  filters: {
    sequence: ranged(
      events.sequence,
      integer({ max: SEQUENCE_MAX }),
      'By the sequence of their command: `range: { gt }` reads on from there.',
    ),
    aggregateId: exact(events.aggregateId, text(), 'By the id of what they happened to.'),
  },
  orders: { SEQUENCE: ordering('In the order they happened.', events.sequence, events.index) },
  defaultOrder: { field: 'SEQUENCE', direction: 'ASC' },
})
