// A tally of sales, dated by placement: what is cancelled later lowers none of it, and an edit replaces
// what its order adds. Refunds are of the day on which the money went back. Recomputing a day would cost more with every order, so each order
// and each refund adds its own.
import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { adding, tally } from '#kernel/view.ts'
import { scalar } from '#read/versions.ts'
import { orderEdited, orderPlaced } from '#write/orders/events.ts'
import { orderLines, orderRevisions, orders } from '#write/orders/tables.ts'
import { paymentFailed, paymentRefunded } from '#write/payments/events.ts'
import { paymentEntries } from '#write/payments/tables.ts'
import { salesByDayView } from './table.ts'

export const salesByDay = tally({
  table: salesByDayView,
  adds: [
    adding(orderPlaced, ({ orderId }, tx) => saleOf(tx, { orderId })),
    adding(orderEdited, ({ orderId, number }, tx) => editOf(tx, { orderId, number })),
    adding(paymentRefunded, refundOf),
    adding(paymentFailed, refundOf),
  ],
  recompute: async (tx) => {
    const days = new Map<string, typeof salesByDayView.$inferInsert>()
    for (const row of [...(await allSales(tx, {})), ...(await allRefunds(tx, {}))]) {
      const key = `${row.currency} ${row.day}`
      const known = days.get(key)
      if (known) known.refunds += row.refunds
      else days.set(key, row)
    }
    return [...days.values()]
  },
})

/** What an entry of the ledger adds to the refunds of its day; a failed one takes its own back. */
async function refundOf({ entryId }: { entryId: string | null }, tx: Connection) {
  return entryId === null ? [] : refundBy(tx, { entryId })
}

const unitsOfOrder = scalar<number>(
  sql`(select sum(${orderLines.quantity}) from ${orderLines} where ${orderLines.orderId} = ${orders.id})`,
)
/** What was to be paid: lines and shipping after discounts and with tax, as refunds are too. */
const gross = sql<number>`${orders.total}`
const refunds = sql<number>`0`

const saleOf = statement((db, $: Params<{ orderId: string }>) =>
  db
    .select({
      currency: orders.currency,
      day: orders.placedDay,
      orders: sql<number>`1`,
      units: unitsOfOrder,
      gross,
      refunds,
    })
    .from(orders)
    .where(eq(orders.id, $.orderId)),
)

/** What the order adds from an edit on, less what it added before. */
const editOf = statement((db, $: Params<{ orderId: string; number: number }>) =>
  db
    .select({
      currency: orders.currency,
      day: orders.placedDay,
      orders: sql<number>`0`,
      units: sql<number>`${unitsOfOrder} - ${orderRevisions.units}`,
      gross: sql<number>`${gross} - ${orderRevisions.total}`,
      refunds,
    })
    .from(orders)
    .innerJoin(
      orderRevisions,
      and(eq(orderRevisions.orderId, orders.id), eq(orderRevisions.number, $.number)),
    )
    .where(eq(orders.id, $.orderId)),
)

const allSales = statement((db) =>
  db
    .select({
      currency: orders.currency,
      day: orders.placedDay,
      orders: sql<number>`count(*)`,
      units: sql<number>`sum(${unitsOfOrder})`,
      gross: sql<number>`sum(${gross})`,
      refunds,
    })
    .from(orders)
    .groupBy(orders.currency, orders.placedDay),
)

const isRefund = inArray(paymentEntries.type, ['REFUNDED', 'REFUND_FAILED'])
const refunded = sql<number>`case ${paymentEntries.type} when 'REFUNDED' then ${paymentEntries.amount} else -${paymentEntries.amount} end`

const refundColumns = (sum: SQL<number>) => ({
  currency: paymentEntries.currency,
  day: paymentEntries.day,
  orders: sql<number>`0`,
  units: sql<number>`0`,
  gross: sql<number>`0`,
  refunds: sum,
})

const refundBy = statement((db, $: Params<{ entryId: string }>) =>
  db
    .select(refundColumns(refunded))
    .from(paymentEntries)
    .where(and(eq(paymentEntries.id, $.entryId), isRefund)),
)

const allRefunds = statement((db) =>
  db
    .select(refundColumns(sql<number>`sum(${refunded})`))
    .from(paymentEntries)
    .where(isRefund)
    .groupBy(paymentEntries.currency, paymentEntries.day)
    .orderBy(asc(paymentEntries.currency), asc(paymentEntries.day)),
)
