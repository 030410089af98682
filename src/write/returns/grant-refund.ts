// Grants a refund without a return: goodwill, a price that was wrong, goods that need not come back.
import { integer, list, maybe, object, text } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { askedUnits, ORDER_LINES_MAX, orderLinesOf, requireOrderAt } from '#write/orders/order.ts'
import { OrderLineNotFound, OrderNotFound, OrderNotOpen } from '#write/orders/rejections.ts'
import { DateInFuture, momentOf, occurredAtInput, PastDateDenied } from '#write/past.ts'
import { CurrencyMismatch } from '#write/payments/rejections.ts'
import { grantedAmount, requireCurrency } from './amounts.ts'
import { grantRefundOf } from './grant.ts'
import { RefundGrantExceeded } from './rejections.ts'

export const grantRefund = command({
  name: 'GrantRefund',
  summary:
    'Grants a refund without a return, such as out of goodwill: the order is worth that much less, and what was paid above it is owed to the buyer. Paying it out is a separate command.',
  permission: 'refunds.grant',
  input: {
    orderId: id('order').describe('The order.'),
    amount: grantedAmount().describe(
      "How much, in the order's currency: at least 1 minor unit, and with all earlier grants at most what is not cancelled of the order.",
    ),
    reason: text({ max: 500 }).describe('Why, for staff to read.'),
    lines: maybe(
      list(
        object('GrantRefundLine', 'Units that the amount is for.', {
          orderLineId: id('orderLine').describe('The order line.'),
          quantity: integer({ min: 1 }).describe('How many units of it.'),
        }),
        { max: ORDER_LINES_MAX },
      ),
    ).describe('What the amount is for. It only explains: the amount is what counts.'),
    occurredAt: occurredAtInput(),
  },
  target: ({ orderId }) => ({ aggregate: 'order', id: orderId }),
  rejections: [
    OrderNotFound,
    OrderNotOpen,
    OrderLineNotFound,
    CurrencyMismatch,
    RefundGrantExceeded,
    PastDateDenied,
    DateInFuture,
  ],

  async handle(context, { orderId, amount: asked, reason, lines = [], occurredAt }) {
    const { tx } = context
    const at = momentOf(context, occurredAt)
    const order = await requireOrderAt(tx, orderId, ['PENDING', 'CONFIRMED', 'COMPLETED'])
    requireCurrency(order, asked)
    const units = askedUnits(orderId, await orderLinesOf(tx, orderId), lines ?? [])
    await grantRefundOf(context, order, {
      returnId: null,
      amount: asked.amount,
      reason,
      lines: units.map(({ line, quantity }) => ({ orderLineId: line.id, quantity })),
      at,
    })
    return { order: orderId }
  },
})
