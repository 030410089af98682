// Erases who ordered without an account: they are known by the e-mail of their order.
import { command, id } from '#write/command.ts'
import { requireOrder } from '#write/orders/order.ts'
import { OrderNotFound } from '#write/orders/rejections.ts'
import { erasePerson } from './erase.ts'
import { OrderIsOfCustomer, OrdersNotDone } from './rejections.ts'

export const eraseGuest = command({
  name: 'EraseGuest',
  summary:
    'Erases everything personal of somebody who ordered as a guest, as `eraseCustomer` does: from this order and from every other guest order and draft order under its e-mail.',
  permission: 'customers.erase',
  input: { orderId: id('order').describe('One of their orders.') },
  target: ({ orderId }) => ({ aggregate: 'order', id: orderId }),
  rejections: [OrderNotFound, OrderIsOfCustomer, OrdersNotDone],

  async handle(context, { orderId }) {
    const { customerId, emailKey } = await requireOrder(context.tx, orderId)
    if (customerId) throw new OrderIsOfCustomer({ customerId }, ['input', 'orderId'])
    const names = emailKey ? [emailKey] : []
    await erasePerson(context, { customerId: null, orderId, names }, ['input', 'orderId'])
    return { order: orderId }
  },
})
