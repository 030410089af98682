// Takes over refunds that nothing came back for: services that were not wanted, prices that were wrong.
// Each is granted and paid out at the moment at which it happened.
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { amount, instant, integer, list, maybe, object, text, type z } from '#kernel/input.ts'
import { type Context, command, id } from '#write/command.ts'
import { askedUnits, ORDER_LINES_MAX, orderLinesOf, requireOrder } from '#write/orders/order.ts'
import { OrderLineNotFound, OrderNotFound, OrderNotOpen } from '#write/orders/rejections.ts'
import { DateInFuture } from '#write/past.ts'
import { ManualRefundExceeded, PaymentAlreadyRecorded } from '#write/payments/rejections.ts'
import { refundPast } from './refund-past.ts'
import { RefundAlreadyImported, RefundGrantExceeded } from './rejections.ts'
import { orderRefundGrants } from './tables.ts'

const REFUNDS_PER_IMPORT_MAX = 100

const importedRefund = object('ImportedRefund', 'A refund as it happened elsewhere.', {
  externalId: text().describe('Its id in the other system: each is taken once.'),
  orderId: id('order').describe('The order that it is of.'),
  occurredAt: instant().describe('When the money was given back. Not in the future.'),
  amount: amount({ min: 1 }).describe(
    "How much, in minor units of the order's currency: at least 1.",
  ),
  reason: maybe(text({ max: 500 })).describe('Why, for staff to read.'),
  reference: maybe(text({ max: 200 })).describe(
    'By which it is known elsewhere, once for each payment.',
  ),
  lines: maybe(
    list(
      object('ImportedRefundLine', 'Units that the amount is for.', {
        orderLineId: id('orderLine').describe('The order line.'),
        quantity: integer({ min: 1 }).describe('How many units of it.'),
      }),
      { max: ORDER_LINES_MAX },
    ),
  ).describe('What the amount is for. It only explains: the amount is what counts.'),
})

type ImportedRefund = z.infer<typeof importedRefund>

export const importRefunds = command({
  name: 'ImportRefunds',
  summary:
    'Takes over past refunds that nothing came back for, each granted and paid out by hand at its own date. All of them or none, and one order a row in the order of the rows.',
  permission: 'orders.import',
  input: {
    refunds: list(importedRefund, { max: REFUNDS_PER_IMPORT_MAX }).describe(
      `The refunds: 1 to ${REFUNDS_PER_IMPORT_MAX}.`,
    ),
  },
  rejections: [
    RefundAlreadyImported,
    DateInFuture,
    OrderNotFound,
    OrderNotOpen,
    OrderLineNotFound,
    RefundGrantExceeded,
    ManualRefundExceeded,
    PaymentAlreadyRecorded,
  ],

  async handle(context, { refunds }) {
    await requireNew(context, refunds)
    for (const [index, row] of refunds.entries())
      await importOne(context, row, ['input', 'refunds', String(index)])
    return { orders: refunds.map(({ orderId }) => orderId) }
  },
})

async function requireNew({ tx, now }: Context, refunds: readonly ImportedRefund[]): Promise<void> {
  const externalIds = listOf(refunds.map(({ externalId }) => externalId))
  const known = await knownExternalIds(tx, { externalIds })
  const taken = new Set(known.map(({ externalId }) => externalId))
  for (const [index, { externalId, occurredAt }] of refunds.entries()) {
    const path = ['input', 'refunds', String(index)]
    if (taken.has(externalId))
      throw new RefundAlreadyImported({ externalId }, [...path, 'externalId'])
    if (occurredAt > now) throw new DateInFuture({ at: occurredAt }, [...path, 'occurredAt'])
    taken.add(externalId)
  }
}

async function importOne(
  context: Context,
  { orderId, occurredAt: at, reason = null, reference = null, lines, ...asked }: ImportedRefund,
  path: readonly string[],
): Promise<void> {
  const order = await requireOrder(context.tx, orderId, [...path, 'orderId'])
  const { status } = order
  if (status !== 'CONFIRMED' && status !== 'COMPLETED')
    throw new OrderNotOpen({ orderId, status }, [...path, 'orderId'])
  const orderLines = await orderLinesOf(context.tx, orderId)
  const units = askedUnits(orderId, orderLines, lines ?? [], [...path, 'lines'])
  await refundPast(
    context,
    order,
    {
      ...{ ...asked, returnId: null, reason, reference, at },
      lines: units.map(({ line, quantity }) => ({ orderLineId: line.id, quantity })),
    },
    path,
  )
}

const knownExternalIds = statement((db, $: Params<{ externalIds: string }>) =>
  db
    .select({ externalId: orderRefundGrants.externalId })
    .from(orderRefundGrants)
    .where(inList(orderRefundGrants.externalId, $.externalIds)),
)
