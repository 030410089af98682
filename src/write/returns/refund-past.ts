// A refund as it happened elsewhere: paid out by hand and granted, both at that moment.
import type { Context } from '#write/command.ts'
import type { Order } from '#write/orders/order.ts'
import { enterManualRefund } from '#write/payments/manual.ts'
import { type Grant, grantRefundOf } from './grant.ts'

/** @param path Where amount and reference stand in the input. */
export async function refundPast(
  context: Context,
  order: Order,
  { reference, ...grant }: Grant & { reference: string | null },
  path: readonly string[],
): Promise<void> {
  const { amount, reason, at: occurredAt } = grant
  const { id: orderId, customerId } = order
  // Paid first: the grant then settles where the order stands with both in it.
  await enterManualRefund(
    context,
    { orderId, customerId, amount, reference, reason, occurredAt },
    path,
  )
  await grantRefundOf(context, order, grant, [...path, 'amount'])
}
