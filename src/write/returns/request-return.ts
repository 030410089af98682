// Asks to send units of an order back: staff for anybody, a signed-in customer for their own order.
import { RETURN_REASONS } from '#domain/returns.ts'
import { choice, integer, list, maybe, object, personal, text } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import {
  askedUnits,
  ORDER_LINES_MAX,
  orderLinesOf,
  requireOrderAt,
  requireOwnOrder,
} from '#write/orders/order.ts'
import { OrderLineNotFound, OrderNotFound, OrderNotOpen } from '#write/orders/rejections.ts'
import { DateInFuture, momentOf, occurredAtInput, PastDateDenied } from '#write/past.ts'
import { requireEachOnce } from './lines.ts'
import { OrderLineRepeated, ReturnExceeded, ServiceNotReturned } from './rejections.ts'
import { enterReturn } from './request.ts'

export const requestReturn = command({
  name: 'RequestReturn',
  summary:
    'Asks to send units of an order back. Staff ask for any order, signed-in customers for their own. Nothing moves before the return is approved and received.',
  permission: 'returns.request',
  input: {
    orderId: id('order').describe('The order.'),
    lines: list(
      object('RequestReturnLine', 'Units of one order line that are to come back.', {
        orderLineId: id('orderLine').describe('The line.'),
        quantity: integer({ min: 1 }).describe('How many units of it.'),
        reason: choice('ReturnReason', RETURN_REASONS).describe('Why they come back.'),
      }),
      { max: ORDER_LINES_MAX },
    ).describe(`What is to come back: 1 to ${ORDER_LINES_MAX} lines, each named once.`),
    note: maybe(personal(text({ max: 2_000 }))).describe('More about it, for staff to read.'),
    occurredAt: occurredAtInput(),
  },
  target: ({ orderId }) => ({ aggregate: 'order', id: orderId }),
  rejections: [
    OrderNotFound,
    OrderNotOpen,
    OrderLineNotFound,
    OrderLineRepeated,
    ServiceNotReturned,
    ReturnExceeded,
    PastDateDenied,
    DateInFuture,
  ],

  async handle(context, { orderId, lines: asked, note, occurredAt }) {
    const { tx, actor } = context
    await requireOwnOrder(tx, actor, orderId)
    const at = momentOf(context, occurredAt)
    const order = await requireOrderAt(tx, orderId, ['CONFIRMED', 'COMPLETED'])
    requireEachOnce(asked)
    const units = askedUnits(orderId, await orderLinesOf(tx, orderId), asked).map(
      (unit, index) => ({
        ...unit,
        reason: (asked[index] as (typeof asked)[number]).reason, // Units stand as lines do.
      }),
    )
    const { back } = await enterReturn(
      context,
      { order, note: note ?? null, externalId: null, at },
      units,
    )
    return { return: back.id, order: orderId }
  },
})
