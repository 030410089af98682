// Enters a payment that was received elsewhere and before, as importing past orders does.
import { insertInto } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { paymentRecorded } from './events.ts'
import { paymentEntries } from './tables.ts'

export type PastPayment = {
  orderId: string
  customerId: string | null
  amount: number
  currency: string
  method: string
  reference: string | null
  at: number
}

export async function enterManualPayment(
  { tx, newId, record }: Context,
  { customerId, ...payment }: PastPayment,
): Promise<void> {
  const paymentId = newId('payment')
  const { orderId } = payment
  await insertEntries(tx, [{ ...payment, id: paymentId, type: 'CAPTURED', provider: 'manual' }])
  record(paymentRecorded({ orderId, paymentId, customerId }))
}

const insertEntries = insertInto(paymentEntries)
