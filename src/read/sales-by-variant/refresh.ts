// A tally of what each variant sold for, in whatever lines of an order.
import { asc, eq, gt, sql } from 'drizzle-orm'
import { groupedBy } from '#domain/grouped.ts'
import { sumOf } from '#domain/money.ts'
import { statement } from '#kernel/database/statement.ts'
import { tally } from '#kernel/tally.ts'
import { type Agreed, addingAgreed } from '#read/sales/refresh.ts'
import { orderLines, orders } from '#write/orders/tables.ts'
import { salesByVariantView } from './table.ts'

export const salesByVariant = tally({
  table: salesByVariantView,
  adds: addingAgreed(countsOf),
  recompute: (tx) => allCounts(tx, {}),
})

function countsOf({ currency, placedDay: day, lines }: Agreed) {
  const sold = lines.filter(({ quantity }) => quantity > 0)
  return [...groupedBy(sold, ({ variantId }) => variantId)].map(([variantId, own]) => ({
    currency,
    day,
    variantId,
    orders: 1,
    units: sumOf(own.map(({ quantity }) => quantity)),
    discounts: sumOf(own.map(({ discount }) => discount)),
    net: sumOf(own.map(({ net }) => net)),
    tax: sumOf(own.map(({ tax }) => tax)),
    gross: sumOf(own.map(({ gross }) => gross)),
  }))
}

const allCounts = statement((db) =>
  db
    .select({
      currency: orders.currency,
      day: orders.placedDay,
      variantId: orderLines.variantId,
      orders: sql<number>`count(distinct ${orders.id})`,
      units: sql<number>`sum(${orderLines.quantity})`,
      discounts: sql<number>`sum(${orderLines.discount})`,
      net: sql<number>`sum(${orderLines.net})`,
      tax: sql<number>`sum(${orderLines.tax})`,
      gross: sql<number>`sum(${orderLines.gross})`,
    })
    .from(orderLines)
    .innerJoin(orders, eq(orders.id, orderLines.orderId))
    .where(gt(orderLines.quantity, 0))
    .groupBy(orders.currency, orders.placedDay, orderLines.variantId)
    .orderBy(asc(orders.currency), asc(orders.placedDay), asc(orderLines.variantId)),
)
