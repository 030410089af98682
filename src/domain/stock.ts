// How much of a variant can be sold, and which locations give it: one formula for carts, placing
// and what shoppers see.

export type Level = { locationId: string; onHand: number; allocated: number; reserved: number }

export type StockPolicy = {
  /** False never runs out and is never counted. */
  tracked: boolean
  /** True may be sold beyond what is there. */
  backorder: boolean
  /** Units over all locations that are never sold. */
  safetyStock: number
  /** At or below this many available units the variant is low; 0 never is. */
  lowStockLevel: number
}

export const DEFAULT_STOCK_POLICY: StockPolicy = {
  tracked: true,
  backorder: false,
  safetyStock: 0,
  lowStockLevel: 0,
}

/** A variant's policy as it stands, or the one that a variant has until it is given its own. */
export const policyOf = (
  row: { [Term in keyof StockPolicy]: StockPolicy[Term] | null },
): StockPolicy => ({
  tracked: row.tracked ?? DEFAULT_STOCK_POLICY.tracked,
  backorder: row.backorder ?? DEFAULT_STOCK_POLICY.backorder,
  safetyStock: row.safetyStock ?? DEFAULT_STOCK_POLICY.safetyStock,
  lowStockLevel: row.lowStockLevel ?? DEFAULT_STOCK_POLICY.lowStockLevel,
})

/** What one location can still give. */
export const freeAt = ({ onHand, allocated, reserved }: Omit<Level, 'locationId'>): number =>
  onHand - allocated - reserved

/** What all locations together can sell. Negative where more is promised than is there. */
export function availableOf(levels: readonly Level[], { safetyStock }: StockPolicy): number {
  let free = 0
  for (const level of levels) free += freeAt(level)
  return free - safetyStock
}

export const AVAILABILITIES = {
  IN_STOCK: 'It can be bought.',
  LOW: 'It can be bought, and little is left.',
  OUT: 'It can not be bought now.',
  BACKORDER: 'It can be bought, and ships when it is in stock again.',
} as const
export type Availability = keyof typeof AVAILABILITIES

export function availabilityOf(levels: readonly Level[], policy: StockPolicy): Availability {
  if (!policy.tracked) return 'IN_STOCK'
  const available = availableOf(levels, policy)
  if (available <= 0) return policy.backorder ? 'BACKORDER' : 'OUT'
  return available <= policy.lowStockLevel ? 'LOW' : 'IN_STOCK'
}

export type Allocation = {
  parts: { locationId: string; quantity: number }[]
  /** Units that can't be had; nothing is allocated unless it is 0. */
  short: number
}

/**
 * Which locations give a quantity, in the order of `levels`: the first that can give it whole, else
 * each what it has. On backorder the safety stock may go too, and the first location owes what
 * nobody has; without any location, nobody can.
 */
export function allocate(
  quantity: number,
  levels: readonly Level[],
  policy: StockPolicy,
): Allocation {
  if (!policy.tracked) return { parts: [], short: 0 }
  const sellable = policy.backorder ? Infinity : Math.max(0, availableOf(levels, policy))
  if (quantity > sellable) return { parts: [], short: quantity - sellable }

  const parts = takeFrom(levels, quantity)
  const owed = quantity - parts.reduce((sum, part) => sum + part.quantity, 0)
  if (owed === 0) return { parts, short: 0 }
  const [first] = levels
  return first
    ? { parts: owing(parts, first.locationId, owed), short: 0 }
    : { parts: [], short: quantity }
}

function takeFrom(levels: readonly Level[], quantity: number): Allocation['parts'] {
  const whole = levels.find((level) => freeAt(level) >= quantity)
  const givers = whole ? [whole] : levels
  const parts: Allocation['parts'] = []
  let left = quantity
  for (const giver of givers) {
    const taken = Math.min(left, freeAt(giver))
    if (taken <= 0) continue
    parts.push({ locationId: giver.locationId, quantity: taken })
    left -= taken
  }
  return parts
}

function owing(parts: Allocation['parts'], locationId: string, owed: number): Allocation['parts'] {
  const own = parts.find((part) => part.locationId === locationId)?.quantity ?? 0
  const others = parts.filter((part) => part.locationId !== locationId)
  return [{ locationId, quantity: own + owed }, ...others]
}

export type HeldBack = { quantity: number; expiresAt: number }

/** Units of these that have lapsed at a moment: they are counted as reserved and hold nobody back. */
export function lapsedOf(reservations: readonly HeldBack[], now: number): number {
  let units = 0
  for (const { quantity, expiresAt } of reservations) if (expiresAt <= now) units += quantity
  return units
}
