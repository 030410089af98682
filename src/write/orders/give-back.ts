// Gives back what units of an order hold that will not ship: exactly theirs, where they are held.
import type { Context } from '#write/command.ts'
import { releaseStock, stockOf } from '#write/stock/allocation.ts'
import { allocationsOf, type OrderAllocation, type OrderLine } from './order.ts'
import { takeFromAllocations } from './quantities.ts'

/** @param units Each line once, and no more of it than is open. */
export async function giveBack(
  context: Context,
  orderId: string,
  units: readonly { line: OrderLine; quantity: number }[],
): Promise<void> {
  const held = await releasesOf(context, orderId, units)
  if (held.length === 0) return
  await takeFromAllocations(context.tx, held)
  await releaseStock(context, { reference: orderId, parts: held })
}

type Held = { orderLineId: string; variantId: string; locationId: string; quantity: number }

/** Which locations give units back: those that were asked last give first. */
async function releasesOf(
  { tx }: Context,
  orderId: string,
  units: readonly { line: OrderLine; quantity: number }[],
): Promise<Held[]> {
  const byLine = new Map<string, OrderAllocation[]>()
  for (const allocation of await allocationsOf(tx, orderId)) {
    const known = byLine.get(allocation.orderLineId)
    if (known) known.push(allocation)
    else byLine.set(allocation.orderLineId, [allocation])
  }
  const splitVariantIds = units
    .filter(({ line }) => (byLine.get(line.id)?.length ?? 0) > 1)
    .map(({ line }) => line.variantId)
  const stock =
    splitVariantIds.length > 0 ? await stockOf(tx, [...new Set(splitVariantIds)]) : new Map()

  return units.flatMap(({ line, quantity }) => {
    const { id: orderLineId, variantId } = line
    const asked: string[] = (stock.get(variantId)?.levels ?? []).map(
      ({ locationId }: { locationId: string }) => locationId,
    )
    const allocations = [...(byLine.get(orderLineId) ?? [])].sort(
      (one, other) => asked.indexOf(other.locationId) - asked.indexOf(one.locationId),
    )
    const held: Held[] = []
    let left = quantity
    for (const { locationId, quantity: allocated, inFulfilment } of allocations) {
      const given = Math.min(left, allocated - inFulfilment)
      if (given > 0) held.push({ orderLineId, variantId, locationId, quantity: given })
      left -= given
    }
    if (left > 0 && allocations.length > 0)
      throw new Error(`Line ${orderLineId} holds ${left} units less than are open.`)
    return held
  })
}
