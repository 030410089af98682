// A return's own rows, as every command on it needs them: there, the caller's to touch, and at a
// fitting status.
import { asc, eq, sql } from 'drizzle-orm'
import { type ReturnStatus, returnStatusOf } from '#domain/returns.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { as, type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { type Order, requireOrder } from '#write/orders/order.ts'
import { ReturnNotFound, ReturnNotOpen } from './rejections.ts'
import { returnLines, returns } from './tables.ts'

export type Return = typeof returns.$inferSelect
export type ReturnLine = typeof returnLines.$inferSelect
export type KnownReturn = { back: Return; lines: ReturnLine[]; order: Order }

const PATH = ['input', 'returnId']

/** The return, at one of these statuses. To a customer, another's return is one that does not exist. */
export async function requireReturnAt(
  { tx, actor }: Context,
  returnId: string,
  statuses: readonly ReturnStatus[],
): Promise<KnownReturn> {
  const [back] = await returnBy(tx, { returnId })
  if (!back) throw new ReturnNotFound({ returnId }, PATH)
  const order = await requireOrder(tx, back.orderId)
  if (actor.kind === 'CUSTOMER' && order.customerId !== actor.id)
    throw new ReturnNotFound({ returnId }, PATH)
  const lines = await linesBy(tx, { returnId })
  const status = returnStatusOf(back, lines)
  if (!statuses.includes(status))
    throw new ReturnNotOpen({ returnId, orderId: order.id, status }, PATH)
  return { back, lines, order }
}

/** Writes what was decided about a return. */
export const writeReturn = (tx: Connection, back: Return): Promise<unknown> =>
  updateReturn(tx, {
    id: back.id,
    rejectReason: back.rejectReason,
    approvedAt: back.approvedAt,
    rejectedAt: back.rejectedAt,
    cancelledAt: back.cancelledAt,
    receivedAt: back.receivedAt,
  })

export const addReceived = statement(
  (db, $: Params<{ id: string; restocked: number; damaged: number }>) =>
    db
      .update(returnLines)
      .set({
        restocked: sql`${returnLines.restocked} + ${$.restocked}`,
        damaged: sql`${returnLines.damaged} + ${$.damaged}`,
      })
      .where(eq(returnLines.id, $.id)),
)

const returnBy = statement((db, $: Params<{ returnId: string }>) =>
  db.select().from(returns).where(eq(returns.id, $.returnId)),
)

const linesBy = statement((db, $: Params<{ returnId: string }>) =>
  db
    .select()
    .from(returnLines)
    .where(eq(returnLines.returnId, $.returnId))
    .orderBy(asc(returnLines.id)),
)

type Decided = Pick<
  Return,
  'id' | 'rejectReason' | 'approvedAt' | 'rejectedAt' | 'cancelledAt' | 'receivedAt'
>

const updateReturn = statement((db, $: Params<Decided>) =>
  db
    .update(returns)
    .set({
      rejectReason: as(returns.rejectReason, $.rejectReason),
      approvedAt: as(returns.approvedAt, $.approvedAt),
      rejectedAt: as(returns.rejectedAt, $.rejectedAt),
      cancelledAt: as(returns.cancelledAt, $.cancelledAt),
      receivedAt: as(returns.receivedAt, $.receivedAt),
    })
    .where(eq(returns.id, $.id)),
)
