// Payments: one tender each, with its ledger and what its provider was asked.
import {
  canMove,
  PAYMENT_ENTRY_TYPES,
  PAYMENT_REQUEST_KINDS,
  PAYMENT_REQUEST_STATUSES,
} from '#domain/payments.ts'
import {
  loadPaymentViews,
  type PaymentRow,
  type PaymentViewEntry,
  type PaymentViewRequest,
} from '#read/payment/load.ts'
import { builder, MoneyType, needs, PUBLIC } from './builder.ts'
import { noun } from './noun.ts'
import { enumNamed } from './vocabulary.ts'

type Priced<Part> = Part & { currency: string }

const PaymentEntry = builder.objectRef<Priced<PaymentViewEntry>>('PaymentEntry').implement({
  description: 'An entry in the ledger of a payment. Entries are never changed.',
  fields: (t) => ({
    id: t.exposeID('id', { description: "The entry's id." }),
    type: t.expose('type', {
      type: enumNamed('PaymentEntryType', PAYMENT_ENTRY_TYPES),
      description: 'What happened to the money.',
    }),
    amount: t.field({
      type: MoneyType,
      description: 'How much: never negative, whatever the type.',
      resolve: ({ amount, currency }) => ({ amount, currency }),
    }),
    reference: t.exposeString('reference', {
      nullable: true,
      description: 'By which it is known elsewhere.',
    }),
    reason: t.field({
      ...needs('orders.read'),
      type: 'String',
      nullable: true,
      description: 'Why, where it was said. Null to who may not read all orders.',
      resolve: ({ reason }) => reason,
    }),
    occurredAt: t.expose('occurredAt', { type: 'DateTime', description: 'When it happened.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it became known here.' }),
  }),
})

const PaymentRequest = builder.objectRef<Priced<PaymentViewRequest>>('PaymentRequest').implement({
  description: 'What a payment provider was asked.',
  fields: (t) => ({
    id: t.exposeID('id', { description: "The request's id, and the provider's idempotency key." }),
    kind: t.expose('kind', {
      type: enumNamed('PaymentRequestKind', PAYMENT_REQUEST_KINDS),
      description: 'What it was asked.',
    }),
    amount: t.field({
      type: MoneyType,
      description: 'How much; 0 where what was never promised is given up.',
      resolve: ({ amount, currency }) => ({ amount, currency }),
    }),
    status: t.expose('status', {
      type: enumNamed('PaymentRequestStatus', PAYMENT_REQUEST_STATUSES),
      description: 'What came of it.',
    }),
    error: t.exposeString('error', {
      nullable: true,
      description: 'Why it failed, in words of the provider.',
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was decided to ask.' }),
    answeredAt: t.expose('answeredAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the answer came.',
    }),
  }),
})

type Amount = 'authorized' | 'captured' | 'refunded' | 'disputed'
type Room = 'capturable' | 'voidable' | 'refundable'

export const Payment = noun<PaymentRow>({
  name: 'Payment',
  kind: 'payment',
  description:
    'One tender of an order: a card that was authorized, a transfer that came. Its amounts are sums of its ledger.',
  source: {
    view: 'payment_view',
    keyOf: ({ id }) => id,
    load: loadPaymentViews,
    permission: 'whoever may see the order',
    visible: ({ orderId, customerId }, viewer) =>
      viewer.holds('orders.read') || viewer.isCustomer(customerId) || viewer.wasGranted(orderId),
  },
  fields: (t) => {
    const amount = (name: Amount, description: string) =>
      t.field({
        type: MoneyType,
        description,
        resolve: (payment) => ({ amount: payment[name], currency: payment.currency }),
      })
    const room = (name: Room, description: string) =>
      t.field({
        ...needs('orders.read'),
        type: MoneyType,
        nullable: true,
        description: `${description}: nothing where its provider is not connected. Null to who may not read all orders.`,
        resolve: ({ provider, currency, ...payment }, _, { backend }) => {
          const isOpen = canMove(provider, backend.shop.paymentProviders)
          return { amount: isOpen ? payment[name] : 0, currency }
        },
      })
    return {
      provider: t.exposeString('provider', {
        description: '`manual`, or the name of a payment provider.',
      }),
      method: t.exposeString('method', { description: 'How it is paid, as people say it.' }),
      reference: t.exposeString('reference', {
        nullable: true,
        description: "The provider's id for it; null until the provider has answered.",
      }),
      clientSecret: t.exposeString('clientSecret', {
        nullable: true,
        description:
          "What the customer's browser confirms this payment with, such as by Stripe.js. It opens this one payment and can't charge by itself. Null where there is none, or not yet.",
      }),
      authorized: amount('authorized', 'What is promised, and neither taken nor given up.'),
      captured: amount('captured', 'What was taken.'),
      refunded: amount('refunded', 'What was given back.'),
      disputed: amount('disputed', 'What a dispute took away that is open or was lost.'),
      capturable: room('capturable', 'What `capturePayment` can take now'),
      voidable: room('voidable', 'What `voidPayment` can give up now'),
      refundable: room('refundable', 'What `refundPayment` can give back now'),
      stranded: t.field({
        ...needs('orders.read'),
        type: MoneyType,
        nullable: true,
        description:
          'What is promised or kept although the order is over. Null to who may not read all orders.',
        resolve: ({ stranded: amount, currency }) => ({ amount, currency }),
      }),
      entries: t.field({
        type: [PaymentEntry],
        description: 'Its ledger, oldest first.',
        resolve: ({ entries, currency }) => entries.map((entry) => ({ ...entry, currency })),
      }),
      requests: t.field({
        ...needs('orders.read'),
        type: [PaymentRequest],
        nullable: true,
        description:
          'What its provider was asked, oldest first. Null to who may not read all orders.',
        resolve: ({ requests, currency }) => requests.map((request) => ({ ...request, currency })),
      }),
      createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was begun.' }),
    }
  },
})

builder.queryField('payment', (t) =>
  t.field({
    ...needs(PUBLIC),
    description: 'A payment by its id. Null where there is none, or it is not for you.',
    type: Payment.ref,
    nullable: true,
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (_, { id }, context) => context.row(Payment.source, id),
  }),
)
