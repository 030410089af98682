// The facts of money.
import { event } from '#kernel/event.ts'

export const paymentRecorded = event<{
  orderId: string
  paymentId: string
  customerId: string | null
}>()({
  aggregate: 'order',
  id: 'orderId',
  name: 'PaymentRecorded',
  summary: 'Money was received for an order, outside of any provider.',
})
