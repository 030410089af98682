// Ends an order that was not paid in time and gives its stock back. Only the system gives it, when the
// time is over; an order that was paid meanwhile is left alone.
import { command, id } from '#write/command.ts'
import { cancelUnits } from './cancel.ts'
import { expire } from './lifecycle.ts'
import { openUnitsOf, orderLinesOf, requireOrderAt } from './order.ts'
import { OrderNotFound, OrderNotOpen, OrderStillAwaited } from './rejections.ts'

export const expireOrder = command({
  name: 'ExpireOrder',
  summary: 'Ends an order that was not paid in time. Given by the system alone.',
  permission: 'system.react',
  input: { orderId: id('order').describe('The order.') },
  target: ({ orderId }) => ({ aggregate: 'order', id: orderId }),
  rejections: [OrderNotFound, OrderNotOpen, OrderStillAwaited],

  async handle(context, { orderId }) {
    const { tx, now } = context
    const order = await requireOrderAt(tx, orderId, ['PENDING'])
    const { expiresAt } = order
    if (expiresAt === null || expiresAt > now)
      throw new OrderStillAwaited({ orderId, expiresAt: expiresAt ?? now }, ['input', 'orderId'])
    const lines = await orderLinesOf(tx, orderId)
    const open = lines.map((line) => ({ line, quantity: openUnitsOf(line) }))
    await cancelUnits(
      context,
      order,
      open.filter(({ quantity }) => quantity > 0),
      null,
    )
    await expire(context, order)
    return { order: orderId }
  },
})
