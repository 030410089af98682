// Money that moved outside of any provider: tenders that were captured in full, at once, and what was
// given back of them.
import type { Context } from '#write/command.ts'
import type { Order } from '#write/orders/order.ts'
import { enter } from './enter.ts'
import { insertPayment, MANUAL, paymentsOf } from './payment.ts'
import { ManualRefundExceeded } from './rejections.ts'
import { countWaiting } from './reports.ts'
import { paymentStanding } from './standing.ts'

export type ManualPayment = {
  orderId: string
  customerId: string | null
  amount: number
  currency: string
  method: string
  reference: string | null
  occurredAt: number
}

/** @param path Where the reference stands in the input. */
export async function enterManualPayment(
  context: Context,
  { customerId, amount, occurredAt, ...tender }: ManualPayment,
  path?: readonly string[],
): Promise<string> {
  const payment = await insertPayment(context, { ...tender, provider: MANUAL }, path)
  const { reference } = tender
  await enter(context, payment, customerId, { type: 'CAPTURED', amount, reference, occurredAt })
  await countWaiting(context, payment, customerId)
  return payment.id
}

export type ManualRefund = { amount: number; reason: string | null; occurredAt: number }

/**
 * Gives back what manual payments brought, the oldest first: all of the amount or nothing.
 * @param path Where the amount stands in the input.
 */
export async function enterManualRefund(
  context: Context,
  { id: orderId, customerId }: Order,
  { amount, reason, occurredAt }: ManualRefund,
  path: readonly string[],
): Promise<void> {
  const { tx } = context
  let left = amount
  for (const payment of await paymentsOf(tx, { orderId })) {
    if (payment.provider !== MANUAL) continue
    const { refundable } = await paymentStanding(tx, payment.id)
    const part = Math.min(left, refundable)
    if (part === 0) continue
    left -= part
    const entry = { type: 'REFUNDED', amount: part, reference: null, reason, occurredAt } as const
    await enter(context, payment, customerId, entry)
  }
  if (left > 0)
    throw new ManualRefundExceeded({ orderId, requested: amount, refundable: amount - left }, path)
}
