// One row an order, holding its whole page, from which lists take what they show. Recomputed from the tables, so refreshing twice is
// harmless; eight statements at most, however many orders.
import { asc, eq, getTableColumns, sql } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { shared } from '#kernel/shared.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { paymentRowsOf, wokenByPayments } from '#read/payment/refresh.ts'
import { scalar, versionColumn } from '#read/versions.ts'
import {
  fulfilmentCancelled,
  fulfilmentCreated,
  fulfilmentDelivered,
  fulfilmentShipped,
  fulfilmentTrackingUpdated,
} from '#write/fulfilment/events.ts'
import { fulfilmentLines, fulfilments } from '#write/fulfilment/tables.ts'
import { orderMetadataChanged } from '#write/metadata/events.ts'
import {
  orderCancelled,
  orderClaimed,
  orderClosed,
  orderCompleted,
  orderConfirmed,
  orderEdited,
  orderExpired,
  orderHeld,
  orderLinesCancelled,
  orderNoteAdded,
  orderPersonErased,
  orderPlaced,
  orderReleased,
} from '#write/orders/events.ts'
import {
  orderAllocations,
  orderCancellations,
  orderLines,
  orderNotes,
  orders,
} from '#write/orders/tables.ts'
import { payments } from '#write/payments/tables.ts'
import {
  refundGranted,
  returnApproved,
  returnCancelled,
  returnReceived,
  returnRejected,
  returnRequested,
} from '#write/returns/events.ts'
import { orderRefundGrants, returnLines, returns } from '#write/returns/tables.ts'
import { pageOf } from './page.ts'
import { type OrderViewLine, orderView } from './table.ts'

const thatOrder = ({ orderId }: { orderId: string }) => [orderId]

export const orderViews = view({
  table: orderView,
  key: 'id',
  wokenBy: [
    on(orderPlaced, thatOrder),
    on(orderEdited, thatOrder),
    on(orderLinesCancelled, thatOrder),
    on(orderCancelled, thatOrder),
    on(orderCompleted, thatOrder),
    on(orderConfirmed, thatOrder),
    on(orderExpired, thatOrder),
    on(orderHeld, thatOrder),
    on(orderReleased, thatOrder),
    on(orderClosed, thatOrder),
    on(orderClaimed, thatOrder),
    on(orderNoteAdded, thatOrder),
    on(orderPersonErased, thatOrder),
    on(orderMetadataChanged, thatOrder),
    ...wokenByPayments,
    on(fulfilmentCreated, thatOrder),
    on(fulfilmentShipped, thatOrder),
    on(fulfilmentDelivered, thatOrder),
    on(fulfilmentCancelled, thatOrder),
    on(fulfilmentTrackingUpdated, thatOrder),
    on(returnRequested, thatOrder),
    on(returnApproved, thatOrder),
    on(returnRejected, thatOrder),
    on(returnCancelled, thatOrder),
    on(returnReceived, thatOrder),
    on(refundGranted, thatOrder),
  ],
  refresh: (tx, orderIds: readonly string[]) => orderPages(tx, orderIds),
  keys: keysOf(orders, orders.id),
})

/** The pages as they are now: every view of orders is a part of them. */
export const orderPages = shared(
  ({ id }) => id,
  async (tx: Connection, orderIds: readonly string[]) => {
    const ids = listOf(orderIds)
    const found = await headsBy(tx, { ids })
    const heads = found.map(({ head }) => head)
    const lines = linesFrom(await linesBy(tx, { ids }))
    const somePaid = found.some(({ hasPayments }) => hasPayments)
    const paid = grouped(somePaid ? await paymentRowsOf(tx, ids) : [])
    // Most orders are refreshed when they are placed, and have none of these. What was made ready or came
    // back may be undone again, but never in the command that placed the order.
    const all = [...lines.values()].flat()
    const someOld = heads.some(({ version }) => version > 1)
    const someSent = someOld || all.some(({ inFulfilment }) => inFulfilment > 0)
    const someGranted = heads.some(({ refundGranted }) => refundGranted > 0)
    const someCut = all.some(({ cancelled }) => cancelled > 0)
    // Of a new order, only one that staff put together has a note.
    const someNoted = someOld || heads.some(({ cartId }) => cartId === null)
    const notes = grouped(someNoted ? await notesBy(tx, { ids }) : [])
    const sent = grouped(someSent ? await sentBy(tx, { ids }) : [])
    const back = grouped(someSent ? await backBy(tx, { ids }) : [])
    const granted = grouped(someGranted ? await grantsBy(tx, { ids }) : [])
    const cut = grouped(someCut ? await cancellationsBy(tx, { ids }) : [])
    return heads.map((head) =>
      pageOf(head, {
        lines: lines.get(head.id) ?? [],
        payments: (paid.get(head.id) ?? []).map(onPage),
        notes: (notes.get(head.id) ?? []).map(withoutOrder),
        sent: (sent.get(head.id) ?? []).map(withoutOrder),
        cut: (cut.get(head.id) ?? []).map(withoutOrder),
        back: back.get(head.id) ?? [],
        granted: (granted.get(head.id) ?? []).map(withoutOrder),
      }),
    )
  },
)

type Line = Omit<OrderViewLine, 'returnable'>

/** One row a line and location becomes one line with its allocations. */
function linesFrom(rows: Awaited<ReturnType<typeof linesBy>>): Map<string, Line[]> {
  const byOrder = new Map<string, Line[]>()
  for (const { orderId, line, locationId, allocated, ready } of rows) {
    const lines = byOrder.get(orderId) ?? []
    byOrder.set(orderId, lines)
    let last = lines.at(-1)
    if (last?.id !== line.id) {
      last = { allocations: [], ...line }
      lines.push(last)
    }
    if (locationId && allocated)
      last.allocations.push({ locationId, quantity: allocated, ready: ready ?? 0 })
  }
  return byOrder
}

function grouped<R extends { orderId: string }>(rows: readonly R[]): Map<string, R[]> {
  const groups = new Map<string, R[]>()
  for (const row of rows) {
    const known = groups.get(row.orderId)
    if (known) known.push(row)
    else groups.set(row.orderId, [row])
  }
  return groups
}

/** What the order says itself is left out. */
const onPage = <R extends { orderId: string; customerId: string | null; currency: string }>({
  orderId: _order,
  customerId: _customer,
  currency: _currency,
  ...row
}: R) => row

const withoutOrder = <R extends { orderId: string }>({ orderId: _, ...row }: R) => row

type Ids = { ids: string }

const { emailKey: _key, ...headColumns } = getTableColumns(orders)

const headsBy = statement((db, $: Params<Ids>) =>
  db
    .select({
      head: { ...headColumns, version: versionColumn(orders.id) },
      hasPayments: scalar<boolean>(
        sql`exists (select 1 from ${payments} where ${payments.orderId} = ${orders.id})`,
      ).mapWith(Boolean),
    })
    .from(orders)
    .where(inList(orders.id, $.ids)),
)

const { orderId: _order, position: _position, ...lineColumns } = getTableColumns(orderLines)

const linesBy = statement((db, $: Params<Ids>) =>
  db
    .select({
      orderId: orderLines.orderId,
      line: lineColumns,
      locationId: orderAllocations.locationId,
      allocated: orderAllocations.quantity,
      ready: orderAllocations.inFulfilment,
    })
    .from(orderLines)
    .leftJoin(orderAllocations, eq(orderAllocations.orderLineId, orderLines.id))
    .where(inList(orderLines.orderId, $.ids))
    .orderBy(
      asc(orderLines.orderId),
      asc(orderLines.position),
      asc(orderLines.id),
      asc(orderAllocations.locationId),
    ),
)

const notesBy = statement((db, $: Params<Ids>) =>
  db
    .select()
    .from(orderNotes)
    .where(inList(orderNotes.orderId, $.ids))
    .orderBy(asc(orderNotes.orderId), asc(orderNotes.id)),
)

const sentBy = statement((db, $: Params<Ids>) =>
  db
    .select({
      ...getTableColumns(fulfilments),
      orderLineId: fulfilmentLines.orderLineId,
      quantity: fulfilmentLines.quantity,
    })
    .from(fulfilments)
    .innerJoin(fulfilmentLines, eq(fulfilmentLines.fulfilmentId, fulfilments.id))
    .innerJoin(orderLines, eq(orderLines.id, fulfilmentLines.orderLineId))
    .where(inList(fulfilments.orderId, $.ids))
    .orderBy(
      asc(fulfilments.orderId),
      asc(fulfilments.id),
      asc(orderLines.position),
      asc(orderLines.id),
    ),
)

const cancellationsBy = statement((db, $: Params<Ids>) =>
  db
    .select({
      orderId: orderCancellations.orderId,
      id: orderCancellations.id,
      reason: orderCancellations.reason,
      at: orderCancellations.at,
      lines: orderCancellations.lines,
    })
    .from(orderCancellations)
    .where(inList(orderCancellations.orderId, $.ids))
    .orderBy(asc(orderCancellations.orderId), asc(orderCancellations.id)),
)

const backBy = statement((db, $: Params<Ids>) =>
  db
    .select({
      orderId: returns.orderId,
      approvedAt: returns.approvedAt,
      rejectedAt: returns.rejectedAt,
      cancelledAt: returns.cancelledAt,
      receivedAt: returns.receivedAt,
      returnId: returnLines.returnId,
      orderLineId: returnLines.orderLineId,
      quantity: returnLines.quantity,
      restocked: returnLines.restocked,
      damaged: returnLines.damaged,
    })
    .from(returns)
    .innerJoin(returnLines, eq(returnLines.returnId, returns.id))
    .where(inList(returns.orderId, $.ids))
    .orderBy(asc(returns.orderId), asc(returns.requestedAt), asc(returns.id), asc(returnLines.id)),
)

const grantsBy = statement((db, $: Params<Ids>) =>
  db
    .select()
    .from(orderRefundGrants)
    .where(inList(orderRefundGrants.orderId, $.ids))
    .orderBy(asc(orderRefundGrants.orderId), asc(orderRefundGrants.at), asc(orderRefundGrants.id)),
)
