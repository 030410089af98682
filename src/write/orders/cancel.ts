// Cancelling units, for cancelOrderLines, cancelOrder and expireOrder alike: exactly what those units
// hold is given back, why is kept, and the order's status follows.
import { insertInto } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { orderLinesCancelled } from './events.ts'
import { giveBack } from './give-back.ts'
import { settleLifecycle } from './lifecycle.ts'
import type { Order, OrderLine } from './order.ts'
import { addCancelled } from './quantities.ts'
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
  const lines = units.map(({ line, quantity }) => ({ orderLineId: line.id, quantity }))
  await addCancelled(tx, lines)
  await giveBack(context, order.id, units)
  const id = newId('cancellation')
  const orderId = order.id
  await insertCancellations(tx, [{ id, orderId, lines, reason, authorId: actor.id, at: now }])
  record(orderLinesCancelled({ orderId, customerId: order.customerId, lines }))
}

const insertCancellations = insertInto(orderCancellations)
