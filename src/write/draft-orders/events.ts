// The facts of draft orders.
import { event } from '#kernel/event.ts'

const draft = { aggregate: 'draftOrder', id: 'draftOrderId' } as const

export const draftOrderCreated = event<{ draftOrderId: string }>()({
  ...draft,
  name: 'DraftOrderCreated',
  summary: 'Somebody of the staff began to put an order together.',
})
export const draftOrderUpdated = event<{ draftOrderId: string }>()({
  ...draft,
  name: 'DraftOrderUpdated',
  summary: 'What is in a draft order, whose it is or where it goes changed.',
})
export const draftOrderDeleted = event<{ draftOrderId: string }>()({
  ...draft,
  name: 'DraftOrderDeleted',
  summary: 'A draft order was thrown away.',
})
export const draftOrderPersonErased = event<{ draftOrderId: string }>()({
  ...draft,
  name: 'DraftOrderPersonErased',
  summary: 'Everything personal of whom a draft order was for was erased from it.',
})
export const draftOrderCompleted = event<{ draftOrderId: string; orderId: string }>()({
  ...draft,
  name: 'DraftOrderCompleted',
  summary: 'A draft order became an order.',
})
