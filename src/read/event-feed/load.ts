// The facts in the one order in which they happened: the kernel's events as a list that is read on
// from wherever somebody stopped.
import type { Connection } from '#kernel/database/connection.ts'
import { type Asked, exact, ListRefused, ranged, type Where } from '#kernel/filter.ts'
import { integer, text } from '#kernel/input.ts'
import { groupsByKey } from '#kernel/load.ts'
import { cursorFor, cursorValues, listing, ordering, type PageArgs } from '#kernel/page.ts'
import { floorOf } from '#kernel/retention.ts'
import type { Key } from '#kernel/row-store.ts'
import { events } from '#kernel/tables.ts'

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

/** A cursor of the feed: of one event, or of all of a command where `index` is left out. */
export const eventCursor = ({
  sequence,
  index = Number.MAX_SAFE_INTEGER,
}: {
  sequence: number
  index?: number
}): string => cursorFor('SEQUENCE', [sequence, index])

const SEQUENCE_MAX = 2_147_483_647

const allEvents = listing({
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

/** Whoever reads on from events that were archived is told so: passing over them in silence would lose facts. */
export const eventListing: typeof allEvents = {
  ...allEvents,
  page: async (tx, args) => {
    const floor = await floorOf(tx)
    if (floor > 0) requireHere(args, floor)
    return allEvents.page(tx, args)
  },
}

function requireHere({ after, where }: PageArgs, floor: number): void {
  const [, fromCursor] = after == null ? [] : cursorValues(after)
  if (typeof fromCursor === 'number' && fromCursor < floor) throw archived(floor, ['after'])
  if (where) requireBoundHere(where, floor, ['where'])
}

/** What holds together bounds the list in each of its parts; of what may hold, the other part may be meant. */
function requireBoundHere(where: Where, floor: number, path: readonly string[]): void {
  const { gt, gte } = (where.sequence as Asked | null | undefined)?.range ?? {}
  const at = [...path, 'sequence', 'range']
  if (typeof gt === 'number' && gt < floor) throw archived(floor, [...at, 'gt'])
  if (typeof gte === 'number' && gte <= floor) throw archived(floor, [...at, 'gte'])
  for (const [index, part] of (where.and ?? []).entries())
    requireBoundHere(part, floor, [...path, 'and', String(index)])
}

const archived = (floor: number, path: readonly string[]) =>
  new ListRefused(
    `Events up to sequence ${floor} were archived: read those from the archives, then go on after ${floor}.`,
    path,
    'EVENTS_ARCHIVED',
  )
