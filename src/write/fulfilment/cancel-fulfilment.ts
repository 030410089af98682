// Takes a fulfilment back: what was ready is open again, and what had left stands where it left,
// promised to the order as before. Its order goes on.
import { maybe, text } from '#kernel/input.ts'
import { type Context, command, id } from '#write/command.ts'
import { settleLifecycle } from '#write/orders/lifecycle.ts'
import { orderLinesOf } from '#write/orders/order.ts'
import { takeFromFulfilled, takeFromFulfilment } from '#write/orders/quantities.ts'
import { returnableUnits } from '#write/returns/claims.ts'
import { unshipStock } from '#write/stock/allocation.ts'
import { StockLimitReached } from '#write/stock/rejections.ts'
import { fulfilmentCancelled } from './events.ts'
import { type FulfilmentPart, partsOf, requireFulfilmentAt, writeFulfilment } from './fulfilment.ts'
import { FulfilmentNotFound, FulfilmentNotOpen, FulfilmentReturning } from './rejections.ts'

export const cancelFulfilment = command({
  name: 'CancelFulfilment',
  summary:
    'Cancels a fulfilment that has not arrived: its units are open again at the location that held them, and what had shipped is back in its stock. A completed order goes on. What was delivered comes back as a return instead.',
  permission: 'fulfilment.write',
  input: {
    fulfilmentId: id('fulfilment').describe('The fulfilment that is cancelled.'),
    reason: maybe(text({ max: 500 })).describe('Why, for staff to read.'),
  },
  rejections: [FulfilmentNotFound, FulfilmentNotOpen, FulfilmentReturning, StockLimitReached],

  async handle(context, { fulfilmentId, reason }) {
    const { tx, now, record } = context
    const fulfilment = await requireFulfilmentAt(tx, fulfilmentId, ['PENDING', 'SHIPPED'])
    const { orderId } = fulfilment
    const parts = await partsOf(tx, fulfilment)
    if (fulfilment.status === 'PENDING') await takeFromFulfilment(tx, parts)
    else {
      await requireNotReturning(context, { orderId, fulfilmentId }, parts)
      const stocked = parts.filter(({ isAllocated }) => isAllocated)
      if (stocked.length > 0) await unshipStock(context, { reference: orderId, parts: stocked })
      await takeFromFulfilled(tx, parts)
    }
    await writeFulfilment(tx, {
      ...fulfilment,
      status: 'CANCELLED',
      cancelledAt: now,
      cancelReason: reason ?? null,
    })
    record(fulfilmentCancelled({ orderId, fulfilmentId }))
    await settleLifecycle(context, orderId, { reopens: true })
    return { order: orderId, fulfilment: fulfilmentId }
  },
})

/** Units that a return speaks for must stay shipped: no unit comes back twice. */
async function requireNotReturning(
  { tx }: Context,
  { orderId, fulfilmentId }: { orderId: string; fulfilmentId: string },
  parts: readonly FulfilmentPart[],
): Promise<void> {
  const lines = new Map((await orderLinesOf(tx, orderId)).map((line) => [line.id, line]))
  const returnable = await returnableUnits(tx, orderId)
  const short = parts.filter(
    ({ orderLineId, quantity }) =>
      quantity > returnable(lines.get(orderLineId) as { id: string; fulfilled: number }),
  )
  if (short.length === 0) return
  throw new FulfilmentReturning(
    {
      fulfilmentId,
      orderId,
      lines: short.map(({ orderLineId, quantity }) => {
        const line = lines.get(orderLineId) as { id: string; sku: string; fulfilled: number }
        return { orderLineId, sku: line.sku, units: quantity, cancellable: returnable(line) }
      }),
    },
    ['input', 'fulfilmentId'],
  )
}
