// Money that was received outside of any provider: a tender that was captured in full, at once.

import { MANUAL } from '#domain/payments.ts'
import type { Context } from '#write/command.ts'
import { enter } from './enter.ts'
import { insertPayment } from './payment.ts'
import { countWaiting } from './reports.ts'

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
