// Which shipped units of an order no return speaks for yet.
import { asc, eq, getTableColumns } from 'drizzle-orm'
import { claimedOf } from '#domain/returns.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { returnLines, returns } from './tables.ts'

/** Answers, for a line of the order, how many of its shipped units a return may still ask for. */
export async function returnableUnits(
  tx: Connection,
  orderId: string,
): Promise<(line: { id: string; fulfilled: number }) => number> {
  const claimed = new Map<string, number>()
  for (const { orderLineId, ...row } of await claimsBy(tx, { orderId }))
    claimed.set(orderLineId, (claimed.get(orderLineId) ?? 0) + claimedOf(row, row))
  return ({ id, fulfilled }) => fulfilled - (claimed.get(id) ?? 0)
}

const claimsBy = statement((db, $: Params<{ orderId: string }>) =>
  db
    .select({
      ...getTableColumns(returnLines),
      approvedAt: returns.approvedAt,
      rejectedAt: returns.rejectedAt,
      cancelledAt: returns.cancelledAt,
      receivedAt: returns.receivedAt,
    })
    .from(returns)
    .innerJoin(returnLines, eq(returnLines.returnId, returns.id))
    .where(eq(returns.orderId, $.orderId))
    .orderBy(asc(returnLines.id)),
)
