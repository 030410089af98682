// Ships an order whole as it was shipped elsewhere: one fulfilment for each location that holds goods of
// it, made ready and sent at that moment. On-hand falls as when anything ships.
import type { Context } from '#write/command.ts'
import { allocationsOf, openUnitsOf, orderLinesOf } from '#write/orders/order.ts'
import { makeReady, placedUnits } from './fulfilment.ts'
import { holdingsOf } from './held.ts'
import { FulfilmentLocationRequired } from './rejections.ts'
import { ship } from './ship.ts'

export type PastShipment = {
  orderId: string
  /** Who sent what no location holds, because it is not tracked. */
  locationId: string | null
  at: number
}

/** @param path Where the location stands in the input. */
export async function shipPast(
  context: Context,
  { orderId, locationId: given, at }: PastShipment,
  path: readonly string[],
): Promise<void> {
  const { tx } = context
  const lines = await orderLinesOf(tx, orderId)
  const goods = lines.filter((line) => !line.isService)
  const allocations = await allocationsOf(tx, orderId)
  const holdings = holdingsOf(allocations)
  const placed = placedUnits(lines, allocations)
  const holders = [...holdings.byLocation(goods).keys()]
  const sender = given ?? holders[0]
  if (!sender) {
    if (!goods.some((line) => openUnitsOf(line) > 0)) return // Nothing ships a service.
    throw new FulfilmentLocationRequired({ orderId, locations: [] }, path)
  }
  for (const locationId of new Set([...holders, sender])) {
    const parts = goods
      .filter((line) => placed(line.id).isAllocated || locationId === sender)
      .map((line) => ({ ...holdings.at(line, locationId), variantId: line.variantId }))
      .filter(({ quantity }) => quantity > 0)
    if (parts.length === 0) continue
    await ship(context, await makeReady(context, { orderId, locationId, at }, parts), parts, at)
  }
}
