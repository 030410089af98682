// Who owes whom for an order, and since when: worked out from the moments at which its worth and its
// payments changed, so that nobody need remember it.

export const BALANCE_SIDES = {
  OWED: 'The customer owes the shop.',
  OWING: 'The shop owes the customer.',
  EVEN: 'Nobody owes anybody.',
} as const
export type BalanceSide = keyof typeof BALANCE_SIDES

export const sideOf = (due: number): BalanceSide =>
  due === 0 ? 'EVEN' : due > 0 ? 'OWED' : 'OWING'

/**
 * When the side that holds now began.
 * @param moments At which something changed, in any order.
 * @param dueAt What was due once all changes up to a moment had happened.
 */
export function sideSince(
  placedAt: number,
  moments: readonly number[],
  dueAt: (moment: number) => number,
): number {
  const later = [...new Set(moments)].filter((moment) => moment > placedAt).sort((a, b) => a - b)
  if (later.length === 0) return placedAt // As when it has just been placed.
  let since = placedAt
  let side = sideOf(dueAt(placedAt))
  for (const moment of later) {
    const next = sideOf(dueAt(moment))
    if (next !== side) since = moment
    side = next
  }
  return since
}
