// One row a fulfilment. Recomputed from the tables, so refreshing twice is harmless.
import { asc, eq, getTableColumns } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import {
  fulfilmentCancelled,
  fulfilmentCreated,
  fulfilmentDelivered,
  fulfilmentShipped,
  fulfilmentTrackingUpdated,
} from '#write/fulfilment/events.ts'
import { fulfilmentLines, fulfilments } from '#write/fulfilment/tables.ts'
import { orderClaimed } from '#write/orders/events.ts'
import { orderLines, orders } from '#write/orders/tables.ts'
import { type FulfilmentViewLine, fulfilmentView } from './table.ts'

const thatFulfilment = ({ fulfilmentId }: { fulfilmentId: string }) => [fulfilmentId]

export const fulfilmentViews = view({
  table: fulfilmentView,
  key: 'id',
  wokenBy: [
    on(fulfilmentCreated, thatFulfilment),
    on(fulfilmentShipped, thatFulfilment),
    on(fulfilmentDelivered, thatFulfilment),
    on(fulfilmentCancelled, thatFulfilment),
    on(fulfilmentTrackingUpdated, thatFulfilment),
    on(orderClaimed, async ({ orderId }, tx) =>
      (await ofOrder(tx, { orderId })).map(({ id }) => id),
    ),
  ],
  refresh: refreshFulfilmentViews,
  keys: keysOf(fulfilments, fulfilments.id),
})

async function refreshFulfilmentViews(tx: Connection, fulfilmentIds: readonly string[]) {
  const ids = listOf(fulfilmentIds)
  const lines = new Map<string, FulfilmentViewLine[]>()
  for (const { fulfilmentId, ...line } of await linesBy(tx, { ids })) {
    const known = lines.get(fulfilmentId)
    if (known) known.push(line)
    else lines.set(fulfilmentId, [line])
  }
  const heads = await headsBy(tx, { ids })
  return heads.map((head) => ({ ...head, lines: lines.get(head.id) ?? [] }))
}

type Ids = { ids: string }

const ofOrder = statement((db, $: Params<{ orderId: string }>) =>
  db.select({ id: fulfilments.id }).from(fulfilments).where(eq(fulfilments.orderId, $.orderId)),
)

const headsBy = statement((db, $: Params<Ids>) =>
  db
    .select({ ...getTableColumns(fulfilments), customerId: orders.customerId })
    .from(fulfilments)
    .innerJoin(orders, eq(orders.id, fulfilments.orderId))
    .where(inList(fulfilments.id, $.ids)),
)

const linesBy = statement((db, $: Params<Ids>) =>
  db
    .select({
      fulfilmentId: fulfilmentLines.fulfilmentId,
      orderLineId: fulfilmentLines.orderLineId,
      sku: orderLines.sku,
      name: orderLines.name,
      quantity: fulfilmentLines.quantity,
    })
    .from(fulfilmentLines)
    .innerJoin(orderLines, eq(orderLines.id, fulfilmentLines.orderLineId))
    .where(inList(fulfilmentLines.fulfilmentId, $.ids))
    .orderBy(asc(fulfilmentLines.fulfilmentId), asc(orderLines.position), asc(orderLines.id)),
)
