// Locations by id, and all of them as a list.
import { rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { locationView } from './table.ts'

export type LocationRow = typeof locationView.$inferSelect

export const loadLocationViews = rowsByKey(locationView, locationView.id)

export const locationListing = listing({
  table: locationView,
  filters: {},
  orders: {
    PRIORITY: ordering(
      'In the order in which they are asked for stock.',
      locationView.priority,
      locationView.code,
    ),
  },
  defaultOrder: { field: 'PRIORITY', direction: 'ASC' },
})
