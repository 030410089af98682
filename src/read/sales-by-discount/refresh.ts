// A tally of what each discount took of orders, as they are agreed.
import { asc, sql } from 'drizzle-orm'
import { groupedBy } from '#domain/grouped.ts'
import { sumOf } from '#domain/money.ts'
import type { Database } from '#kernel/database/connection.ts'
import { statement } from '#kernel/database/statement.ts'
import { tally } from '#kernel/tally.ts'
import { type Agreed, addingAgreed } from '#read/sales/refresh.ts'
import { orders } from '#write/orders/tables.ts'
import { salesByDiscountView } from './table.ts'

export const salesByDiscount = tally({
  table: salesByDiscountView,
  adds: addingAgreed(countsOf),
  recompute: (tx) => allCounts(tx, {}),
})

/** An order that was placed elsewhere may have several discounts that are not the shop's: they are one here. */
function countsOf({ currency, placedDay: day, discounts, total }: Agreed) {
  const taking = discounts.filter(({ amount }) => amount > 0)
  return [...groupedBy(taking, ({ discountId }) => discountId ?? '')].map(([discountId, own]) => ({
    currency,
    day,
    discountId,
    orders: 1,
    discounted: sumOf(own.map(({ amount }) => amount)),
    gross: total,
  }))
}

const amount = sql<number>`cast(taken.value ->> 'amount' as bigint)`
const discountId = sql<string>`coalesce(taken.value ->> 'discountId', '')`

/** One row an order and discount. */
const eachOrder = (db: Database) =>
  db
    .select({
      currency: orders.currency,
      day: sql<string>`${orders.placedDay}`.as('day'),
      discountId: discountId.as('discount_id'),
      amount: sql<number>`sum(${amount})`.as('amount'),
      total: orders.total,
    })
    .from(orders)
    .innerJoin(sql`json_each(${orders.discounts}) as taken`, sql`${amount} > 0`)
    .groupBy(orders.id, discountId)
    .as('each_order')

const allCounts = statement((db) => {
  const each = eachOrder(db)
  return db
    .select({
      currency: each.currency,
      day: sql<string>`${each.day}`,
      discountId: sql<string>`${each.discountId}`,
      orders: sql<number>`count(*)`,
      discounted: sql<number>`sum(${each.amount})`,
      gross: sql<number>`sum(${each.total})`,
    })
    .from(each)
    .groupBy(each.currency, sql`${each.day}`, sql`${each.discountId}`)
    .orderBy(asc(each.currency), asc(sql`${each.day}`), asc(sql`${each.discountId}`))
})
