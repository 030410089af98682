// The facts of orders.
import { event } from '#kernel/event.ts'

const order = { aggregate: 'order', id: 'orderId' } as const

export const orderPlaced = event<{ orderId: string; customerId: string | null }>()({
  ...order,
  name: 'OrderPlaced',
  summary: 'An order was placed: prices frozen, stock allocated, number given.',
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
export const orderNoteAdded = event<{ orderId: string; orderNoteId: string }>()({
  ...order,
  name: 'OrderNoteAdded',
  summary: 'Somebody wrote a note on an order.',
})
