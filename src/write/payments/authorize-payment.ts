// Begins a payment: a promise that a person took is entered at once; a provider is asked to take one
// from the customer, and tells when it has.
import { currentTotalOf, paidOf } from '#domain/order-balance.ts'
import { MANUAL } from '#domain/payments.ts'
import { maybe, text } from '#kernel/input.ts'
import { type Context, command, id } from '#write/command.ts'
import { settleLifecycle } from '#write/orders/lifecycle.ts'
import { type Order, orderLinesOf, requireOrderAt } from '#write/orders/order.ts'
import { OrderNotFound, OrderNotOpen } from '#write/orders/rejections.ts'
import { amountToMove } from './amount-input.ts'
import { balanceOf } from './balance.ts'
import { enter } from './enter.ts'
import { paymentStarted } from './events.ts'
import { insertPayment, requireCurrency, TAKES_MONEY } from './payment.ts'
import {
  CurrencyMismatch,
  NothingToAuthorize,
  PaymentAlreadyRecorded,
  PaymentProviderNotConnected,
} from './rejections.ts'
import { countWaiting } from './reports.ts'
import { askProvider, requireConnected } from './requests.ts'

export const authorizePayment = command({
  name: 'AuthorizePayment',
  summary:
    'Has money promised for an order. With the provider `manual` it is promised at once; any other provider is asked, and the payment then bears what the customer needs to confirm it. With a `reference`, nobody is asked: the payment stands at the provider already, and its reports tell the rest.',
  permission: 'payments.write',
  input: {
    orderId: id('order').describe('The order that is to be paid.'),
    provider: text({ max: 60 }).describe('`manual`, or the name of a payment provider: `stripe`.'),
    method: text({ max: 60 }).describe('How it is paid, as people say it: `Card`.'),
    amount: maybe(amountToMove()).describe(
      "How much, in the order's currency. All that is due and not yet promised unless given.",
    ),
    reference: maybe(text({ max: 200 })).describe(
      "The provider's id for the payment, where it has one already. Each is taken once.",
    ),
  },
  target: ({ orderId }) => ({ aggregate: 'order', id: orderId }),
  rejections: [
    OrderNotFound,
    OrderNotOpen,
    CurrencyMismatch,
    PaymentProviderNotConnected,
    NothingToAuthorize,
    PaymentAlreadyRecorded,
  ],

  async handle(context, { orderId, provider, method, amount: given, reference = null }) {
    const { tx, now, record } = context
    const order = await requireOrderAt(tx, orderId, TAKES_MONEY)
    if (given) requireCurrency(order, given.currency)
    if (reference === null) requireConnected(context, provider, ['input', 'provider'])
    const { currency, customerId } = order
    const isElsewhere = provider !== MANUAL && reference !== null
    const amount = given?.amount ?? (isElsewhere ? 0 : await unpromised(context, order))
    const payment = await insertPayment(context, {
      ...{ orderId, provider, method, currency, reference },
    })
    const paymentId = payment.id
    if (isElsewhere) record(paymentStarted({ orderId, paymentId, customerId }))
    else if (provider !== MANUAL)
      await askProvider(context, payment, customerId, { kind: 'AUTHORIZE', amount })
    else
      await enter(context, payment, customerId, {
        ...{ type: 'AUTHORIZED', amount, reference, occurredAt: now },
      })
    await countWaiting(context, payment, customerId)
    await settleLifecycle(context, orderId)
    return { payment: paymentId, order: orderId }
  },
})

/** What is due and nobody has promised. */
async function unpromised({ tx }: Context, order: Order): Promise<number> {
  const balance = await balanceOf(tx, order.id)
  const { authorized } = balance
  const due =
    currentTotalOf(order.total, await orderLinesOf(tx, order.id), order.refundGranted) -
    paidOf(balance)
  if (due <= authorized) throw new NothingToAuthorize({ due, authorized }, ['input', 'amount'])
  return due - authorized
}
