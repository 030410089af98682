// Cancels units that are in no fulfilment and gives back the stock they hold: all of what is asked for
// or nothing.
import { integer, list, maybe, object, text } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { cancel } from './cancel.ts'
import {
  type AskedUnits,
  askedUnits,
  ORDER_LINES_MAX,
  openUnitsOf,
  orderLinesOf,
  requireOrderAt,
} from './order.ts'
import {
  CancellationExceeded,
  OrderLineNotFound,
  OrderNotFound,
  OrderNotOpen,
} from './rejections.ts'

export const cancelOrderLines = command({
  name: 'CancelOrderLines',
  summary:
    'Cancels units of an order that are in no fulfilment and releases the stock they hold. Once nothing is left, the order is cancelled.',
  permission: 'orders.write',
  input: {
    orderId: id('order').describe('The order.'),
    lines: list(
      object('CancelOrderLine', 'Units of one order line that are cancelled.', {
        orderLineId: id('orderLine').describe('The line.'),
        quantity: integer({ min: 1 }).describe('How many units of it.'),
      }),
      { max: ORDER_LINES_MAX },
    ).describe(`What is cancelled: 1 to ${ORDER_LINES_MAX} lines.`),
    reason: maybe(text({ max: 500 })).describe('Why, for staff to read.'),
  },
  target: ({ orderId }) => ({ aggregate: 'order', id: orderId }),
  rejections: [OrderNotFound, OrderNotOpen, OrderLineNotFound, CancellationExceeded],

  async handle(context, { orderId, lines, reason }) {
    const order = await requireOrderAt(context.tx, orderId, ['PENDING', 'CONFIRMED'])
    const units = askedUnits(orderId, await orderLinesOf(context.tx, orderId), lines)
    requireOpen(orderId, units)
    await cancel(context, order, units, reason ?? null)
    return { order: orderId }
  },
})

function requireOpen(orderId: string, units: readonly AskedUnits[]): void {
  const excess = units.filter(({ line, quantity }) => quantity > openUnitsOf(line))
  if (excess.length === 0) return
  throw new CancellationExceeded(
    {
      orderId,
      lines: excess.map(({ line, quantity }) => ({
        orderLineId: line.id,
        sku: line.sku,
        requested: quantity,
        cancellable: openUnitsOf(line),
      })),
    },
    excess[0] && [...excess[0].path, 'quantity'],
  )
}
