// An order that waits for its payment expires when its time is over.
import { reactingTo, reaction } from '#kernel/reaction.ts'
import { orderPlaced } from './events.ts'

export const expireUnpaidOrders = reaction({
  name: 'expire-unpaid-orders',
  summary: 'Ends an order that was not paid in time, and gives its stock back.',
  reactsTo: [
    reactingTo(orderPlaced, ({ orderId, expiresAt }) =>
      expiresAt === null
        ? null
        : { command: 'ExpireOrder', input: { orderId }, at: expiresAt, key: orderId },
    ),
  ],
})
