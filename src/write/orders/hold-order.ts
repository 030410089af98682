// Puts an order on hold: nothing of it is made ready or ships until it is released. Its stock stays.
import { text } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { orderHeld } from './events.ts'
import { requireNotHeld } from './hold.ts'
import { setStanding } from './lifecycle.ts'
import { requireOrderAt } from './order.ts'
import { OrderNotFound, OrderNotOpen, OrderOnHold } from './rejections.ts'

export const holdOrder = command({
  name: 'HoldOrder',
  summary:
    'Puts an order on hold: nothing of it is made ready or ships until it is released. It keeps its stock, can be paid and cancelled, and expires as it would otherwise.',
  permission: 'orders.write',
  input: {
    orderId: id('order').describe('The order.'),
    reason: text({ max: 500 }).describe('Why, for staff to read.'),
  },
  target: ({ orderId }) => ({ aggregate: 'order', id: orderId }),
  rejections: [OrderNotFound, OrderNotOpen, OrderOnHold],

  async handle({ tx, now, record }, { orderId, reason }) {
    const order = await requireOrderAt(tx, orderId, ['PENDING', 'CONFIRMED'])
    requireNotHeld(order)
    await setStanding(tx, { ...order, onHold: true, holdReason: reason, heldAt: now })
    record(orderHeld({ orderId }))
    return { order: orderId }
  },
})
