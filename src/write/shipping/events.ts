// The facts of shipping methods.
import { event } from '#kernel/event.ts'

const shippingMethod = { aggregate: 'shippingMethod', id: 'shippingMethodId' } as const

export const shippingMethodCreated = event<{ shippingMethodId: string }>()({
  ...shippingMethod,
  name: 'ShippingMethodCreated',
  summary: 'The shop ships in one more way.',
})
export const shippingMethodUpdated = event<{ shippingMethodId: string }>()({
  ...shippingMethod,
  name: 'ShippingMethodUpdated',
  summary: "A shipping method's name, countries or prices changed.",
})
export const shippingMethodArchived = event<{ shippingMethodId: string }>()({
  ...shippingMethod,
  name: 'ShippingMethodArchived',
  summary: 'A shipping method is no longer offered.',
})
