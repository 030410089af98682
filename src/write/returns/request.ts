// Enters a new return of units that have shipped and that no return speaks for, for requestReturn and
// for returns that are imported alike.
import type { ReturnReason } from '#domain/returns.ts'
import { insertInto } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import type { AskedUnits } from '#write/orders/order.ts'
import { returnableUnits } from './claims.ts'
import { returnRequested } from './events.ts'
import { ReturnExceeded, ServiceNotReturned } from './rejections.ts'
import type { KnownReturn, Return, ReturnLine } from './return.ts'
import { returnLines, returns } from './tables.ts'

export type NewReturn = Pick<Return, 'note' | 'externalId'> & {
  order: KnownReturn['order']
  at: number
}
/** `path` is where the line stands in the input. */
export type ReturningUnits = AskedUnits & { reason: ReturnReason }

export async function enterReturn(
  context: Context,
  { order, at, ...given }: NewReturn,
  units: readonly ReturningUnits[],
): Promise<KnownReturn> {
  const { tx, newId, record, actor } = context
  const orderId = order.id
  await requireReturnable(context, orderId, units)
  const back: Return = {
    ...given,
    id: newId('return'),
    orderId,
    authorId: actor.id,
    requestedAt: at,
    rejectReason: null,
    approvedAt: null,
    rejectedAt: null,
    cancelledAt: null,
    receivedAt: null,
  }
  const lines: ReturnLine[] = units.map(({ line, quantity, reason }) => ({
    id: newId('returnLine'),
    returnId: back.id,
    orderLineId: line.id,
    reason,
    quantity,
    restocked: 0,
    damaged: 0,
  }))
  await insertReturns(tx, [back])
  await insertLines(tx, lines)
  record(returnRequested({ orderId, returnId: back.id }))
  return { back, lines, order }
}

async function requireReturnable(
  { tx }: Context,
  orderId: string,
  units: readonly ReturningUnits[],
): Promise<void> {
  const service = units.find(({ line }) => line.isService)
  if (service) {
    const { line, path } = service
    throw new ServiceNotReturned({ orderLineId: line.id, sku: line.sku }, [...path, 'orderLineId'])
  }
  const returnable = await returnableUnits(tx, orderId)
  const excess = units.filter(({ line, quantity }) => quantity > returnable(line))
  if (excess.length === 0) return
  throw new ReturnExceeded(
    {
      orderId,
      lines: excess.map(({ line, quantity }) => ({
        orderLineId: line.id,
        sku: line.sku,
        requested: quantity,
        returnable: returnable(line),
      })),
    },
    excess[0] && [...excess[0].path, 'quantity'],
  )
}

const insertReturns = insertInto(returns)
const insertLines = insertInto(returnLines)
