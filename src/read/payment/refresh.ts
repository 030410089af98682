// The payments of an order, each with its ledger. Recomputed from the tables, so refreshing twice is
// harmless; three statements at most, however many orders, and one where there is none.
import { asc, eq, getTableColumns } from 'drizzle-orm'
import { groupedBy } from '#domain/grouped.ts'
import type { OrderStatus } from '#domain/order-status.ts'
import { standingOf } from '#domain/payments.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { orderCancelled, orderClaimed, orderExpired } from '#write/orders/events.ts'
import { orders } from '#write/orders/tables.ts'
import {
  disputeLost,
  disputeWon,
  paymentAuthorized,
  paymentCaptured,
  paymentDisputed,
  paymentFailed,
  paymentRefunded,
  paymentRequested,
  paymentStarted,
  paymentVoided,
} from '#write/payments/events.ts'
import { paymentEntries, paymentRequests, payments } from '#write/payments/tables.ts'
import { type PaymentViewEntry, type PaymentViewRequest, paymentView } from './table.ts'

const thatOrder = ({ orderId }: { orderId: string }) => [orderId]

/** Whatever changes how an order is paid. */
export const wokenByMoney = [
  on(paymentAuthorized, thatOrder),
  on(paymentCaptured, thatOrder),
  on(paymentVoided, thatOrder),
  on(paymentRefunded, thatOrder),
  on(paymentDisputed, thatOrder),
  on(disputeWon, thatOrder),
  on(disputeLost, thatOrder),
  on(paymentFailed, thatOrder),
]

/** And whatever else shows on its payments. */
export const wokenByPayments = [
  ...wokenByMoney,
  on(paymentStarted, thatOrder),
  on(paymentRequested, thatOrder),
]

export const paymentViews = view({
  table: paymentView,
  key: 'orderId',
  many: true,
  wokenBy: [
    ...wokenByPayments,
    on(orderCancelled, thatOrder),
    on(orderExpired, thatOrder),
    on(orderClaimed, thatOrder),
  ],
  refresh: (tx, orderIds: readonly string[]) => paymentRowsOf(tx, listOf(orderIds)),
  keys: keysOf(payments, payments.orderId),
})

/** @param ids A list of orders. */
export async function paymentRowsOf(tx: Connection, ids: string) {
  const heads = await headsBy(tx, { ids })
  if (heads.length === 0) return []
  const entries = groupedBy(await entriesBy(tx, { ids }), ({ paymentId }) => paymentId)
  const requests = groupedBy(await requestsBy(tx, { ids }), ({ paymentId }) => paymentId)
  return heads.map(({ status, ...head }) => {
    const own: PaymentViewEntry[] = (entries.get(head.id) ?? []).map(ofPayment)
    const asked: PaymentViewRequest[] = (requests.get(head.id) ?? []).map(ofPayment)
    const standing = standingOf(own, asked)
    return {
      ...head,
      ...standing,
      stranded: strandedOf(status, standing),
      entries: own,
      requests: asked,
    }
  })
}

const ofPayment = <R extends { paymentId: string }>({ paymentId: _, ...row }: R) => row

function strandedOf(
  status: OrderStatus,
  { authorized, captured, refunded, disputed }: ReturnType<typeof standingOf>,
): number {
  const isOver = status === 'CANCELLED' || status === 'EXPIRED'
  return isOver ? authorized + Math.max(0, captured - refunded - disputed) : 0
}

type Ids = { ids: string }

const headsBy = statement((db, $: Params<Ids>) =>
  db
    .select({
      ...getTableColumns(payments),
      customerId: orders.customerId,
      status: orders.status,
    })
    .from(payments)
    .innerJoin(orders, eq(orders.id, payments.orderId))
    .where(inList(payments.orderId, $.ids))
    .orderBy(asc(payments.orderId), asc(payments.id)),
)

const entriesBy = statement((db, $: Params<Ids>) =>
  db
    .select({
      paymentId: paymentEntries.paymentId,
      id: paymentEntries.id,
      type: paymentEntries.type,
      amount: paymentEntries.amount,
      reference: paymentEntries.reference,
      reason: paymentEntries.reason,
      occurredAt: paymentEntries.occurredAt,
      at: paymentEntries.at,
    })
    .from(paymentEntries)
    .where(inList(paymentEntries.orderId, $.ids))
    .orderBy(
      asc(paymentEntries.orderId),
      asc(paymentEntries.occurredAt),
      asc(paymentEntries.at),
      asc(paymentEntries.id),
    ),
)

const requestsBy = statement((db, $: Params<Ids>) =>
  db
    .select({
      paymentId: paymentRequests.paymentId,
      id: paymentRequests.id,
      kind: paymentRequests.kind,
      amount: paymentRequests.amount,
      status: paymentRequests.status,
      error: paymentRequests.error,
      reason: paymentRequests.reason,
      at: paymentRequests.at,
      answeredAt: paymentRequests.answeredAt,
    })
    .from(paymentRequests)
    .where(inList(paymentRequests.orderId, $.ids))
    .orderBy(asc(paymentRequests.orderId), asc(paymentRequests.id)),
)
