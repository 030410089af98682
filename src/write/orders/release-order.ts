// Lets an order go out again that was on hold.
import { command, id } from '#write/command.ts'
import { orderReleased } from './events.ts'
import { setStanding } from './lifecycle.ts'
import { requireOrderAt } from './order.ts'
import { OrderNotFound, OrderNotOnHold, OrderNotOpen } from './rejections.ts'

export const releaseOrder = command({
  name: 'ReleaseOrder',
  summary: 'Lets an order be made ready and shipped again that was on hold.',
  permission: 'orders.write',
  input: { orderId: id('order').describe('The order.') },
  target: ({ orderId }) => ({ aggregate: 'order', id: orderId }),
  rejections: [OrderNotFound, OrderNotOpen, OrderNotOnHold],

  async handle({ tx, record }, { orderId }) {
    const order = await requireOrderAt(tx, orderId, ['PENDING', 'CONFIRMED'])
    if (!order.onHold) throw new OrderNotOnHold({ orderId }, ['input', 'orderId'])
    await setStanding(tx, { ...order, onHold: false, holdReason: null, heldAt: null })
    record(orderReleased({ orderId }))
    return { order: orderId }
  },
})
