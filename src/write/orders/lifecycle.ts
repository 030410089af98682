// The status of an order: recomputed from quantities and amounts after something was paid, shipped or
// cancelled, or ended by hand or by time. Nothing else sets it, and every change is told.
import { eq } from 'drizzle-orm'
import { currentTotalOf, paidOf } from '#domain/order-balance.ts'
import { lifecycleOf, type OrderStatus } from '#domain/order-status.ts'
import { as, type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { releaseDiscounts } from '#write/discounts/usage.ts'
import { balanceOf } from '#write/payments/balance.ts'
import {
  orderCancelled,
  orderClosed,
  orderCompleted,
  orderConfirmed,
  orderExpired,
} from './events.ts'
import { type Order, orderLinesOf, requireOrder } from './order.ts'
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
  const balance = await balanceOf(tx, orderId)
  const status = lifecycleOf({
    status: reopens && order.status === 'COMPLETED' ? 'CONFIRMED' : order.status,
    owed: currentTotalOf(order.total, lines, order.refundGranted),
    paid: paidOf(balance),
    promised: balance.authorized,
    lines: lines.map(({ quantity, cancelled, fulfilled, isService }) => ({
      ordered: quantity,
      cancelled,
      fulfilled,
      isService,
    })),
  })
  if (status === order.status) return
  if (order.status === 'PENDING' && status !== 'CANCELLED') record(orderConfirmed({ orderId }))
  if (status === 'CONFIRMED')
    await setStanding(tx, {
      ...order,
      ...{ status, expiresAt: null, closeReason: null, closedAt: null },
    })
  if (status === 'COMPLETED') {
    await setStanding(tx, { ...order, ...ENDED, status })
    record(orderCompleted({ orderId }))
  }
  if (status === 'CANCELLED') {
    await setStanding(tx, { ...order, ...ENDED, status, cancelReason, cancelledAt: now })
    record(orderCancelled({ orderId, customerId: order.customerId }))
    if (order.discounts.length > 0) await releaseDiscounts(context, orderId)
  }
}

/** Ends an order that was not paid in time. */
export async function expire(context: Context, order: Order): Promise<void> {
  const { tx, record } = context
  await setStanding(tx, { ...order, ...ENDED, status: 'EXPIRED', expiresAt: order.expiresAt })
  record(orderExpired({ orderId: order.id, customerId: order.customerId }))
  if (order.discounts.length > 0) await releaseDiscounts(context, order.id)
}

/** Ends an order by hand, whatever is still to be paid. */
export async function close(
  { tx, now, record }: Context,
  order: Order,
  closeReason: string | null,
): Promise<void> {
  await setStanding(tx, { ...order, ...ENDED, status: 'COMPLETED', closeReason, closedAt: now })
  record(orderClosed({ orderId: order.id }))
}

/** What an order that has ended can no longer be: awaited or on hold. */
const ENDED = { expiresAt: null, onHold: false, holdReason: null, heldAt: null }

type Standing = Pick<
  Order,
  | 'id'
  | 'cancelReason'
  | 'cancelledAt'
  | 'expiresAt'
  | 'onHold'
  | 'holdReason'
  | 'heldAt'
  | 'closeReason'
  | 'closedAt'
> & { status: OrderStatus }

/** Where an order stands from now on; what it holds beside that is left as it is. */
export const setStanding = statement((db, $: Params<Standing>) =>
  db
    .update(orders)
    .set({
      status: as(orders.status, $.status),
      cancelReason: as(orders.cancelReason, $.cancelReason),
      cancelledAt: as(orders.cancelledAt, $.cancelledAt),
      expiresAt: as(orders.expiresAt, $.expiresAt),
      onHold: as(orders.onHold, $.onHold),
      holdReason: as(orders.holdReason, $.holdReason),
      heldAt: as(orders.heldAt, $.heldAt),
      closeReason: as(orders.closeReason, $.closeReason),
      closedAt: as(orders.closedAt, $.closedAt),
    })
    .where(eq(orders.id, $.id)),
)
