// Enters money that was received outside of any provider into the ledger, now or for a past order. A
// reference counts once over all orders.
import { type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { paymentRecorded } from './events.ts'
import { PaymentAlreadyRecorded } from './rejections.ts'
import { paymentEntries } from './tables.ts'

export type ManualPayment = {
  orderId: string
  customerId: string | null
  amount: number
  currency: string
  method: string
  reference: string | null
  at: number
}

/** @param path Where the reference stands in the input. */
export async function enterManualPayment(
  { tx, newId, record }: Context,
  { customerId, ...payment }: ManualPayment,
  path: readonly string[] = ['input', 'reference'],
): Promise<void> {
  const { orderId, reference } = payment
  const entry = { ...payment, id: newId('payment'), type: 'CAPTURED', provider: 'manual' } as const
  const [entered] = await insertEntry(tx, entry)
  // Entries without a reference never meet another.
  if (!entered) throw new PaymentAlreadyRecorded({ reference: reference as string }, path)
  record(paymentRecorded({ orderId, paymentId: entry.id, customerId }))
}

const insertEntry = statement((db, $: Params<typeof paymentEntries.$inferSelect>) =>
  db
    .insert(paymentEntries)
    .values({
      id: $.id,
      orderId: $.orderId,
      type: $.type,
      provider: $.provider,
      method: $.method,
      amount: $.amount,
      currency: $.currency,
      reference: $.reference,
      at: $.at,
    })
    .onConflictDoNothing({
      target: [paymentEntries.provider, paymentEntries.reference, paymentEntries.type],
    })
    .returning({ id: paymentEntries.id }),
)
