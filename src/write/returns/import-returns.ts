// Takes over returns that happened elsewhere, each whole: asked for, approved, received and refunded at
// the moment at which it happened.
import { RETURN_REASONS } from '#domain/returns.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import {
  amount,
  choice,
  instant,
  integer,
  list,
  maybe,
  object,
  text,
  type z,
} from '#kernel/input.ts'
import { type Context, command, id } from '#write/command.ts'
import { askedUnits, orderLinesOf, requireOrder } from '#write/orders/order.ts'
import { OrderLineNotFound, OrderNotFound, OrderNotOpen } from '#write/orders/rejections.ts'
import { DateInFuture } from '#write/past.ts'
import { ManualRefundExceeded, PaymentAlreadyRecorded } from '#write/payments/rejections.ts'
import { LocationNotFound, StockLimitReached } from '#write/stock/rejections.ts'
import { requireLocation } from '#write/stock/require.ts'
import { returnApproved } from './events.ts'
import { requireEachOnce } from './lines.ts'
import { receive } from './receive.ts'
import { refundPast } from './refund-past.ts'
import {
  OrderLineRepeated,
  ReceiptExceeded,
  RefundGrantExceeded,
  ReturnAlreadyImported,
  ReturnExceeded,
  ServiceNotReturned,
  TooManyReturnLines,
} from './rejections.ts'
import { enterReturn } from './request.ts'
import { type KnownReturn, writeReturn } from './return.ts'
import { returns } from './tables.ts'

const RETURNS_PER_IMPORT_MAX = 100
const LINES_PER_IMPORT_MAX = 5_000

const importedReturn = object('ImportedReturn', 'A return as it happened elsewhere.', {
  externalId: text().describe('Its id in the other system: each is taken once.'),
  orderId: id('order').describe('The order that it is of.'),
  occurredAt: instant().describe('When it came back. Not in the future.'),
  locationId: id('location').describe('Where it came in.'),
  lines: list(
    object('ImportedReturnLine', 'Units of one order line that came back.', {
      orderLineId: id('orderLine').describe('The order line.'),
      quantity: integer({ min: 1 }).describe('How many units of it.'),
      restock: maybe(integer()).describe(
        'How many of those are for sale again; the others are damaged. All unless given.',
      ),
      reason: maybe(choice('ReturnReason', RETURN_REASONS)).describe(
        'Why they came back. `OTHER` unless given.',
      ),
    }),
    { max: LINES_PER_IMPORT_MAX },
  ).describe('What came back, each line named once.'),
  refund: maybe(
    object(
      'ImportedReturnRefund',
      "That money was given back for it, through the order's manual payments.",
      {
        amount: amount({ min: 1 }).describe(
          "How much, in minor units of the order's currency: at least 1.",
        ),
        reason: maybe(text({ max: 500 })).describe('Why, for staff to read.'),
        reference: maybe(text({ max: 200 })).describe(
          'By which it is known elsewhere, once for each payment.',
        ),
      },
    ),
  ).describe('Left out where no money was given back.'),
})

type ImportedReturn = z.infer<typeof importedReturn>

export const importReturns = command({
  name: 'ImportReturns',
  summary: `Takes over past returns: goods back on the shelves and money given back, each at its own date, at most ${LINES_PER_IMPORT_MAX} lines at once. All of them or none, and one return a row in the order of the rows.`,
  permission: 'orders.import',
  input: {
    returns: list(importedReturn, { max: RETURNS_PER_IMPORT_MAX }).describe(
      `The returns: 1 to ${RETURNS_PER_IMPORT_MAX}.`,
    ),
  },
  rejections: [
    ReturnAlreadyImported,
    TooManyReturnLines,
    DateInFuture,
    OrderNotFound,
    OrderNotOpen,
    OrderLineNotFound,
    OrderLineRepeated,
    ServiceNotReturned,
    ReturnExceeded,
    ReceiptExceeded,
    LocationNotFound,
    StockLimitReached,
    RefundGrantExceeded,
    ManualRefundExceeded,
    PaymentAlreadyRecorded,
  ],

  async handle(context, { returns: imported }) {
    const lineCount = imported.reduce((sum, { lines }) => sum + lines.length, 0)
    if (lineCount > LINES_PER_IMPORT_MAX)
      throw new TooManyReturnLines({ found: lineCount, linesMax: LINES_PER_IMPORT_MAX }, [
        'input',
        'returns',
      ])
    await requireNew(context, imported)
    const returnIds: string[] = []
    for (const [index, row] of imported.entries())
      returnIds.push(await importOne(context, row, ['input', 'returns', String(index)]))
    return { returns: returnIds }
  },
})

async function requireNew(
  { tx, now }: Context,
  imported: readonly ImportedReturn[],
): Promise<void> {
  const externalIds = listOf(imported.map(({ externalId }) => externalId))
  const known = await knownExternalIds(tx, { externalIds })
  const taken = new Set(known.map(({ externalId }) => externalId))
  for (const [index, { externalId, occurredAt }] of imported.entries()) {
    const path = ['input', 'returns', String(index)]
    if (taken.has(externalId))
      throw new ReturnAlreadyImported({ externalId }, [...path, 'externalId'])
    if (occurredAt > now) throw new DateInFuture({ at: occurredAt }, [...path, 'occurredAt'])
    taken.add(externalId)
  }
}

async function importOne(
  context: Context,
  row: ImportedReturn,
  path: readonly string[],
): Promise<string> {
  const { tx, record } = context
  const { orderId, locationId, occurredAt: at } = row
  const order = await requireOrder(tx, orderId, [...path, 'orderId'])
  const { status } = order
  if (status !== 'CONFIRMED' && status !== 'COMPLETED')
    throw new OrderNotOpen({ orderId, status }, [...path, 'orderId'])
  await requireLocation(tx, locationId, [...path, 'locationId'])
  const lines = await orderLinesOf(tx, orderId)
  requireEachOnce(row.lines, [...path, 'lines'])
  const units = askedUnits(orderId, lines, row.lines, [...path, 'lines'])
  const asked = await enterReturn(
    context,
    { order, note: null, externalId: row.externalId, at },
    units.map((unit, index) => ({ ...unit, reason: row.lines[index]?.reason ?? 'OTHER' })),
  )
  const returnId = asked.back.id
  const approved: KnownReturn = { ...asked, back: { ...asked.back, approvedAt: at } }
  await writeReturn(tx, approved.back)
  record(returnApproved({ orderId, returnId }))
  await receive(context, approved, {
    ...{ locationId, isLast: true, at },
    units: approved.lines.map((line, index) => {
      const restocked = row.lines[index]?.restock ?? line.quantity // Lines stand as they were given.
      if (restocked > line.quantity)
        throw new ReceiptExceeded(
          {
            ...{ returnId, orderId },
            lines: [
              {
                orderLineId: line.orderLineId,
                received: restocked,
                expected: line.quantity,
              },
            ],
          },
          [...path, 'lines', String(index), 'restock'],
        )
      return { line, restocked, damaged: line.quantity - restocked }
    }),
  })
  if (row.refund) {
    const { amount, reason = null, reference = null } = row.refund
    await refundPast(
      context,
      order,
      {
        ...{ returnId, amount, reason, reference, at },
        lines: units.map(({ line, quantity }) => ({ orderLineId: line.id, quantity })),
      },
      [...path, 'refund'],
    )
  }
  return returnId
}

const knownExternalIds = statement((db, $: Params<{ externalIds: string }>) =>
  db
    .select({ externalId: returns.externalId })
    .from(returns)
    .where(inList(returns.externalId, $.externalIds)),
)
