// One row a return. Recomputed from the tables, so refreshing twice is harmless.
import { asc, eq, getTableColumns, sql } from 'drizzle-orm'
import { returnStatusOf } from '#domain/returns.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { scalar } from '#read/versions.ts'
import { orderClaimed, orderPersonErased } from '#write/orders/events.ts'
import { orderLines, orders } from '#write/orders/tables.ts'
import {
  refundGranted,
  returnApproved,
  returnCancelled,
  returnReceived,
  returnRejected,
  returnRequested,
} from '#write/returns/events.ts'
import { orderRefundGrants, returnLines, returnReceipts, returns } from '#write/returns/tables.ts'
import { type ReturnViewLine, returnView } from './table.ts'

const returnsOf = async ({ orderId }: { orderId: string }, tx: Connection) =>
  (await ofOrder(tx, { orderId })).map(({ id }) => id)

const thatReturn = ({ returnId }: { returnId: string }) => [returnId]

export const returnViews = view({
  table: returnView,
  key: 'id',
  wokenBy: [
    on(returnRequested, thatReturn),
    on(returnApproved, thatReturn),
    on(returnRejected, thatReturn),
    on(returnCancelled, thatReturn),
    on(returnReceived, thatReturn),
    on(orderClaimed, returnsOf),
    on(orderPersonErased, returnsOf),
    on(refundGranted, ({ returnId }) => (returnId === null ? [] : [returnId])),
  ],
  refresh: refreshReturnViews,
  keys: keysOf(returns, returns.id),
})

async function refreshReturnViews(tx: Connection, returnIds: readonly string[]) {
  const ids = listOf(returnIds)
  const heads = await headsBy(tx, { ids })
  const lines = grouped(await linesBy(tx, { ids }))
  const receipts = grouped(await receiptsBy(tx, { ids }))
  return heads.map((head) => {
    const own = (lines.get(head.id) ?? []).map(withoutReturn)
    const named = new Map(own.map((line) => [line.orderLineId, line]))
    return {
      ...head,
      status: returnStatusOf(head, own),
      lines: own,
      receipts: (receipts.get(head.id) ?? []).map(withoutReturn).map((receipt) => ({
        ...receipt,
        lines: receipt.lines.map(({ orderLineId, restocked, damaged }) => {
          const { sku, name } = named.get(orderLineId) as ReturnViewLine // Only of its own lines.
          return { orderLineId, sku, name, restocked, damaged }
        }),
      })),
    }
  })
}

function grouped<R extends { returnId: string }>(rows: readonly R[]): Map<string, R[]> {
  const groups = new Map<string, R[]>()
  for (const row of rows) {
    const known = groups.get(row.returnId)
    if (known) known.push(row)
    else groups.set(row.returnId, [row])
  }
  return groups
}

const withoutReturn = <R extends { returnId: string }>({ returnId: _, ...row }: R) => row

type Ids = { ids: string }

const ofOrder = statement((db, $: Params<{ orderId: string }>) =>
  db.select({ id: returns.id }).from(returns).where(eq(returns.orderId, $.orderId)),
)

const headsBy = statement((db, $: Params<Ids>) =>
  db
    .select({
      ...getTableColumns(returns),
      customerId: orders.customerId,
      currency: orders.currency,
      refundGranted: scalar<number>(
        sql`(select coalesce(sum(${orderRefundGrants.amount}), 0) from ${orderRefundGrants} where ${orderRefundGrants.returnId} = ${returns.id})`,
      ),
    })
    .from(returns)
    .innerJoin(orders, eq(orders.id, returns.orderId))
    .where(inList(returns.id, $.ids)),
)

const linesBy = statement((db, $: Params<Ids>) =>
  db
    .select({
      returnId: returnLines.returnId,
      id: returnLines.id,
      orderLineId: returnLines.orderLineId,
      sku: orderLines.sku,
      name: orderLines.name,
      reason: returnLines.reason,
      quantity: returnLines.quantity,
      restocked: returnLines.restocked,
      damaged: returnLines.damaged,
    })
    .from(returnLines)
    .innerJoin(orderLines, eq(orderLines.id, returnLines.orderLineId))
    .where(inList(returnLines.returnId, $.ids))
    .orderBy(asc(returnLines.returnId), asc(orderLines.position), asc(returnLines.id)),
)

const receiptsBy = statement((db, $: Params<Ids>) =>
  db
    .select()
    .from(returnReceipts)
    .where(inList(returnReceipts.returnId, $.ids))
    .orderBy(asc(returnReceipts.returnId), asc(returnReceipts.at), asc(returnReceipts.id)),
)
