// The facts in the one order in which they happened: the kernel's events as a list that is read on
// from wherever somebody stopped.
import { exact, ranged } from '#kernel/filter.ts'
import { integer, text } from '#kernel/input.ts'
import { listing, ordering } from '#kernel/page.ts'
import { events } from '#kernel/tables.ts'

export type EventRow = typeof events.$inferSelect

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
