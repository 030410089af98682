// The rows of an order in the queue: one a location that holds open units of it or has some ready, none
// once nothing is left. Two statements, however many orders.
import { and, asc, eq } from 'drizzle-orm'
import { queueStatusOf } from '#domain/fulfilment-queue.ts'
import { sumOf } from '#domain/money.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import {
  fulfilmentCancelled,
  fulfilmentCreated,
  fulfilmentShipped,
} from '#write/fulfilment/events.ts'
import { fulfilmentLines, fulfilments } from '#write/fulfilment/tables.ts'
import {
  orderClosed,
  orderCompleted,
  orderConfirmed,
  orderHeld,
  orderLinesCancelled,
  orderPlaced,
  orderReleased,
} from '#write/orders/events.ts'
import { orderAllocations, orderLines, orders } from '#write/orders/tables.ts'
import { fulfilmentQueueView, type QueueLine } from './table.ts'

const thatOrder = ({ orderId }: { orderId: string }) => [orderId]

export const fulfilmentQueueViews = view({
  table: fulfilmentQueueView,
  key: 'orderId',
  many: true,
  wokenBy: [
    on(orderPlaced, thatOrder),
    on(orderLinesCancelled, thatOrder),
    on(orderCompleted, thatOrder),
    on(orderConfirmed, thatOrder),
    on(orderHeld, thatOrder),
    on(orderReleased, thatOrder),
    on(orderClosed, thatOrder),
    on(fulfilmentCreated, thatOrder),
    on(fulfilmentShipped, thatOrder),
    on(fulfilmentCancelled, thatOrder),
  ],
  refresh: refreshFulfilmentQueue,
  keys: keysOf(orders, orders.id),
})

type Work = {
  orderId: string
  locationId: string | null
  orderNumber: number
  placedAt: number
  onHold: boolean
  lines: Map<string, QueueLine>
  fulfilmentIds: Set<string>
}

async function refreshFulfilmentQueue(tx: Connection, orderIds: readonly string[]) {
  const ids = listOf(orderIds)
  const held = await heldBy(tx, { ids })
  const work = new Map<string, Work>()
  const known = new Map(held.map((row) => [row.orderLineId, row]))
  for (const row of held) {
    const open =
      row.locationId === null
        ? row.ordered - row.cancelled - row.inFulfilment
        : (row.allocated ?? 0) - (row.ready ?? 0)
    if (open > 0) lineAt(work, row, row.locationId).open += open
  }
  // Most orders are woken when they are placed, and have nothing ready.
  if (held.some(({ inFulfilment, fulfilled }) => inFulfilment > fulfilled))
    for (const { orderLineId, locationId, quantity, fulfilmentId } of await readyBy(tx, { ids })) {
      const row = known.get(orderLineId)
      if (!row) continue
      lineAt(work, row, locationId).ready += quantity
      work.get(idOf(row.orderId, locationId))?.fulfilmentIds.add(fulfilmentId)
    }
  return [...work].map(([id, { lines, fulfilmentIds, ...head }]) => {
    const all = [...lines.values()]
    const unitsOpen = sumOf(all.map(({ open }) => open))
    const unitsReady = sumOf(all.map(({ ready }) => ready))
    return {
      id,
      ...head,
      status: queueStatusOf(unitsOpen, unitsReady),
      unitsOpen,
      unitsReady,
      lines: all,
      fulfilmentIds: [...fulfilmentIds],
    }
  })
}

const idOf = (orderId: string, locationId: string | null) => `${orderId} ${locationId ?? 'any'}`

/** The line of an order at a location, in the work that the location has with the order. */
function lineAt(
  work: Map<string, Work>,
  row: Awaited<ReturnType<typeof heldBy>>[number],
  locationId: string | null,
): QueueLine {
  const { orderId, orderNumber, placedAt, onHold, orderLineId, sku, name } = row
  const id = idOf(orderId, locationId)
  const at = work.get(id) ?? {
    ...{ orderId, locationId, orderNumber, placedAt, onHold },
    lines: new Map(),
    fulfilmentIds: new Set(),
  }
  work.set(id, at)
  const line = at.lines.get(orderLineId) ?? { orderLineId, sku, name, open: 0, ready: 0 }
  at.lines.set(orderLineId, line)
  return line
}

type Ids = { ids: string }

const heldBy = statement((db, $: Params<Ids>) =>
  db
    .select({
      orderId: orders.id,
      orderNumber: orders.number,
      placedAt: orders.placedAt,
      onHold: orders.onHold,
      orderLineId: orderLines.id,
      sku: orderLines.sku,
      name: orderLines.name,
      ordered: orderLines.quantity,
      cancelled: orderLines.cancelled,
      inFulfilment: orderLines.inFulfilment,
      fulfilled: orderLines.fulfilled,
      locationId: orderAllocations.locationId,
      allocated: orderAllocations.quantity,
      ready: orderAllocations.inFulfilment,
    })
    .from(orders)
    .innerJoin(orderLines, eq(orderLines.orderId, orders.id))
    .leftJoin(orderAllocations, eq(orderAllocations.orderLineId, orderLines.id))
    .where(
      and(
        inList(orders.id, $.ids),
        eq(orders.status, 'CONFIRMED'),
        eq(orderLines.isService, false),
      ),
    )
    .orderBy(
      asc(orders.id),
      asc(orderLines.position),
      asc(orderLines.id),
      asc(orderAllocations.locationId),
    ),
)

const readyBy = statement((db, $: Params<Ids>) =>
  db
    .select({
      fulfilmentId: fulfilments.id,
      locationId: fulfilments.locationId,
      orderLineId: fulfilmentLines.orderLineId,
      quantity: fulfilmentLines.quantity,
    })
    .from(fulfilments)
    .innerJoin(fulfilmentLines, eq(fulfilmentLines.fulfilmentId, fulfilments.id))
    .innerJoin(orderLines, eq(orderLines.id, fulfilmentLines.orderLineId))
    .where(and(inList(fulfilments.orderId, $.ids), eq(fulfilments.status, 'PENDING')))
    .orderBy(asc(fulfilments.id), asc(orderLines.position), asc(orderLines.id)),
)
