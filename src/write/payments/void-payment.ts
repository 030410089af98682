// Gives up money that was promised and not taken, or a payment that the customer never confirmed.

import { MANUAL } from '#domain/payments.ts'
import { maybe } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { settleLifecycle } from '#write/orders/lifecycle.ts'
import { amountToMove } from './amount-input.ts'
import { enter } from './enter.ts'
import { requireCurrency, requirePayment } from './payment.ts'
import {
  CurrencyMismatch,
  PaymentNotFound,
  PaymentProviderNotConnected,
  VoidExceeded,
} from './rejections.ts'
import { askProvider, requireConnected } from './requests.ts'
import { paymentStanding } from './standing.ts'

export const voidPayment = command({
  name: 'VoidPayment',
  summary:
    'Gives up what was promised and not taken. A payment that waits for the customer is called off. Providers such as `stripe` give up all or nothing.',
  permission: 'payments.write',
  input: {
    paymentId: id('payment').describe('The payment.'),
    amount: maybe(amountToMove()).describe('How much. All that is promised unless given.'),
  },
  rejections: [PaymentNotFound, CurrencyMismatch, PaymentProviderNotConnected, VoidExceeded],

  async handle(context, { paymentId, amount: given }) {
    const { tx, now } = context
    const { payment, order } = await requirePayment(tx, paymentId)
    if (given) requireCurrency(payment, given.currency)
    requireConnected(context, payment.provider, ['input', 'paymentId'])
    const { voidable, isAwaited } = await paymentStanding(tx, paymentId)
    const amount = given?.amount ?? voidable
    if (amount > voidable || (amount === 0 && !isAwaited))
      throw new VoidExceeded({ paymentId, requested: amount, voidable }, ['input', 'amount'])
    if (payment.provider === MANUAL)
      await enter(context, payment, order.customerId, {
        ...{ type: 'VOIDED', amount, reference: null, occurredAt: now },
      })
    else await askProvider(context, payment, order.customerId, { kind: 'VOID', amount })
    await settleLifecycle(context, order.id)
    return { payment: paymentId, order: order.id }
  },
})
