// Records money that was received outside of any provider. A reference counts once; paying more than
// is owed is taken and shown.
import { maybe, text } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { settleLifecycle } from '#write/orders/lifecycle.ts'
import { requireOrderAt } from '#write/orders/order.ts'
import { OrderNotFound, OrderNotOpen } from '#write/orders/rejections.ts'
import { DateInFuture, momentOf, occurredAtInput, PastDateDenied } from '#write/past.ts'
import { amountToMove } from './amount-input.ts'
import { enterManualPayment } from './manual.ts'
import { requireCurrency, TAKES_MONEY } from './payment.ts'
import { CurrencyMismatch, PaymentAlreadyRecorded } from './rejections.ts'

export const recordManualPayment = command({
  name: 'RecordManualPayment',
  summary:
    'Records money that was received outside of any payment provider, as captured. More than is owed is taken and makes the order overpaid.',
  permission: 'payments.write',
  input: {
    orderId: id('order').describe('The order that was paid.'),
    amount: amountToMove().describe(
      "What was received, in the order's currency: at least 1 minor unit.",
    ),
    method: text({ max: 60 }).describe('How it was paid, as people say it: `Bank transfer`.'),
    reference: maybe(text({ max: 200 })).describe(
      'By which the payment is known elsewhere, such as on a bank statement. The same reference is taken once over all orders.',
    ),
    occurredAt: occurredAtInput(),
  },
  target: ({ orderId }) => ({ aggregate: 'order', id: orderId }),
  rejections: [
    OrderNotFound,
    OrderNotOpen,
    CurrencyMismatch,
    PaymentAlreadyRecorded,
    PastDateDenied,
    DateInFuture,
  ],

  async handle(context, { orderId, amount: { amount, currency }, method, reference, occurredAt }) {
    const moment = momentOf(context, occurredAt)
    const order = await requireOrderAt(context.tx, orderId, TAKES_MONEY)
    requireCurrency(order, currency)
    const payment = await enterManualPayment(context, {
      orderId,
      customerId: order.customerId,
      amount,
      currency,
      method,
      reference: reference ?? null,
      occurredAt: moment,
    })
    await settleLifecycle(context, orderId)
    return { payment, order: orderId }
  },
})
