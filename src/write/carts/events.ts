// The facts of carts.
import { event } from '#kernel/event.ts'

const cart = { aggregate: 'cart', id: 'cartId' } as const

export const cartStarted = event<{ cartId: string }>()({
  ...cart,
  name: 'CartStarted',
  summary: 'Somebody began to shop.',
})
export const cartChanged = event<{ cartId: string }>()({
  ...cart,
  name: 'CartChanged',
  summary: "A cart's lines, customer or address changed.",
})
export const cartAbandoned = event<{ cartId: string }>()({
  ...cart,
  name: 'CartAbandoned',
  summary: 'A cart was given up, or left alone too long.',
})
export const cartMerged = event<{ cartId: string; intoCartId: string }>()({
  ...cart,
  name: 'CartMerged',
  summary: "A guest's cart went into the cart of the customer whom they signed in as.",
})
export const cartPersonErased = event<{ cartId: string }>()({
  ...cart,
  name: 'CartPersonErased',
  summary: 'Everything personal of whose cart it was was erased from it.',
})
export const cartCompleted = event<{ cartId: string; orderId: string }>()({
  ...cart,
  name: 'CartCompleted',
  summary: 'A cart became an order.',
})
