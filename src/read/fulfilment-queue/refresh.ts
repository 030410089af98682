// The rows of an order in the queue: one a location that holds open units of it or has some ready, none
// once nothing is left. A part of the order's page.
import { queueStatusOf } from '#domain/fulfilment-queue.ts'
import { sumOf } from '#domain/money.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { keysOf, on, onFirst, view } from '#kernel/view.ts'
import { orderPages } from '#read/order/refresh.ts'
import type { OrderViewLine, orderView } from '#read/order/table.ts'
import {
  fulfilmentCancelled,
  fulfilmentCreated,
  fulfilmentShipped,
} from '#write/fulfilment/events.ts'
import {
  orderClosed,
  orderCompleted,
  orderConfirmed,
  orderEdited,
  orderHeld,
  orderLinesCancelled,
  orderPlaced,
  orderReleased,
} from '#write/orders/events.ts'
import { orders } from '#write/orders/tables.ts'
import { fulfilmentQueueView, type QueueLine } from './table.ts'

const thatOrder = ({ orderId }: { orderId: string }) => [orderId]

export const fulfilmentQueueViews = view({
  table: fulfilmentQueueView,
  key: 'orderId',
  many: true,
  wokenBy: [
    onFirst(orderPlaced, thatOrder),
    on(orderEdited, thatOrder),
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

type Page = typeof orderView.$inferSelect

async function refreshFulfilmentQueue(tx: Connection, orderIds: readonly string[]) {
  return (await orderPages(tx, orderIds)).flatMap((page) =>
    page.status === 'CONFIRMED' ? workOf(page) : [],
  )
}

type Work = { lines: Map<string, QueueLine>; fulfilmentIds: string[] }

/** By location; null for open units that none holds. */
function workOf({ id: orderId, number: orderNumber, placedAt, onHold, lines, fulfilments }: Page) {
  const goods = lines.filter(({ isService }) => !isService)
  const work = new Map<string | null, Work>()
  for (const line of goods) {
    for (const { locationId, quantity, ready } of line.allocations)
      if (quantity > ready) lineAt(work, locationId, line).open += quantity - ready
    const open = line.quantity - line.cancelled - line.inFulfilment
    if (line.allocations.length === 0 && open > 0) lineAt(work, null, line).open += open
  }
  const named = new Map(goods.map((line) => [line.id, line]))
  for (const { id, status, locationId, lines } of fulfilments) {
    if (status !== 'PENDING') continue
    for (const { orderLineId, quantity } of lines)
      lineAt(work, locationId, named.get(orderLineId) as OrderViewLine).ready += quantity
    work.get(locationId)?.fulfilmentIds.push(id)
  }
  return [...work].map(([locationId, { lines, fulfilmentIds }]) => {
    const all = [...lines.values()]
    const unitsOpen = sumOf(all.map(({ open }) => open))
    const unitsReady = sumOf(all.map(({ ready }) => ready))
    return {
      id: `${orderId} ${locationId ?? 'any'}`,
      orderId,
      locationId,
      orderNumber,
      placedAt,
      onHold,
      status: queueStatusOf(unitsOpen, unitsReady),
      unitsOpen,
      unitsReady,
      lines: all,
      fulfilmentIds,
    }
  })
}

/** The line of an order at a location, in the work that the location has with the order. */
function lineAt(
  work: Map<string | null, Work>,
  locationId: string | null,
  { id: orderLineId, sku, name }: OrderViewLine,
): QueueLine {
  const at = work.get(locationId) ?? { lines: new Map<string, QueueLine>(), fulfilmentIds: [] }
  work.set(locationId, at)
  const line = at.lines.get(orderLineId) ?? { orderLineId, sku, name, open: 0, ready: 0 }
  at.lines.set(orderLineId, line)
  return line
}
