// Grants a refund: from then on the shop owes that much less to be paid, or more to be given back. The
// amount is what counts; lines and reason explain it. Who pays it out is asked elsewhere.
import { currentTotalOf } from '#domain/order-balance.ts'
import { insertInto } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { settleLifecycle } from '#write/orders/lifecycle.ts'
import { addRefundGranted, type Order, orderLinesOf } from '#write/orders/order.ts'
import { refundGranted } from './events.ts'
import { RefundGrantExceeded } from './rejections.ts'
import { type GrantedUnits, orderRefundGrants } from './tables.ts'

export type Grant = {
  returnId: string | null
  /** Above 0, in the order's currency. */
  amount: number
  reason: string | null
  lines: readonly GrantedUnits[]
  at: number
  externalId?: string | null
}

/**
 * All grants of an order together are at most its total less what was cancelled. Answers the order as
 * it is from now on.
 * @param path Where the amount stands in the input.
 */
export async function grantRefundOf(
  context: Context,
  order: Order,
  { returnId, amount, reason, lines, at, externalId = null }: Grant,
  path: readonly string[] = ['input', 'amount'],
): Promise<Order> {
  const { tx, newId, record, actor } = context
  const { id: orderId, customerId, currency } = order
  const orderLines = await orderLinesOf(tx, orderId)
  const grantable = currentTotalOf(order.total, orderLines, order.refundGranted)
  if (amount > grantable)
    throw new RefundGrantExceeded({ orderId, requested: amount, grantable, currency }, path)
  const id = newId('refundGrant')
  await insertGrants(tx, [
    {
      id,
      orderId,
      returnId,
      amount,
      reason,
      lines: [...lines],
      authorId: actor.id,
      at,
      externalId,
    },
  ])
  await addRefundGranted(tx, orderId, amount)
  record(refundGranted({ orderId, refundGrantId: id, returnId, customerId }))
  await settleLifecycle(context, orderId)
  return { ...order, refundGranted: order.refundGranted + amount }
}

const insertGrants = insertInto(orderRefundGrants)
