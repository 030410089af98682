// A row an order for lists, in three statements however many orders; and the words that it is found
// by, which are frozen with the order.
import { sql } from 'drizzle-orm'
import { balanceFrom, currentTotalOf } from '#domain/order-balance.ts'
import { fulfilmentStatusOf, paymentStatusOf } from '#domain/order-status.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { fulfilmentCancelled, fulfilmentShipped } from '#write/fulfilment/events.ts'
import {
  orderCancelled,
  orderCompleted,
  orderLinesCancelled,
  orderPlaced,
} from '#write/orders/events.ts'
import { orderLines, orders } from '#write/orders/tables.ts'
import { paymentRecorded } from '#write/payments/events.ts'
import { paymentEntries } from '#write/payments/tables.ts'
import { refundGranted, returnReceived } from '#write/returns/events.ts'
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
    on(paymentRecorded, thatOrder),
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
  const heads = await headsBy(tx, { ids })
  return heads.map(({ refundGranted, ...head }) => {
    const own = lines.get(head.id) ?? []
    const goods = own.filter(({ isService }) => !isService)
    const balance = balanceFrom(payments.get(head.id) ?? [])
    return {
      ...head,
      paymentStatus: paymentStatusOf({
        ...balance,
        total: currentTotalOf(head.total, own, refundGranted),
      }),
      fulfilmentStatus: fulfilmentStatusOf(
        goods.map(({ quantity, ...line }) => ({ ...line, ordered: quantity })),
      ),
      itemCount: own.reduce((sum, { quantity }) => sum + quantity, 0),
    }
  })
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
    })
    .from(orders)
    .where(inList(orders.id, $.ids)),
)

const linesBy = statement((db, $: Params<Ids>) =>
  db
    .select({
      orderId: orderLines.orderId,
      isService: orderLines.isService,
      quantity: orderLines.quantity,
      unitPrice: orderLines.unitPrice,
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
      type: paymentEntries.type,
      amount: sql<number>`sum(${paymentEntries.amount})`,
    })
    .from(paymentEntries)
    .where(inList(paymentEntries.orderId, $.ids))
    .groupBy(paymentEntries.orderId, paymentEntries.type),
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
