// Returns: what comes back of an order, and everything that is done about it.
import { RETURN_REASONS, RETURN_STATUSES } from '#domain/returns.ts'
import {
  loadReturnViews,
  type ReturnRow,
  type ReturnViewLine,
  type ReturnViewReceipt,
  returnListing,
} from '#read/return/load.ts'
import { approveReturn } from '#write/returns/approve-return.ts'
import { cancelReturn } from '#write/returns/cancel-return.ts'
import { grantRefund } from '#write/returns/grant-refund.ts'
import { importRefunds } from '#write/returns/import-refunds.ts'
import { importReturns } from '#write/returns/import-returns.ts'
import { receiveReturn } from '#write/returns/receive-return.ts'
import { refundReturn } from '#write/returns/refund-return.ts'
import { rejectReturn } from '#write/returns/reject-return.ts'
import { requestReturn } from '#write/returns/request-return.ts'
import { builder, MoneyType, needs, PUBLIC } from './builder.ts'
import { connectionOf, listField } from './connection.ts'
import { Location } from './locations.ts'
import { mutation } from './mutation.ts'
import { noun } from './noun.ts'
import { Order } from './orders.ts'
import { enumNamed } from './vocabulary.ts'

const ReturnLine = builder.objectRef<ReturnViewLine>('ReturnLine').implement({
  description: 'Units of one order line in a return, and what became of them.',
  fields: (t) => ({
    id: t.exposeID('id', { description: "The line's id." }),
    orderLineId: t.exposeID('orderLineId', { description: 'The order line.' }),
    sku: t.exposeString('sku', { description: 'Its SKU.' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    reason: t.expose('reason', {
      type: enumNamed('ReturnReason', RETURN_REASONS),
      description: 'Why it comes back.',
    }),
    quantity: t.exposeInt('quantity', { description: 'Units that were asked for.' }),
    restocked: t.exposeInt('restocked', { description: 'Units that came and are for sale again.' }),
    damaged: t.exposeInt('damaged', { description: 'Units that came and are not.' }),
  }),
})

const ReceivedUnits = builder
  .objectRef<ReturnViewReceipt['lines'][number]>('ReceivedUnits')
  .implement({
    description: 'Units of one order line that came in together.',
    fields: (t) => ({
      orderLineId: t.exposeID('orderLineId', { description: 'The order line.' }),
      sku: t.exposeString('sku', { description: 'Its SKU.' }),
      name: t.exposeString('name', { description: 'Its name.' }),
      restocked: t.exposeInt('restocked', { description: 'Units that are for sale again.' }),
      damaged: t.exposeInt('damaged', { description: 'Units that are not.' }),
    }),
  })

const ReturnReceipt = builder.objectRef<ReturnViewReceipt>('ReturnReceipt').implement({
  description: 'What came in of a return at one time. Receipts are never changed.',
  fields: (t) => ({
    id: t.exposeID('id', { description: "The receipt's id." }),
    location: t.field({
      type: Location.ref,
      nullable: true,
      description: 'Where it came in. Null to who may not see stock.',
      resolve: ({ locationId }, _, context) => context.row(Location.source, locationId),
    }),
    lines: t.expose('lines', { type: [ReceivedUnits], description: 'What came in.' }),
    authorId: t.exposeID('authorId', { description: 'Who took it in: the id of an API key.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it came in.' }),
  }),
})

export const Return = noun<ReturnRow>({
  name: 'Return',
  kind: 'return',
  description: 'Units of an order that somebody asked to send back.',
  source: {
    view: 'return_view',
    keyOf: ({ id }) => id,
    load: loadReturnViews,
    permission: 'whoever may see the order',
    visible: ({ orderId, customerId }, viewer) =>
      viewer.holds('orders.read') || viewer.isCustomer(customerId) || viewer.wasGranted(orderId),
  },
  fields: (t) => {
    const moment = (name: keyof ReturnRow & `${string}At`, description: string) =>
      t.field({
        type: 'DateTime',
        nullable: true,
        description,
        resolve: (row) => row[name],
      })
    return {
      status: t.expose('status', {
        type: enumNamed('ReturnStatus', RETURN_STATUSES),
        description: 'Where it stands.',
      }),
      order: t.field({
        type: Order.ref,
        nullable: true,
        description: 'The order that it is of.',
        resolve: ({ orderId }, _, context) => context.row(Order.source, orderId),
      }),
      lines: t.expose('lines', { type: [ReturnLine], description: 'What is to come back.' }),
      receipts: t.field({
        ...needs('orders.read'),
        type: [ReturnReceipt],
        nullable: true,
        description: 'What came in, oldest first. Null to who may not read all orders.',
        resolve: ({ receipts }) => receipts,
      }),
      refundGranted: t.field({
        type: MoneyType,
        description: 'The sum of the refunds that were granted for it.',
        resolve: ({ refundGranted: amount, currency }) => ({ amount, currency }),
      }),
      note: t.exposeString('note', { nullable: true, description: 'What was said about it.' }),
      rejectReason: t.exposeString('rejectReason', {
        nullable: true,
        description: 'Why it was turned down.',
      }),
      authorId: t.field({
        ...needs('orders.read'),
        type: 'ID',
        nullable: true,
        description:
          'Who asked for it: the id of a customer or of an API key. Null to who may not read all orders.',
        resolve: ({ authorId }) => authorId,
      }),
      requestedAt: t.expose('requestedAt', {
        type: 'DateTime',
        description: 'When it was asked for.',
      }),
      approvedAt: moment('approvedAt', 'When it was approved.'),
      rejectedAt: moment('rejectedAt', 'When it was turned down.'),
      cancelledAt: moment('cancelledAt', 'When it was called off.'),
      receivedAt: moment('receivedAt', 'When the last of it came, or was given up.'),
      externalId: t.exposeString('externalId', {
        nullable: true,
        description: 'Its id in the system that it was imported from.',
      }),
    }
  },
})

builder.queryField('return', (t) =>
  t.field({
    ...needs(PUBLIC),
    description: 'A return by its id. Null where there is none, or it is not for you.',
    type: Return.ref,
    nullable: true,
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (_, { id }, context) => context.row(Return.source, id),
  }),
)

listField('returns', {
  name: 'Return',
  description: 'Returns, oldest first: what is to be decided, and what is still to come.',
  permission: 'orders.read',
  connection: connectionOf(Return),
  listing: returnListing,
  keyOf: ({ id }) => id,
  primes: Return,
})

builder.objectField(Order.ref, 'returns', (t) =>
  t.field({
    type: [Return.ref],
    description: 'What came back of it, or is to, oldest first.',
    resolve: async ({ returnIds }, _, context) => {
      const rows = await Promise.all(returnIds.map((id) => context.row(Return.source, id)))
      return rows.filter((row) => row !== null)
    },
  }),
)

mutation(requestReturn, { return: Return, order: Order })
mutation(approveReturn, { return: Return, order: Order })
mutation(rejectReturn, { return: Return, order: Order })
mutation(cancelReturn, { return: Return, order: Order })
mutation(receiveReturn, { return: Return, order: Order })
mutation(refundReturn, { return: Return, order: Order })
mutation(grantRefund, { order: Order })
mutation(importReturns, { returns: [Return] })
mutation(importRefunds, { orders: [Order] })
