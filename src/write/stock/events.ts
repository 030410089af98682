// The facts of stock. Each names the variants whose levels moved.
import { event } from '#kernel/event.ts'

export const locationCreated = event<{ locationId: string }>()({
  aggregate: 'location',
  id: 'locationId',
  name: 'LocationCreated',
  summary: 'A place that holds stock was added.',
})
export const locationUpdated = event<{ locationId: string }>()({
  aggregate: 'location',
  id: 'locationId',
  name: 'LocationUpdated',
  summary: "A location's name, country or priority changed.",
})

/** One event a variant and move: its levels and its ledger moved. */
export const stockMoved = event<{ variantId: string; movementIds: string[] }>()({
  aggregate: 'stock',
  id: 'variantId',
  name: 'StockMoved',
  summary:
    'Units of a variant were received, adjusted, moved, reserved, allocated, released or shipped.',
})
/** @param expiresAt Epoch milliseconds until which the cart holds units now; null where it holds none. */
export const cartReservationsChanged = event<{ cartId: string; expiresAt: number | null }>()({
  aggregate: 'cart',
  id: 'cartId',
  name: 'CartReservationsChanged',
  summary: 'The units that are held back for a cart, or until when, changed.',
})
export const stockPolicySet = event<{ variantId: string }>()({
  aggregate: 'stock',
  id: 'variantId',
  name: 'StockPolicySet',
  summary: 'How a variant is tracked changed.',
})
