// Units leave a location: on-hand falls here, and they count as fulfilled. For shipFulfilment and for
// orders that are imported as shipped alike.
import type { Context } from '#write/command.ts'
import { addFulfilled } from '#write/orders/quantities.ts'
import { shipStock } from '#write/stock/allocation.ts'
import { fulfilmentShipped } from './events.ts'
import { type Fulfilment, type FulfilmentPart, writeFulfilment } from './fulfilment.ts'

/** @param fulfilment As it was until now, with the trackings that it has from now on. */
export async function ship(
  context: Context,
  fulfilment: Fulfilment,
  parts: readonly FulfilmentPart[],
  at: number,
): Promise<void> {
  const { tx, record } = context
  const { id: fulfilmentId, orderId } = fulfilment
  const stocked = parts.filter(({ isAllocated }) => isAllocated)
  if (stocked.length > 0) await shipStock(context, { reference: orderId, parts: stocked })
  await addFulfilled(tx, parts)
  await writeFulfilment(tx, { ...fulfilment, status: 'SHIPPED', shippedAt: at })
  record(fulfilmentShipped({ orderId, fulfilmentId }))
}
