// Records money that was received outside of any provider. A reference counts once; paying more than
// is owed is taken and shown.
import { maybe, text } from '#kernel/input.ts'
import { command, id, money } from '#write/command.ts'
import { settleLifecycle } from '#write/orders/lifecycle.ts'
import { requireOrderAt } from '#write/orders/order.ts'
import { OrderNotFound, OrderNotOpen } from '#write/orders/rejections.ts'
import { enterManualPayment } from './enter.ts'
import { CurrencyMismatch, PaymentAlreadyRecorded } from './rejections.ts'

export const recordManualPayment = command({
  name: 'RecordManualPayment',
  summary:
    'Records money that was received outside of any payment provider, as captured. More than is owed is taken and makes the order overpaid.',
  permission: 'payments.write',
  input: {
    orderId: id('order').describe('The order that was paid.'),
    amount: money()
      .refine(({ amount }) => amount !== 0, { error: 'must be at least 1', path: ['amount'] })
      .describe("What was received, in the order's currency: at least 1 minor unit."),
    method: text({ max: 60 }).describe('How it was paid, as people say it: `Bank transfer`.'),
    reference: maybe(text({ max: 200 })).describe(
      'By which the payment is known elsewhere, such as on a bank statement. The same reference is taken once over all orders.',
    ),
  },
  target: ({ orderId }) => ({ aggregate: 'order', id: orderId }),
  rejections: [OrderNotFound, OrderNotOpen, CurrencyMismatch, PaymentAlreadyRecorded],

  async handle(context, { orderId, amount: { amount, currency }, method, reference }) {
    const { tx, now } = context
    const order = await requireOrderAt(tx, orderId, ['PENDING', 'CONFIRMED', 'COMPLETED'])
    if (currency !== order.currency)
      throw new CurrencyMismatch({ required: order.currency, found: currency }, [
        'input',
        'amount',
        'currency',
      ])
    await enterManualPayment(context, {
      orderId,
      customerId: order.customerId,
      amount,
      currency,
      method,
      reference: reference ?? null,
      at: now,
    })
    await settleLifecycle(context, orderId)
    return { order: orderId }
  },
})
