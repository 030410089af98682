// The queue of what is to be made ready or shipped, oldest orders first.
import { QUEUE_STATUSES } from '#domain/fulfilment-queue.ts'
import { exact, ranged } from '#kernel/filter.ts'
import { choice, flag, instant, text } from '#kernel/input.ts'
import { rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { fulfilmentQueueView } from './table.ts'

export type FulfilmentQueueRow = typeof fulfilmentQueueView.$inferSelect
export type { QueueLine } from './table.ts'

export const loadFulfilmentQueue = rowsByKey(fulfilmentQueueView, fulfilmentQueueView.id)

export const fulfilmentQueueListing = listing({
  table: fulfilmentQueueView,
  filters: {
    locationId: exact(fulfilmentQueueView.locationId, text(), 'At which location, by its id.'),
    status: exact(
      fulfilmentQueueView.status,
      choice('FulfilmentQueueStatus', QUEUE_STATUSES),
      'How far the location is with it.',
    ),
    onHold: exact(
      fulfilmentQueueView.onHold,
      flag(),
      'Whether their orders are on hold, and must not go out for now.',
    ),
    orderId: exact(fulfilmentQueueView.orderId, text(), 'Of which order, by its id.'),
    placedAt: ranged(fulfilmentQueueView.placedAt, instant(), 'When the order was placed.'),
  },
  orders: {
    PLACED_AT: ordering(
      'When their orders were placed.',
      fulfilmentQueueView.placedAt,
      fulfilmentQueueView.orderNumber,
      fulfilmentQueueView.id,
    ),
  },
  defaultOrder: { field: 'PLACED_AT', direction: 'ASC' },
})
