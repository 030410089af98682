// What somebody must see to: who owes whom, money that is stranded, and reports that fit no payment.
import { BALANCE_SIDES } from '#domain/owed.ts'
import { PAYMENT_REPORT_TYPES } from '#domain/payments.ts'
import { balanceListing, loadOrderListViews, type OrderListRow } from '#read/order-list/load.ts'
import { paymentListing } from '#read/payment/load.ts'
import {
  loadUnmatchedReportViews,
  type UnmatchedReportRow,
  unmatchedReportListing,
} from '#read/payment-report/load.ts'
import { builder, MoneyType } from './builder.ts'
import { connectionOf, type Listable, listField } from './connection.ts'
import { Order } from './orders.ts'
import { Payment } from './payments.ts'
import { enumNamed } from './vocabulary.ts'

const BalanceRef = builder.objectRef<OrderListRow>('PaymentBalance')

const PaymentBalance: Listable = {
  name: 'PaymentBalance',
  ref: BalanceRef,
  source: {
    view: 'order_list_view',
    keyOf: ({ id }: OrderListRow) => id,
    load: loadOrderListViews,
    permission: 'orders.read',
    visible: (_, viewer) => viewer.holds('orders.read'),
  },
}

BalanceRef.implement({
  description: 'What is owed for one order.',
  fields: (t) => ({
    order: t.field({
      type: Order.ref,
      nullable: true,
      description: 'The order.',
      resolve: ({ id }, _, context) => context.row(Order.source, id),
    }),
    side: t.field({
      type: enumNamed('BalanceSide', BALANCE_SIDES),
      description: 'Who owes whom.',
      resolve: ({ balanceSide }) => balanceSide,
    }),
    amount: t.field({
      type: MoneyType,
      description: 'How much: never negative, whoever owes it.',
      resolve: ({ balanceAmount, currency }) => ({ amount: balanceAmount, currency }),
    }),
    since: t.expose('balanceSince', {
      type: 'DateTime',
      description: 'Since when this side owes anything.',
    }),
  }),
})

listField('paymentBalances', {
  name: 'PaymentBalance',
  description:
    'Orders for which anything is owed: `OWED` to the shop, or `OWING` by it, such as money that was paid for what was cancelled.',
  permission: 'orders.read',
  connection: connectionOf(PaymentBalance),
  listing: balanceListing,
  keyOf: ({ id }) => id,
  primes: PaymentBalance,
  scope: () => ({ or: [{ side: { eq: 'OWED' } }, { side: { eq: 'OWING' } }] }),
})

listField('strandedPayments', {
  name: 'StrandedPayment',
  description:
    'Payments that are promised or kept although their order is cancelled or expired. Those of expired orders go back by themselves where their provider can be asked.',
  permission: 'orders.read',
  connection: connectionOf(Payment),
  listing: paymentListing,
  keyOf: ({ id }) => id,
  primes: Payment,
  scope: () => ({ stranded: { range: { gt: 0 } } }),
})

const ReportRef = builder.objectRef<UnmatchedReportRow>('UnmatchedPaymentReport')

const UnmatchedPaymentReport: Listable = {
  name: 'UnmatchedPaymentReport',
  ref: ReportRef,
  source: {
    view: 'unmatched_report_view',
    keyOf: ({ id }: UnmatchedReportRow) => id,
    load: loadUnmatchedReportViews,
    permission: 'orders.read',
    visible: (_, viewer) => viewer.holds('orders.read'),
  },
}

ReportRef.implement({
  description: 'What a provider told of a payment that nobody knows here. It counts once one is.',
  fields: (t) => ({
    id: t.exposeID('id', { description: "The report's id." }),
    provider: t.exposeString('provider', { description: 'Who told it.' }),
    reference: t.exposeString('reference', {
      description: "The provider's id of what happened.",
    }),
    paymentReference: t.exposeString('paymentReference', {
      description: "The provider's id of the payment.",
    }),
    type: t.expose('type', {
      type: enumNamed('PaymentReportType', PAYMENT_REPORT_TYPES),
      description: 'What happened.',
    }),
    amount: t.field({
      type: MoneyType,
      nullable: true,
      description: 'How much; null for a failure that was told without.',
      resolve: ({ amount, currency }) => (amount === null ? null : { amount, currency }),
    }),
    order: t.field({
      type: Order.ref,
      nullable: true,
      description: 'The order that it was said to be for, if there is such a one.',
      resolve: ({ orderId }, _, context) =>
        orderId === null ? null : context.row(Order.source, orderId),
    }),
    occurredAt: t.expose('occurredAt', {
      type: 'DateTime',
      description: 'When it happened, by the provider.',
    }),
    receivedAt: t.expose('receivedAt', { type: 'DateTime', description: 'When it was told.' }),
  }),
})

listField('unmatchedPaymentReports', {
  name: 'UnmatchedPaymentReport',
  description: 'What providers told of payments that nobody knows here.',
  permission: 'orders.read',
  connection: connectionOf(UnmatchedPaymentReport),
  listing: unmatchedReportListing,
  keyOf: ({ id }) => id,
  primes: UnmatchedPaymentReport,
})
