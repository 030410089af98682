// What erasing a person refuses.
import { integer, list } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'
import { id } from '#write/command.ts'

export const OrdersNotDone = rejection({
  name: 'OrdersNotDone',
  summary: 'Orders of the person are still to be paid or shipped, and need to be known for that.',
  facts: {
    found: integer().describe('How many orders are open.'),
    orderIds: list(id('order'), { max: 20 }).describe('The first of them, 20 at most.'),
  },
  message: ({ found, orderIds }) =>
    `${found} orders must be completed, closed or cancelled first, among them ${orderIds.join(', ')}.`,
})

export const OrderIsOfCustomer = rejection({
  name: 'OrderIsOfCustomer',
  summary: 'The order belongs to an account, which is erased as a whole.',
  facts: { customerId: id('customer').describe('Whose order it is: what eraseCustomer takes.') },
  message: ({ customerId }) =>
    `The order is the customer ${customerId}'s and not a guest's: erase the customer.`,
})
