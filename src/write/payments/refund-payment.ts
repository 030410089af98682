// Gives back money that was taken: never more than was taken, less what was given back, is on its way
// back, or is in dispute.

import { MANUAL } from '#domain/payments.ts'
import { maybe, text } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { settleLifecycle } from '#write/orders/lifecycle.ts'
import { DateInFuture, momentOf, occurredAtInput, PastDateDenied } from '#write/past.ts'
import { amountToMove } from './amount-input.ts'
import { enter } from './enter.ts'
import { requireCurrency, requirePayment } from './payment.ts'
import {
  CurrencyMismatch,
  PaymentNotFound,
  PaymentProviderNotConnected,
  RefundExceeded,
} from './rejections.ts'
import { askProvider, requireConnected } from './requests.ts'
import { paymentStanding } from './standing.ts'

export const refundPayment = command({
  name: 'RefundPayment',
  summary:
    'Pays money back through the payment that it came with. A provider is asked, and the ledger says so once it has answered; what it was asked can not be refunded again meanwhile.',
  permission: 'payments.refund',
  input: {
    paymentId: id('payment').describe('The payment.'),
    amount: amountToMove().describe("How much, in the order's currency."),
    reason: maybe(text({ max: 500 })).describe('Why, for staff to read.'),
    occurredAt: occurredAtInput(),
  },
  rejections: [
    PaymentNotFound,
    CurrencyMismatch,
    PaymentProviderNotConnected,
    RefundExceeded,
    PastDateDenied,
    DateInFuture,
  ],

  async handle(context, { paymentId, amount: { amount, currency }, reason = null, occurredAt }) {
    const moment = momentOf(context, occurredAt)
    const { payment, order } = await requirePayment(context.tx, paymentId)
    requireCurrency(payment, currency)
    requireConnected(context, payment.provider, ['input', 'paymentId'])
    const { refundable } = await paymentStanding(context.tx, paymentId)
    if (amount > refundable)
      throw new RefundExceeded({ paymentId, requested: amount, refundable }, ['input', 'amount'])
    if (payment.provider === MANUAL)
      await enter(context, payment, order.customerId, {
        ...{ type: 'REFUNDED', amount, reference: null, reason, occurredAt: moment },
      })
    else await askProvider(context, payment, order.customerId, { kind: 'REFUND', amount, reason })
    await settleLifecycle(context, order.id)
    return { payment: paymentId, order: order.id }
  },
})
