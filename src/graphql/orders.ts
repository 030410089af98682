// Orders: the type, one order by id or number, and what is done to orders once they are placed.
import { taxesOf } from '#domain/order-price.ts'
import {
  actionsWithin,
  FULFILMENT_STATUSES,
  ORDER_ACTIONS,
  ORDER_STATUSES,
  PAYMENT_STATUSES,
} from '#domain/order-status.ts'
import { taxedParts } from '#domain/worth.ts'
import {
  loadOrderViews,
  loadOrderViewsByExternalId,
  loadOrderViewsByNumber,
  type OrderRow,
} from '#read/order/load.ts'
import { eraseGuest } from '#write/erasure/erase-guest.ts'
import { cancelFulfilment } from '#write/fulfilment/cancel-fulfilment.ts'
import { createFulfilment } from '#write/fulfilment/create-fulfilment.ts'
import { deliverFulfilment } from '#write/fulfilment/deliver-fulfilment.ts'
import { shipFulfilment } from '#write/fulfilment/ship-fulfilment.ts'
import { updateFulfilmentTracking } from '#write/fulfilment/update-fulfilment-tracking.ts'
import { addOrderNote } from '#write/orders/add-order-note.ts'
import { cancelOrder } from '#write/orders/cancel-order.ts'
import { cancelOrderLines } from '#write/orders/cancel-order-lines.ts'
import { closeOrder } from '#write/orders/close-order.ts'
import { editOrder } from '#write/orders/edit-order.ts'
import { holdOrder } from '#write/orders/hold-order.ts'
import { importOrders } from '#write/orders/import-orders.ts'
import { releaseOrder } from '#write/orders/release-order.ts'
import { authorizePayment } from '#write/payments/authorize-payment.ts'
import { capturePayment } from '#write/payments/capture-payment.ts'
import { recordManualPayment } from '#write/payments/record-manual-payment.ts'
import { refundPayment } from '#write/payments/refund-payment.ts'
import { reportPaymentEvent } from '#write/payments/report-payment-event.ts'
import { voidPayment } from '#write/payments/void-payment.ts'
import { AddressType } from './address.ts'
import { builder, MoneyType, needs, PUBLIC } from './builder.ts'
import { reads } from './columns.ts'
import { OrderDiscountType } from './discounts.ts'
import { Fulfilment } from './fulfilments.ts'
import { lookUp } from './lookup.ts'
import { mutation } from './mutation.ts'
import { noun } from './noun.ts'
import {
  OrderCancellation,
  OrderLine,
  OrderNote,
  OrderShipping,
  RefundGrant,
  shippingOf,
} from './order-parts.ts'
import { Payment } from './payments.ts'
import { TaxSumType } from './tax.ts'
import { enumNamed } from './vocabulary.ts'

type Amount =
  | 'subtotal'
  | 'discountTotal'
  | 'shippingTotal'
  | 'taxTotal'
  | 'total'
  | 'refundGranted'
  | 'currentTotal'
  | 'authorized'
  | 'captured'
  | 'refunded'
  | 'disputed'
  | 'due'

export const Order = noun<OrderRow>({
  name: 'Order',
  kind: 'order',
  description:
    'What was sold. Names, SKUs and prices are those of its placement, or of the edit that brought them, whatever the catalog says now.',
  source: {
    view: 'order_view',
    keyOf: ({ id }) => id,
    load: loadOrderViews,
    permission:
      'orders.read, the customer whose order it is, or the id of the cart it was placed from',
    seenBy: ['id', 'customerId'],
    visible: ({ id, customerId }, viewer) =>
      viewer.holds('orders.read') || viewer.isCustomer(customerId) || viewer.wasGranted(id),
  },
  fields: (t) => {
    const amount = (name: Amount, description: string) =>
      t.field({
        type: MoneyType,
        description,
        ...reads(name, 'currency'),
        resolve: (order) => ({ amount: order[name], currency: order.currency }),
      })
    return {
      number: t.exposeInt('number', { description: 'What people say on the telephone; unique.' }),
      version: t.exposeInt('version', { description: 'How often it has changed.' }),
      edits: t.exposeInt('edits', { description: 'How often it was edited since it was placed.' }),
      status: t.expose('status', {
        type: enumNamed('OrderStatus', ORDER_STATUSES),
        description: 'Where it stands.',
      }),
      paymentStatus: t.expose('paymentStatus', {
        type: enumNamed('PaymentStatus', PAYMENT_STATUSES),
        description: 'What has been paid, against what is owed now.',
      }),
      fulfilmentStatus: t.expose('fulfilmentStatus', {
        type: enumNamed('FulfilmentStatus', FULFILMENT_STATUSES),
        description: 'What has shipped, against what is not cancelled.',
      }),
      placedAt: t.expose('placedAt', { type: 'DateTime', description: 'When it was placed.' }),
      email: t.exposeString('email', {
        nullable: true,
        description:
          'Where the confirmation goes; orders that staff took or imported may lack one.',
      }),
      currency: t.expose('currency', {
        type: 'CurrencyCode',
        description: 'The currency of all its amounts.',
      }),
      shippingAddress: t.expose('shippingAddress', {
        type: AddressType,
        nullable: true,
        description: 'Where it goes.',
      }),
      countryCode: t.exposeString('countryCode', {
        nullable: true,
        description: 'Where it was sold to, as ISO 3166-1 alpha-2.',
      }),
      lines: t.field({
        type: [OrderLine],
        description: 'What was sold, in the order in which it was put in.',
        ...reads('lines', 'currency'),
        resolve: ({ lines, currency }) => lines.map((line) => ({ ...line, currency })),
      }),
      subtotal: amount('subtotal', 'The sum of the lines, as placed or last edited.'),
      discountTotal: amount('discountTotal', 'What discounts took off lines and shipping.'),
      discounts: t.field({
        type: [OrderDiscountType],
        description:
          'The discounts that it was placed with or got since, in the order of their application.',
        resolve: ({ discounts, currency }) =>
          discounts.map((discount) => ({ ...discount, currency })),
      }),
      shippingTotal: amount(
        'shippingTotal',
        'What shipping costs before discounts, as placed or last edited.',
      ),
      shipping: t.field({
        type: OrderShipping,
        description: 'How it ships and what that costs, as placed or last edited.',
        resolve: (order) => order,
      }),
      pricesIncludeTax: t.exposeBoolean('pricesIncludeTax', {
        description: 'Whether its prices have their tax in them, or it came on top.',
      }),
      taxTotal: amount(
        'taxTotal',
        'All tax, within prices or on top of them, as placed or last edited.',
      ),
      taxes: t.field({
        type: [TaxSumType],
        description: 'Its tax by rate, lines and shipping together, as placed or last edited.',
        resolve: (order) =>
          taxesOf([...order.lines.flatMap(taxedParts), shippingOf(order)]).map((sum) => ({
            ...sum,
            currency: order.currency,
          })),
      }),
      total: amount(
        'total',
        'Subtotal − discounts + shipping, and tax where it came on top, as placed or last edited.',
      ),
      currentTotal: amount(
        'currentTotal',
        'What is owed for it now: the total less cancelled units and granted refunds.',
      ),
      refundGranted: amount(
        'refundGranted',
        'The sum of the refunds that were granted, whether they are paid out or not.',
      ),
      refundGrants: t.field({
        ...needs('orders.read'),
        type: [RefundGrant],
        nullable: true,
        description:
          'The refunds that were granted, oldest first. Null to who may not read all orders.',
        resolve: ({ refundGrants, currency }) =>
          refundGrants.map((grant) => ({ ...grant, currency })),
      }),
      authorized: amount('authorized', 'What payments promise and has not been taken.'),
      captured: amount('captured', 'What has been paid.'),
      refunded: amount('refunded', 'What has been given back.'),
      disputed: amount(
        'disputed',
        'What disputes took away that are open or were lost: it counts as not paid.',
      ),
      due: amount('due', 'What is still to be paid; negative where more was paid than is owed.'),
      fulfilments: t.field({
        type: [Fulfilment.ref],
        description: 'What is made ready or has shipped, oldest first.',
        resolve: ({ id, customerId, fulfilments }) =>
          fulfilments.map((fulfilment) => ({ ...fulfilment, orderId: id, customerId })),
      }),
      payments: t.field({
        type: [Payment.ref],
        description: 'How it is paid, each tender with its ledger, oldest first.',
        resolve: ({ id, customerId, currency, payments }) =>
          payments.map((payment) => ({ ...payment, orderId: id, customerId, currency })),
      }),
      cancellations: t.field({
        ...needs('orders.read'),
        type: [OrderCancellation],
        nullable: true,
        description: 'What was cancelled, oldest first. Null to who may not read all orders.',
        resolve: ({ cancellations }) => cancellations,
      }),
      notes: t.field({
        ...needs('orders.read'),
        type: [OrderNote],
        nullable: true,
        description: 'What staff wrote, oldest first. Null to who may not read all orders.',
        resolve: ({ notes }) => notes,
      }),
      availableActions: t.field({
        ...needs('orders.read'),
        type: [enumNamed('OrderAction', ORDER_ACTIONS)],
        nullable: true,
        description: 'What can be done to it now. Null to who may not read all orders.',
        resolve: ({ availableActions, payments }, _, { backend }) =>
          actionsWithin(availableActions, payments, backend.shop.paymentProviders),
      }),
      expiresAt: t.expose('expiresAt', {
        type: 'DateTime',
        nullable: true,
        description:
          'When it expires unless it is paid before, or when its time was over; null where it does not.',
      }),
      onHold: t.exposeBoolean('onHold', {
        description: 'True where nothing of it is made ready or ships for now.',
      }),
      holdReason: t.field({
        ...needs('orders.read'),
        type: 'String',
        nullable: true,
        description: 'Why it is on hold. Null to who may not read all orders.',
        resolve: ({ holdReason }) => holdReason,
      }),
      heldAt: t.expose('heldAt', {
        type: 'DateTime',
        nullable: true,
        description: 'Since when it is on hold.',
      }),
      closeReason: t.field({
        ...needs('orders.read'),
        type: 'String',
        nullable: true,
        description: 'Why it was closed by hand. Null to who may not read all orders.',
        resolve: ({ closeReason }) => closeReason,
      }),
      closedAt: t.expose('closedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it was closed by hand, though not paid in full.',
      }),
      cancelReason: t.field({
        ...needs('orders.read'),
        type: 'String',
        nullable: true,
        description: 'Why it was cancelled. Null to who may not read all orders.',
        resolve: ({ cancelReason }) => cancelReason,
      }),
      cancelledAt: t.expose('cancelledAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When the last of it was cancelled.',
      }),
      externalId: t.exposeString('externalId', {
        nullable: true,
        description: 'Its id in the system that it was imported from.',
      }),
    }
  },
})

const byNumber = { load: loadOrderViewsByNumber }
const byExternalId = { load: loadOrderViewsByExternalId }

builder.queryField('order', (t) =>
  t.field({
    ...needs(PUBLIC),
    description:
      'An order by its id, its number or its id in another system: exactly one of them. Null where there is none, or it is not for you.',
    type: Order.ref,
    nullable: true,
    args: {
      id: t.arg.id({ required: false, description: 'Its id.' }),
      number: t.arg.int({ required: false, description: 'Its number.' }),
      externalId: t.arg.string({ required: false, description: 'Its id in another system.' }),
    },
    resolve: (_, { id, number, externalId }, context) =>
      lookUp(
        context,
        Order,
        { id, number, externalId },
        { number: byNumber, externalId: byExternalId },
      ),
  }),
)

builder.objectField(Fulfilment.ref, 'order', (t) =>
  t.field({
    type: Order.ref,
    nullable: true,
    description: 'The order that it is of.',
    resolve: ({ orderId }, _, context) => context.row(Order.source, orderId),
  }),
)

builder.objectField(Payment.ref, 'order', (t) =>
  t.field({
    type: Order.ref,
    nullable: true,
    description: 'The order that it is for.',
    resolve: ({ orderId }, _, context) => context.row(Order.source, orderId),
  }),
)

mutation(importOrders, { orders: [Order] }, { results: { order: Order } })
mutation(cancelOrder, { order: Order })
mutation(cancelOrderLines, { order: Order })
mutation(addOrderNote, { order: Order })
mutation(authorizePayment, { payment: Payment, order: Order })
mutation(capturePayment, { payment: Payment, order: Order })
mutation(voidPayment, { payment: Payment, order: Order })
mutation(refundPayment, { payment: Payment, order: Order })
mutation(recordManualPayment, { payment: Payment, order: Order })
mutation(reportPaymentEvent, { payment: Payment, order: Order })
mutation(holdOrder, { order: Order })
mutation(releaseOrder, { order: Order })
mutation(closeOrder, { order: Order })
mutation(
  editOrder,
  { order: Order },
  {
    amounts: { difference: 'The new total less the total before; below zero where it costs less.' },
  },
)
mutation(createFulfilment, { fulfilment: Fulfilment, order: Order })
mutation(shipFulfilment, { fulfilment: Fulfilment, order: Order })
mutation(deliverFulfilment, { fulfilment: Fulfilment, order: Order })
mutation(cancelFulfilment, { fulfilment: Fulfilment, order: Order })
mutation(updateFulfilmentTracking, { fulfilment: Fulfilment, order: Order })
mutation(eraseGuest, { order: Order })
