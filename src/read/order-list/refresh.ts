// A row an order for lists, in four statements however many orders; and the words that it is found
// by, which are frozen with the order.
import { asc } from 'drizzle-orm'
import { sumOf } from '#domain/money.ts'
import { balanceFrom, currentTotalOf, paidOf } from '#domain/order-balance.ts'
import { fulfilmentStatusOf, paymentStatusOf } from '#domain/order-status.ts'
import { sideOf, sideSince } from '#domain/owed.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { wokenByMoney } from '#read/payment/refresh.ts'
import { fulfilmentCancelled, fulfilmentShipped } from '#write/fulfilment/events.ts'
import {
  orderCancelled,
  orderClaimed,
  orderClosed,
  orderCompleted,
  orderConfirmed,
  orderExpired,
  orderHeld,
  orderLinesCancelled,
  orderPlaced,
  orderReleased,
} from '#write/orders/events.ts'
import { orderCancellations, orderLines, orders } from '#write/orders/tables.ts'
import { paymentEntries } from '#write/payments/tables.ts'
import { refundGranted, returnReceived } from '#write/returns/events.ts'
import { orderRefundGrants } from '#write/returns/tables.ts'
import { type OrderTermKind, orderListView, orderTermView } from './table.ts'

const thatOrder = ({ orderId }: { orderId: string }) => [orderId]

export const orderListViews = view({
  table: orderListView,
  key: 'id',
  wokenBy: [
    on(orderPlaced, thatOrder),
    on(orderLinesCancelled, thatOrder),
    on(orderCancelled, thatOrder),
    on(orderCompleted, thatOrder),
    ...wokenByMoney,
    on(orderConfirmed, thatOrder),
    on(orderExpired, thatOrder),
    on(orderHeld, thatOrder),
    on(orderReleased, thatOrder),
    on(orderClosed, thatOrder),
    on(orderClaimed, thatOrder),
    on(fulfilmentShipped, thatOrder),
    on(fulfilmentCancelled, thatOrder),
    on(returnReceived, thatOrder),
    on(refundGranted, thatOrder),
  ],
  refresh: refreshOrderListViews,
  keys: keysOf(orders, orders.id),
})

async function refreshOrderListViews(tx: Connection, orderIds: readonly string[]) {
  const ids = listOf(orderIds)
  const lines = byOrder(await linesBy(tx, { ids }))
  const payments = byOrder(await paymentsBy(tx, { ids }))
  // Most orders are refreshed when they are placed, and nothing of them is cancelled.
  const someCut = [...lines.values()].flat().some(({ cancelled }) => cancelled > 0)
  const cuts = byOrder(someCut ? await cutsBy(tx, { ids }) : [])
  const heads = await headsBy(tx, { ids })
  const someGranted = heads.some(({ refundGranted }) => refundGranted > 0)
  const grants = byOrder(someGranted ? await grantsBy(tx, { ids }) : [])
  return heads.map(({ refundGranted, ...head }) => {
    const own = lines.get(head.id) ?? []
    const goods = own.filter(({ isService }) => !isService)
    const entries = payments.get(head.id) ?? []
    return {
      ...head,
      ...balanceOf(head, own, entries, cuts.get(head.id) ?? [], grants.get(head.id) ?? []),
      paymentStatus: paymentStatusOf({
        ...balanceFrom(entries),
        total: currentTotalOf(head.total, own, refundGranted),
      }),
      fulfilmentStatus: fulfilmentStatusOf(
        goods.map(({ quantity, ...line }) => ({ ...line, ordered: quantity })),
      ),
      itemCount: own.reduce((sum, { quantity }) => sum + quantity, 0),
    }
  })
}

type RowsOf<Rows extends (...args: never[]) => Promise<unknown[]>> = Awaited<ReturnType<Rows>>

/** Who owes whom how much, and since when. */
function balanceOf(
  { total, placedAt }: { total: number; placedAt: number },
  lines: RowsOf<typeof linesBy>,
  entries: RowsOf<typeof paymentsBy>,
  cuts: RowsOf<typeof cutsBy>,
  grants: RowsOf<typeof grantsBy>,
) {
  const dueAt = (moment: number): number => {
    const cut = new Map<string, number>()
    for (const { orderLineId, quantity } of cuts.flatMap(({ at, lines }) =>
      at <= moment ? lines : [],
    ))
      cut.set(orderLineId, (cut.get(orderLineId) ?? 0) + quantity)
    const then = lines.map((line) => ({ ...line, cancelled: cut.get(line.id) ?? 0 }))
    const paid = paidOf(balanceFrom(entries.filter(({ occurredAt }) => occurredAt <= moment)))
    const granted = sumOf(grants.map(({ at, amount }) => (at <= moment ? amount : 0)))
    return currentTotalOf(total, then, granted) - paid
  }
  const due = dueAt(Number.MAX_SAFE_INTEGER)
  const moments = [...cuts, ...grants]
    .map(({ at }) => at)
    .concat(entries.map(({ occurredAt }) => occurredAt))
  return {
    balanceSide: sideOf(due),
    balanceAmount: Math.abs(due),
    balanceSince: sideSince(placedAt, moments, dueAt),
  }
}

function byOrder<R extends { orderId: string }>(rows: readonly R[]): Map<string, R[]> {
  const groups = new Map<string, R[]>()
  for (const row of rows) {
    const known = groups.get(row.orderId)
    if (known) known.push(row)
    else groups.set(row.orderId, [row])
  }
  return groups
}

type Ids = { ids: string }

const headsBy = statement((db, $: Params<Ids>) =>
  db
    .select({
      id: orders.id,
      number: orders.number,
      placedAt: orders.placedAt,
      emailKey: orders.emailKey,
      customerId: orders.customerId,
      status: orders.status,
      currency: orders.currency,
      total: orders.total,
      refundGranted: orders.refundGranted,
      countryCode: orders.countryCode,
      onHold: orders.onHold,
      expiresAt: orders.expiresAt,
    })
    .from(orders)
    .where(inList(orders.id, $.ids)),
)

const linesBy = statement((db, $: Params<Ids>) =>
  db
    .select({
      id: orderLines.id,
      orderId: orderLines.orderId,
      isService: orderLines.isService,
      quantity: orderLines.quantity,
      gross: orderLines.gross,
      cancelled: orderLines.cancelled,
      fulfilled: orderLines.fulfilled,
      returned: orderLines.returned,
    })
    .from(orderLines)
    .where(inList(orderLines.orderId, $.ids)),
)

const paymentsBy = statement((db, $: Params<Ids>) =>
  db
    .select({
      orderId: paymentEntries.orderId,
      paymentId: paymentEntries.paymentId,
      type: paymentEntries.type,
      amount: paymentEntries.amount,
      occurredAt: paymentEntries.occurredAt,
    })
    .from(paymentEntries)
    .where(inList(paymentEntries.orderId, $.ids))
    .orderBy(asc(paymentEntries.orderId), asc(paymentEntries.id)),
)

const grantsBy = statement((db, $: Params<Ids>) =>
  db
    .select({
      orderId: orderRefundGrants.orderId,
      amount: orderRefundGrants.amount,
      at: orderRefundGrants.at,
    })
    .from(orderRefundGrants)
    .where(inList(orderRefundGrants.orderId, $.ids)),
)

const cutsBy = statement((db, $: Params<Ids>) =>
  db
    .select({
      orderId: orderCancellations.orderId,
      at: orderCancellations.at,
      lines: orderCancellations.lines,
    })
    .from(orderCancellations)
    .where(inList(orderCancellations.orderId, $.ids))
    .orderBy(asc(orderCancellations.orderId), asc(orderCancellations.id)),
)

export const orderTermViews = view({
  table: orderTermView,
  key: 'orderId',
  many: true,
  wokenBy: [on(orderPlaced, thatOrder)],
  refresh: refreshOrderTermViews,
  keys: keysOf(orders, orders.id),
})

async function refreshOrderTermViews(tx: Connection, orderIds: readonly string[]) {
  const ids = listOf(orderIds)
  const terms = (await namesBy(tx, { ids })).flatMap(({ id, number, emailKey, externalId }) => [
    term(id, 'NUMBER', String(number)),
    ...(emailKey === null ? [] : [term(id, 'EMAIL', emailKey)]),
    ...(externalId === null ? [] : [term(id, 'EXTERNAL_ID', externalId)]),
  ])
  const skus = (await skusBy(tx, { ids })).map(({ orderId, sku }) => term(orderId, 'SKU', sku))
  return distinct([...terms, ...skus])
}

const term = (orderId: string, kind: OrderTermKind, words: string) => ({
  orderId,
  kind,
  term: words.toLowerCase(),
})

/** SKUs that differ in case alone are one word. */
const distinct = (terms: readonly ReturnType<typeof term>[]) => [
  ...new Map(terms.map((row) => [`${row.orderId} ${row.kind} ${row.term}`, row])).values(),
]

const namesBy = statement((db, $: Params<Ids>) =>
  db
    .select({
      id: orders.id,
      number: orders.number,
      emailKey: orders.emailKey,
      externalId: orders.externalId,
    })
    .from(orders)
    .where(inList(orders.id, $.ids)),
)

const skusBy = statement((db, $: Params<Ids>) =>
  db
    .selectDistinct({ orderId: orderLines.orderId, sku: orderLines.sku })
    .from(orderLines)
    .where(inList(orderLines.orderId, $.ids)),
)
