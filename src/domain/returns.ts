// Where a return stands, and which units of an order it speaks for: derived from what was decided and
// what came, never set.

export const RETURN_STATUSES = {
  REQUESTED: 'Somebody asked for it, and nobody has decided yet.',
  APPROVED: 'It may be sent back, and nothing has come yet.',
  PARTIALLY_RECEIVED: 'Some of it has come back.',
  RECEIVED: 'All of it has come back, or no more of it is expected.',
  REJECTED: 'It was turned down.',
  CANCELLED: 'It was called off before anything came.',
} as const
export type ReturnStatus = keyof typeof RETURN_STATUSES

export const RETURN_REASONS = {
  UNWANTED: 'It is not wanted any more.',
  DAMAGED: 'It arrived damaged.',
  DEFECTIVE: 'It does not work.',
  WRONG_ITEM: 'Something else was sent.',
  NOT_AS_DESCRIBED: 'It is not what the shop said.',
  WRONG_SIZE: 'It does not fit.',
  LATE: 'It came too late.',
  OTHER: 'Another reason; the note may say which.',
} as const
export type ReturnReason = keyof typeof RETURN_REASONS

export type ReturnUnits = { quantity: number; restocked: number; damaged: number }

export const receivedOf = ({ restocked, damaged }: Omit<ReturnUnits, 'quantity'>): number =>
  restocked + damaged

export type ReturnMoments = {
  approvedAt: number | null
  rejectedAt: number | null
  cancelledAt: number | null
  /** When the last of it came, or was given up. */
  receivedAt: number | null
}

export function returnStatusOf(
  { approvedAt, rejectedAt, cancelledAt, receivedAt }: ReturnMoments,
  lines: readonly ReturnUnits[],
): ReturnStatus {
  if (cancelledAt !== null) return 'CANCELLED'
  if (rejectedAt !== null) return 'REJECTED'
  if (receivedAt !== null) return 'RECEIVED'
  if (approvedAt === null) return 'REQUESTED'
  return lines.some((line) => receivedOf(line) > 0) ? 'PARTIALLY_RECEIVED' : 'APPROVED'
}

/**
 * Units that no other return may ask for: those that may still come, and once the return has ended
 * those that came.
 */
export function claimedOf(
  { rejectedAt, cancelledAt, receivedAt }: ReturnMoments,
  line: ReturnUnits,
): number {
  if (cancelledAt !== null || rejectedAt !== null) return 0
  return receivedAt === null ? line.quantity : receivedOf(line)
}
