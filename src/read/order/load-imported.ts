// An order by the id that another system gave it, and a customer's orders whole: what an import needs
// to know of its own past.
import { and, desc, eq } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { orderListView, orderTermView } from '#read/order-list/table.ts'
import { orderView } from './table.ts'

export async function loadOrderViewByExternalId(tx: Connection, externalId: string) {
  const rows = await byTerm(tx, { term: externalId.toLowerCase() })
  return rows.find((row) => row.externalId === externalId) ?? null
}

const imported = {
  id: orderView.id,
  externalId: orderView.externalId,
  placedAt: orderView.placedAt,
  status: orderView.status,
  lines: orderView.lines,
  refundGrants: orderView.refundGrants,
  currentTotal: orderView.currentTotal,
  captured: orderView.captured,
  refunded: orderView.refunded,
  disputed: orderView.disputed,
}

/** Terms are in lower case: two ids may share one. */
const byTerm = statement((db, $: Params<{ term: string }>) =>
  db
    .select(imported)
    .from(orderTermView)
    .innerJoin(orderView, eq(orderView.id, orderTermView.orderId))
    .where(and(eq(orderTermView.term, $.term), eq(orderTermView.kind, 'EXTERNAL_ID'))),
)

/** Newest first. */
export const loadOrderViewsOfCustomer = statement((db, $: Params<{ customerId: string }>) =>
  db
    .select(imported)
    .from(orderListView)
    .innerJoin(orderView, eq(orderView.id, orderListView.id))
    .where(eq(orderListView.customerId, $.customerId))
    .orderBy(desc(orderListView.placedAt), desc(orderListView.number)),
)
