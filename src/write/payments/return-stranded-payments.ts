// Has the providers give back what was paid or promised for an order that has expired.
import { command, id } from '#write/command.ts'
import { OrderNotFound } from '#write/orders/rejections.ts'
import { returnStranded } from './stranded.ts'

export const returnStrandedPayments = command({
  name: 'ReturnStrandedPayments',
  summary:
    'Has what was paid or promised for an expired order given back, where providers can. Given by the system alone.',
  permission: 'system.react',
  input: { orderId: id('order').describe('The order.') },
  rejections: [OrderNotFound],

  async handle(context, { orderId }) {
    await returnStranded(context, orderId)
    return { order: orderId }
  },
})
