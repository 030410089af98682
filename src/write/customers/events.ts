// The facts of customers. They hold ids only: what is personal stays in the tables.
import { event } from '#kernel/event.ts'

const customer = { aggregate: 'customer', id: 'customerId' } as const

export const customerRegistered = event<{ customerId: string }>()({
  ...customer,
  name: 'CustomerRegistered',
  summary: 'A customer became known.',
})
export const customerUpdated = event<{ customerId: string }>()({
  ...customer,
  name: 'CustomerUpdated',
  summary: "A customer's own details changed.",
})
export const customerErased = event<{ customerId: string }>()({
  ...customer,
  name: 'CustomerErased',
  summary: 'Everything personal of a customer was erased.',
})
export const addressAdded = event<{ customerId: string; addressId: string }>()({
  ...customer,
  name: 'AddressAdded',
  summary: 'A customer got one more address.',
})
export const addressUpdated = event<{ customerId: string; addressId: string }>()({
  ...customer,
  name: 'AddressUpdated',
  summary: "A customer's address changed.",
})
export const addressRemoved = event<{ customerId: string; addressId: string }>()({
  ...customer,
  name: 'AddressRemoved',
  summary: "A customer's address was taken out.",
})
