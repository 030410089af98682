// Lets a fulfilment leave its location, and completes an order that is paid and has nothing left to
// ship.
import { currentTotalOf, paidOf } from '#domain/order-balance.ts'
import { maybe } from '#kernel/input.ts'
import { type Context, command, id } from '#write/command.ts'
import { requireNotHeld } from '#write/orders/hold.ts'
import { settleLifecycle } from '#write/orders/lifecycle.ts'
import { type Order, orderLinesOf, requireOrder } from '#write/orders/order.ts'
import { OrderOnHold } from '#write/orders/rejections.ts'
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
    OrderOnHold,
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
    const order = await requireOrder(tx, orderId)
    requireNotHeld(order, ['input', 'fulfilmentId'])
    if (!context.settings.shipsUnpaid) await requirePaid(context, order)

    const tracked = trackings ? { ...fulfilment, trackings: trackingsOf(trackings) } : fulfilment
    await ship(context, tracked, await partsOf(tx, fulfilment), at)
    await settleLifecycle(context, orderId)
    return { order: orderId, fulfilment: fulfilmentId }
  },
})

/** Money that is promised counts like money that was taken. */
async function requirePaid({ tx }: Context, order: Order): Promise<void> {
  const orderId = order.id
  const balance = await balanceOf(tx, orderId)
  const owed = currentTotalOf(order.total, await orderLinesOf(tx, orderId), order.refundGranted)
  const due = owed - paidOf(balance) - balance.authorized
  if (due > 0)
    throw new OrderNotPaid({ orderId, due, currency: order.currency }, ['input', 'fulfilmentId'])
}
