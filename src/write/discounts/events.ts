// The facts of discounts. That one is used, or no more, is a fact of the order that holds it.
import { event } from '#kernel/event.ts'

const discount = { aggregate: 'discount', id: 'discountId' } as const
const order = { aggregate: 'order', id: 'orderId' } as const

export const discountCreated = event<{ discountId: string }>()({
  ...discount,
  name: 'DiscountCreated',
  summary: 'There is one more discount.',
})
export const discountUpdated = event<{ discountId: string }>()({
  ...discount,
  name: 'DiscountUpdated',
  summary: 'What a discount is called, or when it holds, changed.',
})
export const discountEnded = event<{ discountId: string }>()({
  ...discount,
  name: 'DiscountEnded',
  summary: 'A discount was ended by hand.',
})
export const discountsUsed = event<{ orderId: string; discountIds: string[] }>()({
  ...order,
  name: 'DiscountsUsed',
  summary: 'An order got discounts, and counts against their limits.',
})
export const discountUsesReleased = event<{ orderId: string; discountIds: string[] }>()({
  ...order,
  name: 'DiscountUsesReleased',
  summary:
    'An order that was cancelled, expired or edited no longer counts against limits of discounts.',
})
