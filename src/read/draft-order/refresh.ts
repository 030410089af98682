// One row a draft order that was not deleted, with its lines in their order. Recomputed from the tables,
// so refreshing twice is harmless.
import { and, asc, getTableColumns, ne } from 'drizzle-orm'
import type { DraftOrderStatus } from '#domain/draft-order-status.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { versionColumn } from '#read/versions.ts'
import {
  draftOrderCompleted,
  draftOrderCreated,
  draftOrderDeleted,
  draftOrderPersonErased,
  draftOrderUpdated,
} from '#write/draft-orders/events.ts'
import { draftOrderLines, draftOrders } from '#write/draft-orders/tables.ts'
import { type DraftOrderViewLine, draftOrderView } from './table.ts'

const thatDraft = ({ draftOrderId }: { draftOrderId: string }) => [draftOrderId]

export const draftOrderViews = view({
  table: draftOrderView,
  key: 'id',
  wokenBy: [
    on(draftOrderCreated, thatDraft),
    on(draftOrderUpdated, thatDraft),
    on(draftOrderPersonErased, thatDraft),
    on(draftOrderDeleted, thatDraft),
    on(draftOrderCompleted, thatDraft),
  ],
  refresh: refreshDraftOrders,
  keys: keysOf(draftOrders, draftOrders.id),
})

async function refreshDraftOrders(
  tx: Connection,
  draftOrderIds: readonly string[],
): Promise<(typeof draftOrderView.$inferSelect)[]> {
  const ids = listOf(draftOrderIds)
  const lines = new Map<string, DraftOrderViewLine[]>()
  for (const { draftOrderId, position: _, ...line } of await linesBy(tx, { ids })) {
    const known = lines.get(draftOrderId)
    if (known) known.push(line)
    else lines.set(draftOrderId, [line])
  }
  return (await draftsBy(tx, { ids })).map((draft) => ({
    ...draft,
    status: draft.status as DraftOrderStatus,
    lines: lines.get(draft.id) ?? [],
  }))
}

const draftsBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({ ...getTableColumns(draftOrders), version: versionColumn(draftOrders.id) })
    .from(draftOrders)
    .where(and(inList(draftOrders.id, $.ids), ne(draftOrders.status, 'DELETED'))),
)

const linesBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select()
    .from(draftOrderLines)
    .where(inList(draftOrderLines.draftOrderId, $.ids))
    .orderBy(
      asc(draftOrderLines.draftOrderId),
      asc(draftOrderLines.position),
      asc(draftOrderLines.id),
    ),
)
