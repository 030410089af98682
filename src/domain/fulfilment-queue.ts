// How far a location is with an order that it has still to send.

export const QUEUE_STATUSES = {
  OPEN: 'Nothing of it is ready: it is to be made ready.',
  PARTLY_READY: 'Some of it is ready to ship, and the rest is to be made ready.',
  READY: 'All of it is ready to ship.',
} as const
export type QueueStatus = keyof typeof QUEUE_STATUSES

/** @param open Units to be made ready; @param ready Units that are and have not shipped. */
export const queueStatusOf = (open: number, ready: number): QueueStatus =>
  ready === 0 ? 'OPEN' : open === 0 ? 'READY' : 'PARTLY_READY'
