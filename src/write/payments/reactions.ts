// What was paid or promised for an order goes back when the order expires.
import { reactingTo, reaction } from '#kernel/reaction.ts'
import { orderExpired } from '#write/orders/events.ts'

export const returnMoneyOfExpiredOrders = reaction({
  name: 'return-money-of-expired-orders',
  summary: 'Gives back what was paid or promised for an order that has expired.',
  reactsTo: [
    reactingTo(orderExpired, ({ orderId }) => ({
      command: 'ReturnStrandedPayments',
      input: { orderId },
    })),
  ],
})
