// Orders as a list, and the way from an order to its customer and back.

import { PAGE_SIZE_MAX } from '#kernel/page.ts'
import { loadLatestOrderIds, ORDER_COLUMNS, orderListing } from '#read/order-list/load.ts'
import { claimOrders } from '#write/orders/claim-orders.ts'
import { builder } from './builder.ts'
import { reads } from './columns.ts'
import { connectionOf, listed, listField } from './connection.ts'
import { Customer } from './customers.ts'
import { batchesBySize, sizeOf } from './latest.ts'
import { mutation } from './mutation.ts'
import { Order } from './orders.ts'

const OrderConnection = connectionOf(Order)
const SHOWN = { of: Order, columns: new Set<string>(ORDER_COLUMNS) }

listField('orders', {
  name: 'Order',
  description: 'All orders.',
  permission: 'orders.read',
  connection: OrderConnection,
  listing: orderListing,
  keyOf: ({ id }) => id,
  shows: SHOWN,
})

builder.objectField(Order.ref, 'customer', (t) =>
  t.field({
    type: Customer.ref,
    nullable: true,
    description: 'Whose it is. Null for a guest, or where customers are not for you.',
    ...reads('customerId'),
    resolve: ({ customerId }, _, context) =>
      customerId === null ? null : context.row(Customer.source, customerId),
  }),
)

const LATEST_DEFAULT = 10

const latest = batchesBySize<string[]>(loadLatestOrderIds)

builder.objectField(Customer.ref, 'latestOrders', (t) =>
  t.field({
    type: [Order.ref],
    description:
      'What they ordered last, newest first. `orders(where: { customerId })` goes through all of it.',
    args: {
      first: t.arg.int({
        required: false,
        description: `How many: 1 to ${PAGE_SIZE_MAX}. ${LATEST_DEFAULT} unless given.`,
      }),
    },
    resolve: async ({ id }, { first }, context) => {
      const ids = await context.batched(latest(sizeOf(first, LATEST_DEFAULT)), id)
      const rows = await Promise.all(ids.map((orderId) => context.row(Order.source, orderId)))
      return rows.filter((row) => row !== null)
    },
  }),
)

builder.objectField(Customer.ref, 'orders', (t) =>
  t.field({
    type: OrderConnection,
    description: 'What they ordered, newest first.',
    args: {
      first: t.arg.int({
        description: `How many from the start, or after a cursor: 1 to ${PAGE_SIZE_MAX}; more is refused.`,
      }),
      after: t.arg.string({ description: 'Only what follows this cursor.' }),
      last: t.arg.int({
        description: 'How many from the end, or before a cursor. Not together with `first`.',
      }),
      before: t.arg.string({ description: 'Only what stands before this cursor.' }),
    },
    resolve: ({ id }, args, context) =>
      listed(
        context,
        {
          listing: orderListing,
          shows: SHOWN,
          keyOf: ({ id }) => id,
          scope: () => ({ customerId: { eq: id } }),
        },
        args,
      ),
  }),
)

mutation(claimOrders, { orders: [Order], customer: Customer })
