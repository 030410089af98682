// How far what a location sends for an order is.

export const FULFILMENT_STATES = {
  PENDING: 'Being made ready.',
  SHIPPED: 'It has left its location.',
  DELIVERED: 'It has arrived.',
  CANCELLED: 'It was cancelled, and its units are back.',
} as const
export type FulfilmentState = keyof typeof FULFILMENT_STATES
