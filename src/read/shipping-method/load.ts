// Shipping methods by id, those that are offered, and all of them as a list.
import { asc, eq } from 'drizzle-orm'
import { statement } from '#kernel/database/statement.ts'
import { exact } from '#kernel/filter.ts'
import { flag } from '#kernel/input.ts'
import { rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { shippingMethodView } from './table.ts'

export type ShippingMethodRow = typeof shippingMethodView.$inferSelect

export const loadShippingMethodViews = rowsByKey(shippingMethodView, shippingMethodView.id)

/** In the order in which they were made. */
export const loadOfferedMethods = statement((db) =>
  db
    .select()
    .from(shippingMethodView)
    .where(eq(shippingMethodView.isOffered, true))
    .orderBy(asc(shippingMethodView.id)),
)

export const shippingMethodListing = listing({
  table: shippingMethodView,
  filters: { isOffered: exact(shippingMethodView.isOffered, flag(), 'Whether it is offered.') },
  orders: {
    CREATED_AT: ordering(
      'By when it was made.',
      shippingMethodView.createdAt,
      shippingMethodView.id,
    ),
  },
  defaultOrder: { field: 'CREATED_AT', direction: 'ASC' },
})
