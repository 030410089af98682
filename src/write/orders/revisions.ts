// What an order was before an edit is kept for good, with who edited it, when and why.
import { insertInto } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import type { Order, OrderLine } from './order.ts'
import { orderRevisions, type RevisedLine } from './tables.ts'

/** Answers the number that it bears. */
export async function keepRevision(
  { tx, now, newId, actor }: Context,
  order: Order,
  lines: readonly OrderLine[],
  reason: string,
): Promise<number> {
  const number = order.edits + 1
  await insertRevisions(tx, [
    {
      ...order,
      ...{ id: newId('orderRevision'), orderId: order.id, number, at: now },
      ...{ authorId: actor.id, reason, lines: lines.map(revised) },
      units: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    },
  ])
  return number
}

const revised = ({
  orderId: _order,
  position: _position,
  inFulfilment: _ready,
  fulfilled: _shipped,
  returned: _back,
  ...line
}: OrderLine): RevisedLine => line

const insertRevisions = insertInto(orderRevisions)
