// A row an order for lists, and the words that it is found by, which change where it is edited. Both are
// parts of its page.
import { asc } from 'drizzle-orm'
import { emailKey } from '#domain/address.ts'
import { groupedBy } from '#domain/grouped.ts'
import { sumOf } from '#domain/money.ts'
import { balanceFrom, currentTotalOf, paidOf } from '#domain/order-balance.ts'
import { sideOf, sideSince } from '#domain/owed.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, onFirst, view } from '#kernel/view.ts'
import { nameTerms } from '#read/name-terms.ts'
import { orderPages } from '#read/order/refresh.ts'
import type { orderView } from '#read/order/table.ts'
import { wokenByMoney } from '#read/payment/refresh.ts'
import { fulfilmentCancelled, fulfilmentShipped } from '#write/fulfilment/events.ts'
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
  orderPersonErased,
  orderPlaced,
  orderReleased,
} from '#write/orders/events.ts'
import { orderRevisions, orders } from '#write/orders/tables.ts'
import { refundGranted, returnReceived } from '#write/returns/events.ts'
import { type OrderTermKind, orderListView, orderTermView } from './table.ts'

const thatOrder = ({ orderId }: { orderId: string }) => [orderId]

export const orderListViews = view({
  table: orderListView,
  key: 'id',
  wokenBy: [
    on(orderPlaced, thatOrder),
    on(orderEdited, thatOrder),
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
    on(orderPersonErased, thatOrder),
    on(fulfilmentShipped, thatOrder),
    on(fulfilmentCancelled, thatOrder),
    on(returnReceived, thatOrder),
    on(refundGranted, thatOrder),
  ],
  refresh: refreshOrderListViews,
  keys: keysOf(orders, orders.id),
})

type Page = typeof orderView.$inferSelect

async function refreshOrderListViews(tx: Connection, orderIds: readonly string[]) {
  const pages = await orderPages(tx, orderIds)
  const editedIds = pages.filter(({ edits }) => edits > 0).map(({ id }) => id)
  const revisions = groupedBy(
    editedIds.length > 0 ? await revisionsOf(tx, { ids: listOf(editedIds) }) : [],
    ({ orderId }) => orderId,
  )
  return pages.map((page) => ({
    id: page.id,
    number: page.number,
    placedAt: page.placedAt,
    email: page.email,
    emailKey: page.email === null ? null : emailKey(page.email),
    customerId: page.customerId,
    status: page.status,
    paymentStatus: page.paymentStatus,
    fulfilmentStatus: page.fulfilmentStatus,
    currency: page.currency,
    total: page.total,
    itemCount: sumOf(page.lines.map(({ quantity }) => quantity)),
    countryCode: page.countryCode,
    onHold: page.onHold,
    expiresAt: page.expiresAt,
    balanceSide: sideOf(page.due),
    balanceAmount: Math.abs(page.due),
    balanceSince: balanceSince(page, revisions.get(page.id) ?? []),
  }))
}

/** An order as it was agreed until a moment. */
type Revision = Pick<typeof orderRevisions.$inferSelect, 'at' | 'total' | 'lines'>

/** When the side that holds now began. */
function balanceSince(page: Page, revisions: readonly Revision[]): number {
  const { placedAt, payments, cancellations, refundGrants } = page
  const entries = payments.flatMap(({ id, entries }) =>
    entries.map((entry) => ({ paymentId: id, ...entry })),
  )
  const dueAt = (moment: number): number => {
    const cut = new Map<string, number>()
    for (const { orderLineId, quantity } of cancellations.flatMap(({ at, lines }) =>
      at <= moment ? lines : [],
    ))
      cut.set(orderLineId, (cut.get(orderLineId) ?? 0) + quantity)
    const { total, lines } = revisions.find(({ at }) => at > moment) ?? page
    const then = lines.map((line) => ({ ...line, cancelled: cut.get(line.id) ?? 0 }))
    const paid = paidOf(balanceFrom(entries.filter(({ occurredAt }) => occurredAt <= moment)))
    const granted = sumOf(refundGrants.map(({ at, amount }) => (at <= moment ? amount : 0)))
    return currentTotalOf(total, then, granted) - paid
  }
  const moments = [...cancellations, ...refundGrants, ...revisions]
    .map(({ at }) => at)
    .concat(entries.map(({ occurredAt }) => occurredAt))
  return sideSince(placedAt, moments, dueAt)
}

const revisionsOf = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({
      orderId: orderRevisions.orderId,
      at: orderRevisions.at,
      total: orderRevisions.total,
      lines: orderRevisions.lines,
    })
    .from(orderRevisions)
    .where(inList(orderRevisions.orderId, $.ids))
    .orderBy(asc(orderRevisions.orderId), asc(orderRevisions.number)),
)

export const orderTermViews = view({
  table: orderTermView,
  key: 'orderId',
  many: true,
  wokenBy: [
    onFirst(orderPlaced, thatOrder),
    on(orderEdited, thatOrder),
    on(orderPersonErased, thatOrder),
  ],
  refresh: refreshOrderTermViews,
  keys: keysOf(orders, orders.id),
})

async function refreshOrderTermViews(tx: Connection, orderIds: readonly string[]) {
  return (await orderPages(tx, orderIds)).flatMap((page) => {
    const { id, number, email, externalId, lines, shippingAddress } = page
    const names = nameTerms(shippingAddress?.name ?? null)
    const terms: [OrderTermKind, string | null][] = [
      ['NUMBER', String(number)],
      ['EMAIL', email && emailKey(email)],
      ['EXTERNAL_ID', externalId],
      ...lines.map(({ sku }): [OrderTermKind, string] => ['SKU', sku]),
      ...names.map(({ kind, term }): [OrderTermKind, string] => [kind, term]),
    ]
    return distinct(terms).map(([kind, term]) => ({ orderId: id, kind, term }))
  })
}

/** Sounds are written in capitals. */
const inCase = (kind: OrderTermKind, words: string) =>
  kind === 'SOUND' ? words : words.toLowerCase()

/** In lower case, each once: SKUs that differ in case alone are one word. */
function distinct(terms: readonly [OrderTermKind, string | null][]): [OrderTermKind, string][] {
  const known = new Map<string, [OrderTermKind, string]>()
  for (const [kind, words] of terms)
    if (words !== null) known.set(`${kind} ${inCase(kind, words)}`, [kind, inCase(kind, words)])
  return [...known.values()]
}
