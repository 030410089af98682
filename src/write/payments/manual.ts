// Money that people moved outside of any provider: received, as a tender that was captured in full at
// once, or given back.
import { sumOf } from '#domain/money.ts'
import { MANUAL } from '#domain/payments.ts'
import type { Context } from '#write/command.ts'
import { enter } from './enter.ts'
import { insertPayment, paymentsOf } from './payment.ts'
import { ManualRefundExceeded, PaymentAlreadyRecorded } from './rejections.ts'
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

export type ManualRefund = {
  orderId: string
  customerId: string | null
  amount: number
  reference: string | null
  reason: string | null
  occurredAt: number
}

/**
 * Gives money of an order back through its manual payments, oldest first, each no more than it has.
 * @param path Where the amount and the reference stand in the input.
 */
export async function enterManualRefund(
  context: Context,
  { orderId, customerId, amount: asked, ...given }: ManualRefund,
  path: readonly string[],
): Promise<void> {
  const { reference } = given
  const tenders = []
  for (const payment of await paymentsOf(context.tx, { orderId }))
    if (payment.provider === MANUAL) {
      const { refundable } = await paymentStanding(context.tx, payment.id)
      tenders.push({ payment, refundable })
    }
  const refundable = sumOf(tenders.map((tender) => tender.refundable))
  if (asked > refundable)
    throw new ManualRefundExceeded({ orderId, requested: asked, refundable }, [...path, 'amount'])
  let left = asked
  for (const tender of tenders) {
    const amount = Math.min(left, tender.refundable)
    if (amount === 0) continue
    const entry = { type: 'REFUNDED', amount, ...given } as const
    // Only a reference is known already: what has none is always entered.
    if ((await enter(context, tender.payment, customerId, entry)) !== 'ENTERED')
      throw new PaymentAlreadyRecorded({ reference: reference as string }, [...path, 'reference'])
    left -= amount
  }
}
