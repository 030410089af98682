// Writes a new order whole: its head with the next number, its lines, and what each location holds for
// them. Placing and importing both end here.
import { sql } from 'drizzle-orm'
import { dayOf } from '#domain/calendar.ts'
import { AMOUNT_MAX } from '#domain/money.ts'
import type { OrderDiscount, OrderLineDiscount } from '#domain/order-price.ts'
import type { Quote, QuotedPart } from '#domain/quote.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { insertInto, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { allocateStock } from '#write/stock/allocation.ts'
import { orderPlaced } from './events.ts'
import { OrderTooLarge } from './placing-rejections.ts'
import { orderAllocations, orderLines, orders } from './tables.ts'

export type NewOrder = Pick<
  typeof orders.$inferInsert,
  'cartId' | 'customerId' | 'email' | 'emailKey' | 'shippingAddress' | 'countryCode' | 'externalId'
> & {
  currency: string
  placedAt: number
  lines: readonly PricedOrderLine[]
  /** What all of it costs: its lines are those above. */
  priced: Pick<Quote, 'subtotal' | 'discountTotal' | 'shippingTotal' | 'taxTotal' | 'total'> & {
    shipping: Omit<QuotedPart, 'discounts'>
  }
  pricesIncludeTax: boolean
  discounts: readonly OrderDiscount[]
  shippingMethod: { id: string | null; name: string } | null
  /** The one location that may give its goods; left out, any. */
  locationId?: string | null
  /** Milliseconds that it waits for its payment; null confirms it at once. */
  awaitsPaymentMs: number | null
  /** Where the input says which order this is: what a refusal of the whole points at. */
  path: readonly string[]
}

export type NewOrderLine = {
  variantId: string
  sku: string
  name: string
  isService: boolean
  quantity: number
  unitPrice: number
  /** Why, where it is not the catalog's. */
  priceReason?: string | null
  taxClass: string
}

/** A line with what it costs, after discounts and with its tax. */
export type PricedOrderLine = NewOrderLine &
  Omit<QuotedPart, 'subtotal' | 'discounts'> & { discounts: OrderLineDiscount[] }

const FIRST_NUMBER = 1_001

/** Allocates the stock or throws InsufficientStock. Answers the order's id and its total. */
export async function insertOrder(
  context: Context,
  order: NewOrder,
): Promise<{ orderId: string; total: number }> {
  const { tx, newId, record, settings } = context
  const { lines: asked, locationId = null, awaitsPaymentMs, path, priced, ...rest } = order
  const { shippingMethod, ...head } = rest
  if (priced.total > AMOUNT_MAX) throw new OrderTooLarge({ totalMax: AMOUNT_MAX }, path)
  const orderId = newId('order')
  const lines = asked.map((line, position) => ({
    id: newId('orderLine'),
    orderId,
    position,
    lineTotal: line.unitPrice * line.quantity,
    cancelled: 0,
    inFulfilment: 0,
    fulfilled: 0,
    returned: 0,
    ...line,
  }))
  const goods = lines.filter(({ isService }) => !isService)
  const parts = await allocateStock(context, {
    reference: orderId,
    locationId,
    cartId: order.cartId ?? null,
    lines: goods.map(({ id, variantId, sku, quantity }) => ({
      lineId: id,
      variantId,
      sku,
      quantity,
    })),
  })
  const { shipping, subtotal, discountTotal, shippingTotal, taxTotal, total } = priced
  // What costs nothing has nothing to wait for.
  const expiresAt =
    awaitsPaymentMs === null || total === 0 ? null : order.placedAt + awaitsPaymentMs
  await insertOrders(tx, [
    {
      id: orderId,
      number: await nextNumber(tx),
      ...{ subtotal, discountTotal, shippingTotal, taxTotal, total },
      shippingMethodId: shippingMethod?.id ?? null,
      shippingMethodName: shippingMethod?.name ?? null,
      shippingDiscount: shipping.discount,
      shippingNet: shipping.net,
      shippingTax: shipping.tax,
      shippingGross: shipping.gross,
      shippingTaxRate: shipping.taxRate,
      status: expiresAt === null ? 'CONFIRMED' : 'PENDING',
      expiresAt,
      onHold: false,
      refundGranted: 0,
      edits: 0,
      placedDay: dayOf(order.placedAt, settings.timeZone),
      ...head,
      discounts: [...head.discounts],
    },
  ])
  await insertLines(tx, lines)
  await insertAllocations(
    tx,
    parts.map(({ lineId, locationId, quantity }) => ({
      orderLineId: lineId,
      locationId,
      quantity,
      inFulfilment: 0,
    })),
  )
  record(orderPlaced({ orderId, customerId: order.customerId ?? null, expiresAt }))
  return { orderId, total }
}

/** Before anything is summed: sums stay far below what a number can hold exactly. */
export function requireModest(
  lines: readonly Pick<NewOrderLine, 'unitPrice' | 'quantity'>[],
  path: readonly string[],
): void {
  let total = 0
  for (const { unitPrice, quantity } of lines) total += unitPrice * quantity
  if (total > AMOUNT_MAX) throw new OrderTooLarge({ totalMax: AMOUNT_MAX }, path)
}

async function nextNumber(tx: Connection): Promise<number> {
  const [last] = await lastNumber(tx, {})
  return Math.max(FIRST_NUMBER, (last?.number ?? 0) + 1)
}

const lastNumber = statement((db) =>
  db.select({ number: sql<number | null>`max(${orders.number})` }).from(orders),
)
const insertOrders = insertInto(orders)
const insertLines = insertInto(orderLines)
const insertAllocations = insertInto(orderAllocations)
