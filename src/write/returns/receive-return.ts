// Takes in what came back of a return, in one go or in parts: each unit is restocked or damaged. Money
// is another matter.
import { receivedOf } from '#domain/returns.ts'
import { flag, integer, list, maybe, object } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { ORDER_LINES_MAX } from '#write/orders/order.ts'
import { DateInFuture, momentOf, occurredAtInput, PastDateDenied } from '#write/past.ts'
import { LocationNotFound, StockLimitReached } from '#write/stock/rejections.ts'
import { requireLocation } from '#write/stock/require.ts'
import { requireEachOnce } from './lines.ts'
import { type Receipt, receive } from './receive.ts'
import {
  NothingReceived,
  OrderLineRepeated,
  ReceiptExceeded,
  ReturnLineNotFound,
  ReturnNotFound,
  ReturnNotOpen,
} from './rejections.ts'
import { type KnownReturn, requireReturnAt } from './return.ts'

export const receiveReturn = command({
  name: 'ReceiveReturn',
  summary:
    'Takes in what came back of a return, all of it or a part. Restocked units can be sold again at once, damaged ones are written down alone. Refunding is a separate choice: `refundReturn`.',
  permission: 'returns.write',
  input: {
    returnId: id('return').describe('The return.'),
    locationId: id('location').describe('Where it came in.'),
    lines: list(
      object('ReceiveReturnLine', 'What came back of one order line.', {
        orderLineId: id('orderLine').describe('The order line.'),
        restock: integer().describe('Units that are fit to be sold again.'),
        damaged: integer().describe('Units that are not.'),
      }),
      { min: 0, max: ORDER_LINES_MAX },
    ).describe(
      `What came: up to ${ORDER_LINES_MAX} lines, each named once. None where no more is expected.`,
    ),
    isLast: maybe(flag()).describe(
      'True where nothing more of it is expected: the return ends with what came.',
    ),
    occurredAt: occurredAtInput(),
  },
  rejections: [
    ReturnNotFound,
    ReturnNotOpen,
    LocationNotFound,
    ReturnLineNotFound,
    OrderLineRepeated,
    ReceiptExceeded,
    NothingReceived,
    StockLimitReached,
    PastDateDenied,
    DateInFuture,
  ],

  async handle(context, { returnId, locationId, lines: asked, isLast, occurredAt }) {
    const at = momentOf(context, occurredAt)
    const known = await requireReturnAt(context, returnId, ['APPROVED', 'PARTIALLY_RECEIVED'])
    await requireLocation(context.tx, locationId)
    requireEachOnce(asked)
    const units = expectedUnits(known, asked)
    const orderId = known.order.id
    if (units.length === 0 && !isLast)
      throw new NothingReceived({ returnId, orderId }, ['input', 'lines'])
    await receive(context, known, { locationId, units, isLast: isLast ?? false, at })
    return { return: returnId, order: orderId }
  },
})

type Asked = readonly { orderLineId: string; restock: number; damaged: number }[]

/** What came of the return's lines, where anything did. */
function expectedUnits({ back, lines }: KnownReturn, asked: Asked): Receipt['units'] {
  const returnId = back.id
  const byOrderLine = new Map(lines.map((line) => [line.orderLineId, line]))
  const units = asked.map(({ orderLineId, restock: restocked, damaged }, index) => {
    const line = byOrderLine.get(orderLineId)
    const path = ['input', 'lines', String(index)]
    if (!line) throw new ReturnLineNotFound({ returnId, orderLineId }, [...path, 'orderLineId'])
    return { line, restocked, damaged, path, expected: line.quantity - receivedOf(line) }
  })
  const excess = units.filter((unit) => receivedOf(unit) > unit.expected)
  if (excess[0])
    throw new ReceiptExceeded(
      {
        returnId,
        orderId: back.orderId,
        lines: excess.map(({ line, expected, ...came }) => ({
          orderLineId: line.orderLineId,
          received: receivedOf(came),
          expected,
        })),
      },
      excess[0].path,
    )
  return units.filter((unit) => receivedOf(unit) > 0)
}
