// One row an edit: the order as it was agreed before.
import { and, asc, eq, getTableColumns } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, onFirst, view } from '#kernel/view.ts'
import { orderEdited, orderPersonErased } from '#write/orders/events.ts'
import { orderRevisions, orders } from '#write/orders/tables.ts'
import { orderRevisionView } from './table.ts'

export const orderRevisionViews = view({
  table: orderRevisionView,
  key: 'id',
  wokenBy: [
    onFirst(orderEdited, async ({ orderId, number }, tx) =>
      (await revisionOf(tx, { orderId, number })).map(({ id }) => id),
    ),
    on(orderPersonErased, async ({ orderId }, tx) =>
      (await revisionsOf(tx, { orderId })).map(({ id }) => id),
    ),
  ],
  refresh: refreshOrderRevisions,
  keys: keysOf(orderRevisions, orderRevisions.id),
})

async function refreshOrderRevisions(tx: Connection, ids: readonly string[]) {
  return (await revisionsBy(tx, { ids: listOf(ids) })).map(({ lines, ...revision }) => ({
    ...revision,
    lines: lines.map(({ settled: _, ...line }) => line),
  }))
}

const revisionOf = statement((db, $: Params<{ orderId: string; number: number }>) =>
  db
    .select({ id: orderRevisions.id })
    .from(orderRevisions)
    .where(and(eq(orderRevisions.orderId, $.orderId), eq(orderRevisions.number, $.number))),
)

const revisionsOf = statement((db, $: Params<{ orderId: string }>) =>
  db
    .select({ id: orderRevisions.id })
    .from(orderRevisions)
    .where(eq(orderRevisions.orderId, $.orderId))
    .orderBy(asc(orderRevisions.number)),
)

const { units: _units, shippingMethodId: _method, ...columns } = getTableColumns(orderRevisions)

const revisionsBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({ ...columns, currency: orders.currency })
    .from(orderRevisions)
    .innerJoin(orders, eq(orders.id, orderRevisions.orderId))
    .where(inList(orderRevisions.id, $.ids)),
)
