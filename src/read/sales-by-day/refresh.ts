// A tally of sales, dated by placement: what is cancelled later lowers none of it. Recomputing a day
// would cost more with every order, so each order adds its own.
import { eq, sql } from 'drizzle-orm'
import { type Params, statement } from '#kernel/database/statement.ts'
import { adding, tally } from '#kernel/view.ts'
import { scalar } from '#read/versions.ts'
import { orderPlaced } from '#write/orders/events.ts'
import { orderLines, orders } from '#write/orders/tables.ts'
import { salesByDayView } from './table.ts'

export const salesByDay = tally({
  table: salesByDayView,
  adds: [adding(orderPlaced, ({ orderId }, tx) => saleOf(tx, { orderId }))],
  recompute: (tx) => allSales(tx, {}),
})

const unitsOfOrder = scalar<number>(
  sql`(select sum(${orderLines.quantity}) from ${orderLines} where ${orderLines.orderId} = ${orders.id})`,
)
const gross = sql<number>`${orders.subtotal} + ${orders.shippingTotal}`
/** No command gives money back yet. */
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
