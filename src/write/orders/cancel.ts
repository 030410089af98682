// Cancelling units, for cancelOrderLines, cancelOrder and expireOrder alike: exactly what those units
// hold is given back, why is kept, and the order's status follows.
import { insertInto } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { releaseStock, stockOf } from '#write/stock/allocation.ts'
import { orderLinesCancelled } from './events.ts'
import { settleLifecycle } from './lifecycle.ts'
import { allocationsOf, type Order, type OrderAllocation, type OrderLine } from './order.ts'
import { addCancelled, takeFromAllocations } from './quantities.ts'
import { orderCancellations } from './tables.ts'

/** @param units Each line once, and no more of it than is open. */
export async function cancel(
  context: Context,
  order: Order,
  units: readonly { line: OrderLine; quantity: number }[],
  reason: string | null,
): Promise<void> {
  await cancelUnits(context, order, units, reason)
  await settleLifecycle(context, order.id, { cancelReason: reason })
}

/** The same, where the caller says what becomes of the order. */
export async function cancelUnits(
  context: Context,
  order: Order,
  units: readonly { line: OrderLine; quantity: number }[],
  reason: string | null,
): Promise<void> {
  const { tx, now, newId, record, actor } = context
  const held = await releasesOf(context, order, units)
  const lines = units.map(({ line, quantity }) => ({ orderLineId: line.id, quantity }))
  await addCancelled(tx, lines)
  if (held.length > 0) {
    await takeFromAllocations(tx, held)
    await releaseStock(context, { reference: order.id, parts: held })
  }
  const id = newId('cancellation')
  const orderId = order.id
  await insertCancellations(tx, [{ id, orderId, lines, reason, authorId: actor.id, at: now }])
  record(orderLinesCancelled({ orderId, customerId: order.customerId, lines }))
}

type Held = { orderLineId: string; variantId: string; locationId: string; quantity: number }

/** Which locations give units back: those that were asked last give first. */
async function releasesOf(
  { tx }: Context,
  order: Order,
  units: readonly { line: OrderLine; quantity: number }[],
): Promise<Held[]> {
  const byLine = new Map<string, OrderAllocation[]>()
  for (const allocation of await allocationsOf(tx, order.id)) {
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

const insertCancellations = insertInto(orderCancellations)
