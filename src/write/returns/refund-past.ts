// A refund as it happened elsewhere: granted and paid out by hand, both at that moment.
import type { Context } from '#write/command.ts'
import type { Order } from '#write/orders/order.ts'
import { enterManualRefund } from '#write/payments/manual.ts'
import { type Grant, grantRefundOf } from './grant.ts'

/** @param path Where the amount stands in the input. */
export async function refundPast(
  context: Context,
  order: Order,
  grant: Grant,
  path: readonly string[],
): Promise<void> {
  const { amount, reason, at: occurredAt } = grant
  await grantRefundOf(context, order, grant, path)
  await enterManualRefund(context, order, { amount, reason, occurredAt }, path)
}
