// Cancels everything of an order that nothing has been made ready of, and gives back its stock.
import { sumOf } from '#domain/money.ts'
import { maybe, text } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { cancel } from './cancel.ts'
import { openUnitsOf, orderLinesOf, requireOrder } from './order.ts'
import { OrderNotCancellable, OrderNotFound } from './rejections.ts'

export const cancelOrder = command({
  name: 'CancelOrder',
  summary:
    'Cancels a whole order and releases its stock. Refused once anything of it stands in a fulfilment: `cancelOrderLines` cancels the rest.',
  permission: 'orders.write',
  input: {
    orderId: id('order').describe('The order.'),
    reason: maybe(text({ max: 500 })).describe('Why, for staff to read.'),
  },
  target: ({ orderId }) => ({ aggregate: 'order', id: orderId }),
  rejections: [OrderNotFound, OrderNotCancellable],

  async handle(context, { orderId, reason }) {
    const order = await requireOrder(context.tx, orderId)
    const lines = await orderLinesOf(context.tx, orderId)
    const { status } = order
    const unitsInFulfilment = sumOf(lines.map(({ inFulfilment }) => inFulfilment))
    const isOpen = status === 'PENDING' || status === 'CONFIRMED'
    if (!isOpen || unitsInFulfilment > 0)
      throw new OrderNotCancellable(
        { orderId, status, unitsInFulfilment, obstacle: isOpen ? 'IN_FULFILMENT' : 'NOT_OPEN' },
        ['input', 'orderId'],
      )
    const units = lines.map((line) => ({ line, quantity: openUnitsOf(line) }))
    await cancel(
      context,
      order,
      units.filter(({ quantity }) => quantity > 0),
      reason ?? null,
    )
    return { order: orderId }
  },
})
