// Forgets all that is remembered with a customer and with orders: anything personal may be in it.
import type { Context } from '#write/command.ts'
import { dropEntriesOf } from './entries.ts'
import { customerMetadataChanged, orderMetadataChanged } from './events.ts'

export async function eraseMetadata(
  context: Context,
  { customerId, orderIds }: { customerId: string | null; orderIds: readonly string[] },
): Promise<void> {
  const had = await dropEntriesOf(context, [...(customerId ? [customerId] : []), ...orderIds])
  if (customerId && had.has(customerId)) context.record(customerMetadataChanged({ customerId }))
  for (const orderId of orderIds)
    if (had.has(orderId)) context.record(orderMetadataChanged({ orderId }))
}
