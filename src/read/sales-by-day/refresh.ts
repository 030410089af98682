// A tally of what orders cost as they are agreed. Recomputing a day would cost more with every order, so
// each order adds its own.
import { asc, sql } from 'drizzle-orm'
import { sumOf } from '#domain/money.ts'
import { statement } from '#kernel/database/statement.ts'
import { tally } from '#kernel/tally.ts'
import { type Agreed, addingAgreed } from '#read/sales/refresh.ts'
import { scalar } from '#read/versions.ts'
import { orderLines, orders } from '#write/orders/tables.ts'
import { salesByDayView } from './table.ts'

export const salesByDay = tally({
  table: salesByDayView,
  adds: addingAgreed((agreed) => [countsOf(agreed)]),
  recompute: (tx) => allCounts(tx, {}),
})

const countsOf = (agreed: Agreed): typeof salesByDayView.$inferInsert => ({
  currency: agreed.currency,
  day: agreed.placedDay,
  countryCode: agreed.countryCode ?? '',
  orders: 1,
  units: sumOf(agreed.lines.map(({ quantity }) => quantity)),
  discounts: agreed.discountTotal,
  shipping: agreed.shippingGross,
  net: agreed.total - agreed.taxTotal,
  tax: agreed.taxTotal,
  gross: agreed.total,
})

const unitsOfOrder = scalar<number>(
  sql`(select sum(${orderLines.quantity}) from ${orderLines} where ${orderLines.orderId} = ${orders.id})`,
)
const countryCode = sql<string>`coalesce(${orders.countryCode}, '')`

const allCounts = statement((db) =>
  db
    .select({
      currency: orders.currency,
      day: orders.placedDay,
      countryCode,
      orders: sql<number>`count(*)`,
      units: sql<number>`sum(${unitsOfOrder})`,
      discounts: sql<number>`sum(${orders.discountTotal})`,
      shipping: sql<number>`sum(${orders.shippingGross})`,
      net: sql<number>`sum(${orders.total} - ${orders.taxTotal})`,
      tax: sql<number>`sum(${orders.taxTotal})`,
      gross: sql<number>`sum(${orders.total})`,
    })
    .from(orders)
    .groupBy(orders.currency, orders.placedDay, countryCode)
    .orderBy(asc(orders.currency), asc(orders.placedDay), asc(countryCode)),
)
