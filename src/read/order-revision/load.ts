// The earlier versions of orders, the latest first.
import { desc, getTableColumns, sql } from 'drizzle-orm'
import { groupedBy } from '#domain/grouped.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { orderRevisionView } from './table.ts'

export type OrderRevisionRow = typeof orderRevisionView.$inferSelect
export type { OrderRevisionLine } from './table.ts'

/** The latest so many of each order. */
export async function loadOrderRevisions(
  tx: Connection,
  orderIds: readonly string[],
  first: number,
): Promise<OrderRevisionRow[][]> {
  const rows = await latestOf(tx, { ids: listOf(orderIds), first })
  const byOrder = groupedBy(rows, ({ orderId }) => orderId)
  return orderIds.map((id) => byOrder.get(id) ?? [])
}

const latestOf = statement((db, $: Params<{ ids: string; first: number }>) => {
  const newer = sql`(select count(*) from ${orderRevisionView} newer where newer.order_id = ${orderRevisionView.orderId} and newer.number > ${orderRevisionView.number})`
  return db
    .select(getTableColumns(orderRevisionView))
    .from(orderRevisionView)
    .where(sql`${inList(orderRevisionView.orderId, $.ids)} and ${newer} < ${$.first}`)
    .orderBy(orderRevisionView.orderId, desc(orderRevisionView.number))
})
