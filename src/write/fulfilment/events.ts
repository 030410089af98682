// The facts of goods going out.
import { event } from '#kernel/event.ts'

const order = { aggregate: 'order', id: 'orderId' } as const

export const fulfilmentCreated = event<{ orderId: string; fulfilmentId: string }>()({
  ...order,
  name: 'FulfilmentCreated',
  summary: 'Units of an order are being made ready at a location.',
})
export const fulfilmentShipped = event<{ orderId: string; fulfilmentId: string }>()({
  ...order,
  name: 'FulfilmentShipped',
  summary: 'A fulfilment left its location, and on-hand fell.',
})
export const fulfilmentDelivered = event<{ orderId: string; fulfilmentId: string }>()({
  ...order,
  name: 'FulfilmentDelivered',
  summary: 'A fulfilment arrived.',
})
export const fulfilmentCancelled = event<{ orderId: string; fulfilmentId: string }>()({
  ...order,
  name: 'FulfilmentCancelled',
  summary: 'A fulfilment was cancelled: its units are open again, where they had been.',
})
export const fulfilmentTrackingUpdated = event<{ orderId: string; fulfilmentId: string }>()({
  ...order,
  name: 'FulfilmentTrackingUpdated',
  summary: 'By which the parcels of a fulfilment can be followed changed.',
})
