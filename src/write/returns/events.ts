// The facts of goods coming back, and of money that is owed for it.
import { event } from '#kernel/event.ts'

const order = { aggregate: 'order', id: 'orderId' } as const
type OfReturn = { orderId: string; returnId: string }

export const returnRequested = event<OfReturn>()({
  ...order,
  name: 'ReturnRequested',
  summary: 'Somebody asked to send units of an order back.',
})
export const returnApproved = event<OfReturn>()({
  ...order,
  name: 'ReturnApproved',
  summary: 'A return may be sent back.',
})
export const returnRejected = event<OfReturn>()({
  ...order,
  name: 'ReturnRejected',
  summary: 'A return was turned down.',
})
export const returnCancelled = event<OfReturn>()({
  ...order,
  name: 'ReturnCancelled',
  summary: 'A return was called off before anything came.',
})
export const returnReceived = event<OfReturn>()({
  ...order,
  name: 'ReturnReceived',
  summary: 'Units of a return came back, or no more of it is expected.',
})
export const refundGranted = event<{
  orderId: string
  refundGrantId: string
  returnId: string | null
  customerId: string | null
}>()({
  ...order,
  name: 'RefundGranted',
  summary: 'The shop came to owe money for an order, for a return or out of goodwill.',
})
