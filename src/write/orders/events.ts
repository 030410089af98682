// The facts of orders.
import { event } from '#kernel/event.ts'

const order = { aggregate: 'order', id: 'orderId' } as const

/** @param expiresAt Epoch milliseconds, where it waits for its payment; null where it doesn't. */
export const orderPlaced = event<{
  orderId: string
  customerId: string | null
  expiresAt: number | null
}>()({
  ...order,
  name: 'OrderPlaced',
  summary: 'An order was placed: prices frozen, stock allocated, number given.',
})
/** @param number Of the revision that tells what the order was before. */
export const orderEdited = event<{ orderId: string; customerId: string | null; number: number }>()({
  ...order,
  name: 'OrderEdited',
  summary: "An order's lines, address, discounts or shipping were changed after it was placed.",
})
export const orderLinesCancelled = event<{
  orderId: string
  customerId: string | null
  lines: { orderLineId: string; quantity: number }[]
}>()({
  ...order,
  name: 'OrderLinesCancelled',
  summary: 'Units of an order were cancelled and their stock released.',
})
export const orderCancelled = event<{ orderId: string; customerId: string | null }>()({
  ...order,
  name: 'OrderCancelled',
  summary: 'Everything of an order is cancelled.',
})
export const orderCompleted = event<{ orderId: string }>()({
  ...order,
  name: 'OrderCompleted',
  summary: 'An order is paid and everything in it has shipped.',
})
export const orderConfirmed = event<{ orderId: string }>()({
  ...order,
  name: 'OrderConfirmed',
  summary: 'An order that waited for its payment was paid, or promised, in full.',
})
export const orderExpired = event<{ orderId: string; customerId: string | null }>()({
  ...order,
  name: 'OrderExpired',
  summary: 'An order was not paid in time, and its stock was released.',
})
export const orderPersonErased = event<{ orderId: string }>()({
  ...order,
  name: 'OrderPersonErased',
  summary: 'Everything personal of whom an order was for was erased from it.',
})
export const orderHeld = event<{ orderId: string }>()({
  ...order,
  name: 'OrderHeld',
  summary: 'An order was put on hold: nothing of it ships.',
})
export const orderReleased = event<{ orderId: string }>()({
  ...order,
  name: 'OrderReleased',
  summary: 'An order is no longer on hold.',
})
export const orderClaimed = event<{ orderId: string; customerId: string }>()({
  ...order,
  name: 'OrderClaimed',
  summary: "A guest's order joined the account of the customer whose e-mail was verified.",
})
export const orderClosed = event<{ orderId: string }>()({
  ...order,
  name: 'OrderClosed',
  summary: 'Somebody decided that an order is done, though it is not paid in full.',
})
export const orderNoteAdded = event<{ orderId: string; orderNoteId: string }>()({
  ...order,
  name: 'OrderNoteAdded',
  summary: 'Somebody wrote a note on an order.',
})
