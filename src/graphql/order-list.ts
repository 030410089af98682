// Orders as a list, and the way from an order to its customer and back.

import { GraphQLError } from 'graphql'
import { PAGE_SIZE_MAX } from '#kernel/page.ts'
import { loadLatestOrderIds, orderListing } from '#read/order-list/load.ts'
import { builder } from './builder.ts'
import { connectionOf, listField } from './connection.ts'
import type { Batch } from './context.ts'
import { Customer } from './customers.ts'
import { Order } from './orders.ts'

listField('orders', {
  name: 'Order',
  description: 'All orders.',
  permission: 'orders.read',
  connection: connectionOf(Order),
  listing: orderListing,
  keyOf: ({ id }) => id,
})

builder.objectField(Order.ref, 'customer', (t) =>
  t.field({
    type: Customer.ref,
    nullable: true,
    description: 'Whose it is. Null for a guest, or where customers are not for you.',
    resolve: ({ customerId }, _, context) =>
      customerId === null ? null : context.row(Customer.source, customerId),
  }),
)

const LATEST_DEFAULT = 10

/** One batch a size, so that customers of one list share a statement. */
const latest = new Map<number, Batch<string, string[]>>()

function latestOf(first: number): Batch<string, string[]> {
  const known = latest.get(first)
  if (known) return known
  const made: Batch<string, string[]> = {
    load: (connection, customerIds) => loadLatestOrderIds(connection, customerIds, first),
  }
  latest.set(first, made)
  return made
}

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
      const size = first ?? LATEST_DEFAULT
      if (size < 1 || size > PAGE_SIZE_MAX)
        throw new GraphQLError(`Between 1 and ${PAGE_SIZE_MAX} can be asked for, found ${size}.`, {
          extensions: { code: 'PAGE_TOO_LARGE', argument: ['first'] },
        })
      const ids = await context.batched(latestOf(size), id)
      const rows = await Promise.all(ids.map((orderId) => context.row(Order.source, orderId)))
      return rows.filter((row) => row !== null)
    },
  }),
)
