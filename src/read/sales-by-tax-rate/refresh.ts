// A tally of net, tax and gross by rate: of lines, of units that were settled at the rate of their day
// before an edit, and of shipping.
import { asc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { type TaxSum, taxesOf } from '#domain/order-price.ts'
import { taxedParts } from '#domain/worth.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { statement } from '#kernel/database/statement.ts'
import { tally } from '#kernel/tally.ts'
import { type Agreed, addingAgreed } from '#read/sales/refresh.ts'
import { orderLines, orders } from '#write/orders/tables.ts'
import { salesByTaxRateView } from './table.ts'

type Counts = typeof salesByTaxRateView.$inferInsert

export const salesByTaxRate = tally({
  table: salesByTaxRateView,
  adds: addingAgreed(countsOf, ['taxRate']),
  recompute,
})

function countsOf(agreed: Agreed): Counts[] {
  const { currency, placedDay: day, countryCode } = agreed
  const shipping = {
    taxRate: agreed.shippingTaxRate,
    net: agreed.shippingNet,
    tax: agreed.shippingTax,
    gross: agreed.shippingGross,
  }
  return taxesOf([...agreed.lines.flatMap(taxedParts), shipping]).map((sum) => ({
    currency,
    day,
    countryCode: countryCode ?? '',
    ...sum,
  }))
}

async function recompute(tx: Connection): Promise<Counts[]> {
  const settled = (await settledLines(tx, {})).flatMap(({ line, ...key }) =>
    taxedParts(line).map(({ taxRate, net, tax, gross }: TaxSum) => ({
      ...key,
      ...{ taxRate, net, tax, gross },
    })),
  )
  const sums = new Map<string, Counts>()
  for (const row of [...(await allLines(tx, {})), ...settled, ...(await allShipping(tx, {}))]) {
    const key = `${row.currency} ${row.day} ${row.countryCode} ${row.taxRate}`
    const sum = sums.get(key)
    if (!sum) sums.set(key, row)
    else {
      sum.net += row.net
      sum.tax += row.tax
      sum.gross += row.gross
    }
  }
  return [...sums.values()]
}

const countryCode = sql<string>`coalesce(${orders.countryCode}, '')`
const key = { currency: orders.currency, day: orders.placedDay, countryCode }

const allLines = statement((db) =>
  db
    .select({
      ...key,
      taxRate: orderLines.taxRate,
      net: sql<number>`sum(${orderLines.net})`,
      tax: sql<number>`sum(${orderLines.tax})`,
      gross: sql<number>`sum(${orderLines.gross})`,
    })
    .from(orderLines)
    .innerJoin(orders, eq(orders.id, orderLines.orderId))
    .where(isNull(orderLines.settled))
    .groupBy(orders.currency, orders.placedDay, countryCode, orderLines.taxRate),
)

const settledLines = statement((db) =>
  db
    .select({
      ...key,
      line: {
        quantity: orderLines.quantity,
        settled: orderLines.settled,
        taxRate: orderLines.taxRate,
        net: orderLines.net,
        tax: orderLines.tax,
        gross: orderLines.gross,
      },
    })
    .from(orderLines)
    .innerJoin(orders, eq(orders.id, orderLines.orderId))
    .where(isNotNull(orderLines.settled))
    .orderBy(asc(orderLines.id)),
)

const allShipping = statement((db) =>
  db
    .select({
      ...key,
      taxRate: orders.shippingTaxRate,
      net: sql<number>`sum(${orders.shippingNet})`,
      tax: sql<number>`sum(${orders.shippingTax})`,
      gross: sql<number>`sum(${orders.shippingGross})`,
    })
    .from(orders)
    .groupBy(orders.currency, orders.placedDay, countryCode, orders.shippingTaxRate),
)
