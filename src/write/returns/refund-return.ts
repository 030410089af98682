// Grants a refund for a return: unless told how much, what those units really cost that came back and
// that no refund was granted for.
import { sumOf } from '#domain/money.ts'
import { receivedOf } from '#domain/returns.ts'
import { worthOfLast } from '#domain/worth.ts'
import { maybe, text } from '#kernel/input.ts'
import { type Context, command, id } from '#write/command.ts'
import { orderLinesOf } from '#write/orders/order.ts'
import { DateInFuture, momentOf, occurredAtInput, PastDateDenied } from '#write/past.ts'
import { CurrencyMismatch } from '#write/payments/rejections.ts'
import { grantedAmount, requireCurrency } from './amounts.ts'
import { grantRefundOf } from './grant.ts'
import { grantsOf } from './granted.ts'
import {
  NothingToRefund,
  RefundGrantExceeded,
  ReturnNotFound,
  ReturnNotOpen,
} from './rejections.ts'
import { type KnownReturn, requireReturnAt } from './return.ts'
import type { GrantedUnits } from './tables.ts'

export const refundReturn = command({
  name: 'RefundReturn',
  summary:
    'Grants a refund for a return: the order is worth that much less, and what was paid above it is owed to the buyer. Paying it out is a separate command.',
  permission: 'refunds.grant',
  input: {
    returnId: id('return').describe('The return.'),
    amount: maybe(grantedAmount()).describe(
      "How much, in the order's currency: at least 1 minor unit. Left out, what the units cost, after discounts and with tax, that came back and that no refund was granted for.",
    ),
    reason: maybe(text({ max: 500 })).describe('Why so much, for staff to read.'),
    occurredAt: occurredAtInput(),
  },
  rejections: [
    ReturnNotFound,
    ReturnNotOpen,
    NothingToRefund,
    CurrencyMismatch,
    RefundGrantExceeded,
    PastDateDenied,
    DateInFuture,
  ],

  async handle(context, { returnId, amount: asked, reason, occurredAt }) {
    const at = momentOf(context, occurredAt)
    const known = await requireReturnAt(context, returnId, [
      'APPROVED',
      'PARTIALLY_RECEIVED',
      'RECEIVED',
    ])
    const { order } = known
    if (asked) requireCurrency(order, asked)
    const { lines, price } = await ungranted(context, known)
    const amount = asked?.amount ?? price
    const orderId = order.id
    if (amount === 0) throw new NothingToRefund({ returnId, orderId }, ['input', 'amount'])
    await grantRefundOf(context, order, { returnId, amount, reason: reason ?? null, lines, at })
    return { return: returnId, order: orderId }
  },
})

/**
 * Units that came back and that no refund of this return speaks for, and what they really cost. Units
 * are counted from the end of a line, where cancelled ones are counted from its beginning: whatever
 * comes first, all of them together end at what the line cost.
 */
async function ungranted(
  { tx }: Context,
  { back, lines, order }: KnownReturn,
): Promise<{ lines: GrantedUnits[]; price: number }> {
  const ofReturns = (await grantsOf(tx, { orderId: order.id })).filter(
    ({ returnId }) => returnId !== null,
  )
  const granted = unitsByLine(ofReturns.filter(({ returnId }) => returnId === back.id))
  const grantedBefore = unitsByLine(ofReturns)
  const received = new Map(lines.map((line) => [line.orderLineId, receivedOf(line)]))
  const left = (await orderLinesOf(tx, order.id))
    .map((line) => ({
      line,
      quantity: (received.get(line.id) ?? 0) - (granted.get(line.id) ?? 0),
      before: grantedBefore.get(line.id) ?? 0,
    }))
    .filter(({ quantity }) => quantity > 0)
  return {
    lines: left.map(({ line, quantity }) => ({ orderLineId: line.id, quantity })),
    price: sumOf(
      left.map(
        ({ line, quantity, before }) =>
          worthOfLast(before + quantity, line) - worthOfLast(before, line),
      ),
    ),
  }
}

function unitsByLine(grants: readonly { lines: readonly GrantedUnits[] }[]): Map<string, number> {
  const units = new Map<string, number>()
  for (const { lines } of grants)
    for (const { orderLineId, quantity } of lines)
      units.set(orderLineId, (units.get(orderLineId) ?? 0) + quantity)
  return units
}
