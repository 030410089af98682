// Money for an order that has expired is given up or given back by itself, where a provider can be
// asked. What people entered, or what a provider failed to return, stands on the work list instead.
import type { Context } from '#write/command.ts'
import { requireOrder } from '#write/orders/order.ts'
import { type Payment, paymentsOf } from './payment.ts'
import { askProvider, isConnected } from './requests.ts'
import { paymentStanding } from './standing.ts'

const REASON = 'The order has expired.'

export async function returnStranded(context: Context, orderId: string): Promise<void> {
  const { status, customerId } = await requireOrder(context.tx, orderId)
  if (status !== 'EXPIRED') return
  for (const payment of await paymentsOf(context.tx, { orderId }))
    if (isConnected(context, payment.provider)) await returnOne(context, payment, customerId)
}

async function returnOne(
  context: Context,
  payment: Payment,
  customerId: string | null,
): Promise<void> {
  const { voidable, refundable, isAwaited } = await paymentStanding(context.tx, payment.id)
  const ask = (kind: 'VOID' | 'REFUND', amount: number) =>
    askProvider(context, payment, customerId, { kind, amount, reason: REASON })
  if (voidable > 0 || isAwaited) await ask('VOID', voidable)
  if (refundable > 0) await ask('REFUND', refundable)
}
