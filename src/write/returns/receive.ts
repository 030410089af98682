// Takes in what came back: what is fit to be sold stands on the shelf again, what is damaged is written
// down, and the order's lines count both. For receiveReturn and for returns that are imported alike.
import { receivedOf } from '#domain/returns.ts'
import { insertInto } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { orderLinesOf } from '#write/orders/order.ts'
import { addReturned } from '#write/orders/quantities.ts'
import { restockReturned } from '#write/stock/allocation.ts'
import { returnReceived } from './events.ts'
import { addReceived, type KnownReturn, type ReturnLine, writeReturn } from './return.ts'
import { returnReceipts } from './tables.ts'

export type Receipt = {
  locationId: string
  /** Each line once, and no more of it than is expected. */
  units: readonly { line: ReturnLine; restocked: number; damaged: number }[]
  /** True where nothing more is expected. */
  isLast: boolean
  at: number
}

/** Answers the return as it is from now on. */
export async function receive(
  context: Context,
  { back, lines, order }: KnownReturn,
  { locationId, units, isLast, at }: Receipt,
): Promise<KnownReturn> {
  const { tx, newId, record, actor } = context
  const orderId = order.id
  for (const { line, restocked, damaged } of units)
    await addReceived(tx, { id: line.id, restocked, damaged })
  await addReturned(
    tx,
    units.map(({ line, ...came }) => ({
      orderLineId: line.orderLineId,
      quantity: receivedOf(came),
    })),
  )
  await restock(context, orderId, locationId, units)
  if (units.length > 0)
    await insertReceipts(tx, [
      {
        id: newId('returnReceipt'),
        returnId: back.id,
        locationId,
        lines: units.map(({ line, restocked, damaged }) => ({
          orderLineId: line.orderLineId,
          restocked,
          damaged,
        })),
        authorId: actor.id,
        at,
      },
    ])
  const came = new Map(units.map((unit) => [unit.line.id, unit]))
  const received = lines.map((line) => ({
    ...line,
    restocked: line.restocked + (came.get(line.id)?.restocked ?? 0),
    damaged: line.damaged + (came.get(line.id)?.damaged ?? 0),
  }))
  const hasEnded = isLast || received.every((line) => receivedOf(line) === line.quantity)
  const ended = hasEnded ? { ...back, receivedAt: at } : back
  if (hasEnded) await writeReturn(tx, ended)
  record(returnReceived({ orderId, returnId: back.id }))
  return { back: ended, lines: received, order }
}

async function restock(
  context: Context,
  orderId: string,
  locationId: string,
  units: Receipt['units'],
): Promise<void> {
  const fit = units.filter(({ restocked }) => restocked > 0)
  if (fit.length === 0) return
  const orderLines = await orderLinesOf(context.tx, orderId)
  const variantIds = new Map(orderLines.map(({ id, variantId }) => [id, variantId]))
  await restockReturned(context, {
    reference: orderId,
    parts: fit.map(({ line, restocked }) => ({
      variantId: variantIds.get(line.orderLineId) as string, // A return's lines are its order's.
      locationId,
      quantity: restocked,
    })),
  })
}

const insertReceipts = insertInto(returnReceipts)
