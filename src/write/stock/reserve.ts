// Holds back for a cart what its lines ask for, where that can be had: each line whole or not at all.
// What can't be held back is not refused; it shows when the cart is looked at, and when it is placed.
import { allocate, type Level } from '#domain/stock.ts'
import type { Context } from '#write/command.ts'
import { type Part, type Stock, stockFreedFor } from './allocation.ts'
import { cartReservationsChanged } from './events.ts'
import { type Move, moveStock } from './levels.ts'
import {
  giveBack,
  insertReservations,
  prolong,
  type Reservation,
  remove,
  reservationsOf,
  reserving,
} from './reservations.ts'

export type ReservedLine = { id: string; variantId: string; quantity: number }

/** Does so anew for all of a cart's lines, as they are now, and from now on. */
export async function reserveForCart(
  context: Context,
  cartId: string,
  lines: readonly ReservedLine[],
): Promise<void> {
  const { tx, now, settings, record } = context
  if (settings.reservationMs === null) return
  const expiresAt = now + settings.reservationMs
  const unmet = unmetOf(lines, await reservationsOf(tx, cartId), now)
  const variantIds = unmet.map(({ variantId }) => variantId)
  const { stock } = await stockFreedFor(context, variantIds)
  const known = byLine(await reservationsOf(tx, cartId)) // Less what had lapsed and was freed.

  const moves: Move[] = []
  for (const line of unmet) {
    const before = known.get(line.id) ?? []
    const after = partsFor(line, before, stock.get(line.variantId) as Stock)
    moves.push(...differences(line.variantId, before, after))
    for (const { cartLineId, locationId } of before) await remove(tx, { cartLineId, locationId })
    const row = { cartId, cartLineId: line.id, variantId: line.variantId, expiresAt }
    await insertReservations(
      tx,
      after.map((part) => ({ ...row, ...part })),
    )
  }
  await moveStock(context, moves)
  const ids = new Set(lines.map(({ id }) => id))
  const gone = [...known].filter(([lineId]) => !ids.has(lineId)).flatMap(([, rows]) => rows)
  await giveBack(context, gone)
  if (known.size === 0 && moves.length === 0) return
  await prolong(tx, { cartId, expiresAt })
  record(cartReservationsChanged({ cartId, expiresAt }))
}

/** Gives back all that a cart holds. */
export const unreserveCart = async (context: Context, cartId: string): Promise<void> =>
  giveBack(context, await reservationsOf(context.tx, cartId))

/** Lines of which not exactly what they ask for is held. */
function unmetOf(
  lines: readonly ReservedLine[],
  reservations: readonly Reservation[],
  now: number,
): ReservedLine[] {
  const held = byLine(reservations.filter(({ expiresAt }) => expiresAt > now))
  return lines.filter(({ id, quantity }) => unitsOf(held.get(id) ?? []) !== quantity)
}

/** Where a line's units are held back; what it holds already stays where more can't be had. */
function partsFor(
  { quantity }: ReservedLine,
  before: readonly Part[],
  { levels, policy }: Stock,
): Part[] {
  if (!policy.tracked || policy.backorder) return []
  const { parts, short } = allocate(quantity, freedOf(levels, before), policy)
  return short === 0 ? parts : atMost(quantity, before)
}

const freedOf = (levels: readonly Level[], parts: readonly Part[]): Level[] =>
  levels.map((level) => ({
    ...level,
    reserved: level.reserved - unitsOf(parts.filter((part) => isAt(part, level))),
  }))

function atMost(quantity: number, parts: readonly Part[]): Part[] {
  const kept: Part[] = []
  let left = quantity
  for (const { locationId, quantity: held } of parts) {
    const taken = Math.min(left, held)
    if (taken > 0) kept.push({ locationId, quantity: taken })
    left -= taken
  }
  return kept
}

function differences(variantId: string, before: readonly Part[], after: readonly Part[]): Move[] {
  const places = new Set([...before, ...after].map(({ locationId }) => locationId))
  return [...places].flatMap((locationId) => {
    const at = (parts: readonly Part[]) =>
      unitsOf(parts.filter((part) => isAt(part, { locationId })))
    const quantity = at(after) - at(before)
    return quantity === 0 ? [] : [reserving({ variantId, locationId, quantity })]
  })
}

const isAt = (part: Part, { locationId }: { locationId: string }) => part.locationId === locationId

const unitsOf = (parts: readonly { quantity: number }[]): number =>
  parts.reduce((sum, { quantity }) => sum + quantity, 0)

function byLine(rows: readonly Reservation[]): Map<string, Reservation[]> {
  const lines = new Map<string, Reservation[]>()
  for (const row of rows) {
    const known = lines.get(row.cartLineId)
    if (known) known.push(row)
    else lines.set(row.cartLineId, [row])
  }
  return lines
}
