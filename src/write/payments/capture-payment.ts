// Takes money that was promised: no more of it than is promised and nobody is taking already.

import { MANUAL } from '#domain/payments.ts'
import { maybe } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { settleLifecycle } from '#write/orders/lifecycle.ts'
import { OrderNotOpen } from '#write/orders/rejections.ts'
import { amountToMove } from './amount-input.ts'
import { enter } from './enter.ts'
import { requireCurrency, requireOrderTakesMoney, requirePayment } from './payment.ts'
import {
  CaptureExceeded,
  CurrencyMismatch,
  PaymentNotFound,
  PaymentProviderNotConnected,
} from './rejections.ts'
import { askProvider, requireConnected } from './requests.ts'
import { paymentStanding } from './standing.ts'

export const capturePayment = command({
  name: 'CapturePayment',
  summary:
    'Takes what was promised, or a part of it. A provider is asked, and the ledger says so once it has answered. Some providers give up the rest when a part is taken.',
  permission: 'payments.write',
  input: {
    paymentId: id('payment').describe('The payment.'),
    amount: maybe(amountToMove()).describe('How much. All that is promised unless given.'),
  },
  rejections: [
    PaymentNotFound,
    OrderNotOpen,
    CurrencyMismatch,
    PaymentProviderNotConnected,
    CaptureExceeded,
  ],

  async handle(context, { paymentId, amount: given }) {
    const { tx, now } = context
    const { payment, order } = await requirePayment(tx, paymentId)
    requireOrderTakesMoney(order)
    if (given) requireCurrency(payment, given.currency)
    requireConnected(context, payment.provider, ['input', 'paymentId'])
    const { capturable } = await paymentStanding(tx, paymentId)
    const amount = given?.amount ?? capturable
    if (amount > capturable || amount === 0)
      throw new CaptureExceeded({ paymentId, requested: amount, capturable }, ['input', 'amount'])
    if (payment.provider === MANUAL)
      await enter(context, payment, order.customerId, {
        ...{ type: 'CAPTURED', amount, reference: null, occurredAt: now },
      })
    else await askProvider(context, payment, order.customerId, { kind: 'CAPTURE', amount })
    await settleLifecycle(context, order.id)
    return { payment: paymentId, order: order.id }
  },
})
