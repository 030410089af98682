// The status of an order after something was paid, shipped or cancelled: recomputed from quantities
// and amounts, and told where it changed.
import { eq } from 'drizzle-orm'
import { currentTotalOf } from '#domain/order-balance.ts'
import { lifecycleOf, type OrderStatus } from '#domain/order-status.ts'
import { as, type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { balanceOf } from '#write/payments/balance.ts'
import { orderCancelled, orderCompleted } from './events.ts'
import { orderLinesOf, requireOrder } from './order.ts'
import { orders } from './tables.ts'

/**
 * @param cancelReason Why, where this cancels the last of the order.
 * @param reopens True where units of it are to be shipped once more: a completed order goes on.
 */
export async function settleLifecycle(
  context: Context,
  orderId: string,
  {
    cancelReason = null,
    reopens = false,
  }: { cancelReason?: string | null; reopens?: boolean } = {},
): Promise<void> {
  const { tx, now, record } = context
  const order = await requireOrder(tx, orderId)
  const lines = await orderLinesOf(tx, orderId)
  const { captured, refunded } = await balanceOf(tx, orderId)
  const status = lifecycleOf({
    status: reopens && order.status === 'COMPLETED' ? 'CONFIRMED' : order.status,
    owed: currentTotalOf(order.total, lines, order.refundGranted),
    paid: captured - refunded,
    lines: lines.map(({ quantity, cancelled, fulfilled, isService }) => ({
      ordered: quantity,
      cancelled,
      fulfilled,
      isService,
    })),
  })
  if (status === order.status) return
  if (status === 'CANCELLED') {
    await setCancelled(tx, { orderId, status, cancelReason, cancelledAt: now })
    record(orderCancelled({ orderId, customerId: order.customerId }))
    return
  }
  await setStatus(tx, { orderId, status })
  if (status === 'COMPLETED') record(orderCompleted({ orderId }))
}

const setStatus = statement((db, $: Params<{ orderId: string; status: OrderStatus }>) =>
  db
    .update(orders)
    .set({ status: as(orders.status, $.status) })
    .where(eq(orders.id, $.orderId)),
)

type Cancelled = {
  orderId: string
  status: OrderStatus
  cancelReason: string | null
  cancelledAt: number
}

const setCancelled = statement((db, $: Params<Cancelled>) =>
  db
    .update(orders)
    .set({
      status: as(orders.status, $.status),
      cancelReason: as(orders.cancelReason, $.cancelReason),
      cancelledAt: as(orders.cancelledAt, $.cancelledAt),
    })
    .where(eq(orders.id, $.orderId)),
)
