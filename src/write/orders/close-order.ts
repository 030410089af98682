// Calls an order done of which nothing is left to ship, though it is not paid in full.
import { maybe, text } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { requireNotHeld } from './hold.ts'
import { close } from './lifecycle.ts'
import { type OrderLine, orderLinesOf, requireOrderAt } from './order.ts'
import { OrderHasOpenUnits, OrderNotFound, OrderNotOpen, OrderOnHold } from './rejections.ts'

export const closeOrder = command({
  name: 'CloseOrder',
  summary:
    'Completes an order of which everything has shipped or was cancelled, though it is not paid in full. What is owed stays owed.',
  permission: 'orders.write',
  input: {
    orderId: id('order').describe('The order.'),
    reason: maybe(text({ max: 500 })).describe('Why, for staff to read.'),
  },
  target: ({ orderId }) => ({ aggregate: 'order', id: orderId }),
  rejections: [OrderNotFound, OrderNotOpen, OrderOnHold, OrderHasOpenUnits],

  async handle(context, { orderId, reason }) {
    const { tx } = context
    const order = await requireOrderAt(tx, orderId, ['CONFIRMED'])
    requireNotHeld(order)
    requireAllShipped(orderId, await orderLinesOf(tx, orderId))
    await close(context, order, reason ?? null)
    return { order: orderId }
  },
})

/** Services ship with nothing. */
function requireAllShipped(orderId: string, lines: readonly OrderLine[]): void {
  const open = lines
    .filter(({ isService }) => !isService)
    .map(({ id, sku, quantity, cancelled, fulfilled }) => ({
      orderLineId: id,
      sku,
      open: quantity - cancelled - fulfilled,
    }))
    .filter(({ open }) => open > 0)
  if (open.length > 0) throw new OrderHasOpenUnits({ orderId, lines: open }, ['input', 'orderId'])
}
