// What was paid or promised for an order goes back when the order expires.
import { type Reaction, reaction } from '#kernel/reaction.ts'

export const returnMoneyOfExpiredOrders: Reaction = reaction({
  name: 'return-money-of-expired-orders',
  reactsTo: [
    {
      event: 'OrderExpired',
      wish: ({ aggregateId }) => ({
        command: 'ReturnStrandedPayments',
        input: { orderId: aggregateId },
      }),
    },
  ],
})
