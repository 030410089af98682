// Lets a fulfilment leave its location, and completes an order that is paid and has nothing left to
// ship.
import { currentTotalOf } from '#domain/order-balance.ts'
import { maybe } from '#kernel/input.ts'
import { type Context, command, id } from '#write/command.ts'
import { settleLifecycle } from '#write/orders/lifecycle.ts'
import { orderLinesOf, requireOrder } from '#write/orders/order.ts'
import { DateInFuture, momentOf, occurredAtInput, PastDateDenied } from '#write/past.ts'
import { balanceOf } from '#write/payments/balance.ts'
import { InsufficientStock } from '#write/stock/rejections.ts'
import { partsOf, requireFulfilmentAt } from './fulfilment.ts'
import {
  FulfilmentAlreadyShipped,
  FulfilmentNotFound,
  FulfilmentNotOpen,
  OrderNotPaid,
} from './rejections.ts'
import { ship } from './ship.ts'
import { ONE_A_PARCEL, trackingsInput, trackingsOf } from './tracking.ts'

export const shipFulfilment = command({
  name: 'ShipFulfilment',
  summary:
    "Ships a fulfilment: its units leave the location's stock and count as fulfilled. An order that is paid and has nothing left to ship is completed.",
  permission: 'fulfilment.write',
  input: {
    fulfilmentId: id('fulfilment').describe('The fulfilment that leaves.'),
    trackings: maybe(trackingsInput()).describe(
      `${ONE_A_PARCEL} Left out, those that it has already.`,
    ),
    occurredAt: occurredAtInput(),
  },
  rejections: [
    FulfilmentNotFound,
    FulfilmentAlreadyShipped,
    FulfilmentNotOpen,
    OrderNotPaid,
    InsufficientStock,
    PastDateDenied,
    DateInFuture,
  ],

  async handle(context, { fulfilmentId, trackings, occurredAt }) {
    const { tx } = context
    const at = momentOf(context, occurredAt)
    const fulfilment = await requireFulfilmentAt(tx, fulfilmentId, [
      'PENDING',
      'SHIPPED',
      'DELIVERED',
    ])
    const { orderId } = fulfilment
    if (fulfilment.status !== 'PENDING')
      throw new FulfilmentAlreadyShipped({ fulfilmentId, orderId }, ['input', 'fulfilmentId'])
    if (!context.settings.shipsUnpaid) await requirePaid(context, orderId)

    const tracked = trackings ? { ...fulfilment, trackings: trackingsOf(trackings) } : fulfilment
    await ship(context, tracked, await partsOf(tx, fulfilment), at)
    await settleLifecycle(context, orderId)
    return { order: orderId, fulfilment: fulfilmentId }
  },
})

/** Money that is promised counts like money that was taken. */
async function requirePaid({ tx }: Context, orderId: string): Promise<void> {
  const order = await requireOrder(tx, orderId)
  const { authorized, captured, refunded } = await balanceOf(tx, orderId)
  const owed = currentTotalOf(order.total, await orderLinesOf(tx, orderId), order.refundGranted)
  const due = owed - (authorized + captured - refunded)
  if (due > 0)
    throw new OrderNotPaid({ orderId, due, currency: order.currency }, ['input', 'fulfilmentId'])
}
