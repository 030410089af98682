// What payments refuse.
import { PAYMENT_REPORT_TYPES } from '#domain/payments.ts'
import { amount, choice, list, maybe, text } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'
import { currency, id } from '#write/command.ts'

const paymentId = () => id('payment').describe('The payment that was meant.')
const requested = () => amount().describe('What was asked for, in minor units.')

export const CurrencyMismatch = rejection({
  name: 'CurrencyMismatch',
  summary: "The payment is not in the order's currency.",
  facts: {
    required: currency().describe("The order's currency."),
    found: currency().describe("The payment's currency."),
  },
  message: ({ required, found }) => `The order is in ${required}, the payment in ${found}.`,
})

export const PaymentAlreadyRecorded = rejection({
  name: 'PaymentAlreadyRecorded',
  summary: 'A payment with this reference is recorded already, for this order or another.',
  facts: { reference: text().describe('The reference that is known.') },
  message: ({ reference }) => `A payment with the reference ${reference} is recorded already.`,
})

export const PaymentNotFound = rejection({
  name: 'PaymentNotFound',
  summary: 'There is no such payment.',
  facts: { paymentId: paymentId() },
  message: ({ paymentId }) => `There is no payment ${paymentId}.`,
})

export const PaymentProviderNotConnected = rejection({
  name: 'PaymentProviderNotConnected',
  summary:
    'The provider can not be asked from here. What it does reaches the shop by its reports alone.',
  facts: {
    provider: text().describe('The provider that was meant.'),
    connected: list(text().describe('A provider.'), { min: 0, max: 20 }).describe(
      'The providers that can be asked, beside `manual`.',
    ),
  },
  message: ({ provider, connected }) =>
    `${provider} can not be asked from here; these can: ${['manual', ...connected].join(', ')}.`,
})

export const NothingToAuthorize = rejection({
  name: 'NothingToAuthorize',
  summary: 'No amount was given, and all that is due is promised already.',
  facts: {
    due: amount({ min: -1e15, max: 1e15 }).describe('What is still to be paid, in minor units.'),
    authorized: amount({ max: 1e15 }).describe('What is promised of it, in minor units.'),
  },
  message: ({ due, authorized }) => `${due} is due, of which ${authorized} is promised.`,
})

export const CaptureExceeded = rejection({
  name: 'CaptureExceeded',
  summary: 'More was to be taken than is promised and not yet taken.',
  facts: {
    paymentId: paymentId(),
    requested: requested(),
    capturable: amount().describe('What can be taken, in minor units: nothing where it is 0.'),
  },
  message: ({ requested, capturable }) => `${requested} to capture, ${capturable} capturable.`,
})

export const VoidExceeded = rejection({
  name: 'VoidExceeded',
  summary: 'More was to be given up than is promised and not yet taken.',
  facts: {
    paymentId: paymentId(),
    requested: requested(),
    voidable: amount().describe('What can be given up, in minor units: nothing where it is 0.'),
  },
  message: ({ requested, voidable }) => `${requested} to void, ${voidable} voidable.`,
})

export const RefundExceeded = rejection({
  name: 'RefundExceeded',
  summary: 'More was to be given back than was taken and is still there.',
  facts: {
    paymentId: paymentId(),
    requested: requested(),
    refundable: amount().describe('What can be given back, in minor units: nothing where it is 0.'),
  },
  message: ({ requested, refundable }) => `${requested} to refund, ${refundable} refundable.`,
})

export const ManualRefundExceeded = rejection({
  name: 'ManualRefundExceeded',
  summary: "More was to be given back than an order's manual payments have.",
  facts: {
    orderId: id('order').describe('The order.'),
    requested: amount().describe('What was to be given back, in minor units.'),
    refundable: amount().describe('What its manual payments can give back, in minor units.'),
  },
  message: ({ requested, refundable }) => `${requested} to give back, ${refundable} refundable.`,
})

const reportType = () =>
  choice('PaymentReportType', PAYMENT_REPORT_TYPES).describe('What was reported.')

export const PaymentReportConflict = rejection({
  name: 'PaymentReportConflict',
  summary: 'The same was reported before with another amount or currency.',
  facts: {
    reference: text().describe("The provider's id of what happened."),
    type: reportType(),
    amount: maybe(amount()).describe('The amount that was reported first, in minor units.'),
    currency: currency().describe('The currency that was reported first.'),
  },
  message: ({ reference, type, amount, currency }) =>
    `${type} ${reference} was reported before, as ${amount ?? 'no amount'} ${currency}.`,
})

export const ReportAmountMissing = rejection({
  name: 'ReportAmountMissing',
  summary: 'Only a failure may be reported without its amount.',
  facts: { type: reportType() },
  message: ({ type }) => `${type} must be reported with its amount.`,
})

export const PaymentRequestNotFound = rejection({
  name: 'PaymentRequestNotFound',
  summary: 'No provider was asked this.',
  facts: { requestId: id('paymentRequest').describe('The request that was meant.') },
  message: ({ requestId }) => `There is no payment request ${requestId}.`,
})
