// What was sold, frozen as it was placed or edited: names, SKUs and prices are copies, so that an order
// reads the same when the catalog has moved on.
import { sql } from 'drizzle-orm'
import type { Address } from '#domain/address.ts'
import type { OrderDiscount, OrderLineDiscount } from '#domain/order-price.ts'
import type { OrderStatus } from '#domain/order-status.ts'
import type { Settled } from '#domain/worth.ts'
import {
  check,
  flag,
  index,
  instant,
  integer,
  json,
  money,
  primaryKey,
  table,
  text,
  unique,
  word,
} from '#kernel/database/table.ts'

export const orders = table(
  'orders',
  {
    id: text().primaryKey(),
    /** Short, unique, counting up: what people say on the telephone. */
    number: integer().notNull().unique(),
    cartId: text().unique(),
    customerId: text(),
    email: text(),
    /** The e-mail as it is compared. */
    emailKey: text(),
    currency: text().notNull(),
    status: word<OrderStatus>().notNull(),
    shippingAddress: json<Address>(),
    /** Where it was sold to, when no more of the address is known. */
    countryCode: text(),
    placedAt: instant().notNull(),
    /** YYYY-MM-DD in the shop's time zone. */
    placedDay: text().notNull(),
    /** All totals are as placed, or last edited; what is cancelled stands in the lines. */
    subtotal: money().notNull(),
    discountTotal: money().notNull(),
    shippingTotal: money().notNull(),
    taxTotal: money().notNull(),
    total: money().notNull(),
    /** The sum of the refunds that were granted. */
    refundGranted: money().notNull(),
    /** Whether `taxTotal` is within prices, or comes on top of them. */
    pricesIncludeTax: flag().notNull(),
    /** What each discount took of lines and shipping together. */
    discounts: json<OrderDiscount[]>().notNull(),
    shippingMethodId: text(),
    shippingMethodName: text(),
    /** Of `shippingTotal`, like a line's own parts. */
    shippingDiscount: money().notNull(),
    shippingNet: money().notNull(),
    shippingTax: money().notNull(),
    shippingGross: money().notNull(),
    shippingTaxRate: integer().notNull(),
    cancelReason: text(),
    cancelledAt: instant(),
    /** When it expires unless it is paid before, or did; null where nothing can make it. */
    expiresAt: instant(),
    /** Nothing of it is made ready or ships meanwhile. */
    onHold: flag().notNull(),
    holdReason: text(),
    heldAt: instant(),
    closeReason: text(),
    closedAt: instant(),
    /** The order's id in another system. */
    externalId: text().unique(),
    /** How often it was edited. */
    edits: integer().notNull(),
  },
  (t) => [
    index('orders_by_customer').on(t.customerId, t.id),
    index('orders_by_email').on(t.emailKey),
    check(
      'orders_total',
      sql`${t.total} = ${t.subtotal} - ${t.discountTotal} + ${t.shippingTotal} + case ${t.pricesIncludeTax} when 1 then 0 else ${t.taxTotal} end`,
    ),
    check(
      'orders_shipping',
      sql`${t.shippingNet} + ${t.shippingTax} = ${t.shippingGross} and case ${t.pricesIncludeTax} when 1 then ${t.shippingGross} else ${t.shippingNet} end = ${t.shippingTotal} - ${t.shippingDiscount} and ${t.shippingNet} >= 0 and ${t.shippingTax} >= 0`,
    ),
    // At most the total at which it was granted, which a later edit may undercut.
    check('orders_refund_granted', sql`${t.refundGranted} >= 0`),
  ],
)

export const orderLines = table(
  'order_lines',
  {
    id: text().primaryKey(),
    orderId: text()
      .notNull()
      .references(() => orders.id),
    position: integer().notNull(),
    variantId: text().notNull(),
    sku: text().notNull(),
    name: text().notNull(),
    isService: flag().notNull(),
    /** 0 where an edit took the line off. */
    quantity: integer().notNull(),
    unitPrice: money().notNull(),
    lineTotal: money().notNull(),
    /** Why staff asked this price instead of the catalog's; null where they did not. */
    priceReason: text(),
    taxClass: text().notNull(),
    /** What each discount took of it. */
    discounts: json<OrderLineDiscount[]>().notNull(),
    discount: money().notNull(),
    net: money().notNull(),
    tax: money().notNull(),
    /** What the line costs, after discount and with its tax. */
    gross: money().notNull(),
    /** Thousandths of a percent. */
    taxRate: integer().notNull(),
    /** Units that were done with when an edit priced the rest anew, and what they cost. */
    settled: json<Settled>(),
    /** Units of `quantity` that are cancelled. */
    cancelled: integer().notNull(),
    /** Units that stand in a fulfilment, shipped or not. */
    inFulfilment: integer().notNull(),
    /** Units of those that have shipped. */
    fulfilled: integer().notNull(),
    /** Units of those that came back. */
    returned: integer().notNull(),
  },
  (t) => [
    index('order_lines_by_order').on(t.orderId, t.position),
    index('order_lines_by_variant').on(t.variantId),
    check('order_lines_total', sql`${t.lineTotal} = ${t.quantity} * ${t.unitPrice}`),
    check(
      'order_lines_parts',
      sql`${t.net} + ${t.tax} = ${t.gross} and ${t.lineTotal} - ${t.discount} in (${t.net}, ${t.gross}) and ${t.discount} >= 0 and ${t.net} >= 0 and ${t.tax} >= 0`,
    ),
    check(
      'order_lines_quantities',
      sql`${t.quantity} >= 0 and ${t.cancelled} >= 0 and ${t.fulfilled} >= 0 and ${t.fulfilled} <= ${t.inFulfilment} and ${t.cancelled} + ${t.inFulfilment} <= ${t.quantity} and ${t.returned} >= 0 and ${t.returned} <= ${t.fulfilled}`,
    ),
  ],
)

/** Units of a line that a location holds for it and has not shipped. */
export const orderAllocations = table(
  'order_allocations',
  {
    orderLineId: text()
      .notNull()
      .references(() => orderLines.id),
    locationId: text().notNull(),
    quantity: integer().notNull(),
    /** Units of `quantity` that stand in a fulfilment which has not shipped. */
    inFulfilment: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orderLineId, t.locationId] }),
    check(
      'order_allocations_quantities',
      sql`${t.inFulfilment} >= 0 and ${t.inFulfilment} <= ${t.quantity}`,
    ),
  ],
)

export type CancelledUnits = { orderLineId: string; quantity: number }

/** What was cancelled, when and why. The sums stand in the lines. */
export const orderCancellations = table(
  'order_cancellations',
  {
    id: text().primaryKey(),
    orderId: text()
      .notNull()
      .references(() => orders.id),
    lines: json<CancelledUnits[]>().notNull(),
    reason: text(),
    authorId: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [index('order_cancellations_by_order').on(t.orderId, t.id)],
)

export const orderNotes = table(
  'order_notes',
  {
    id: text().primaryKey(),
    orderId: text()
      .notNull()
      .references(() => orders.id),
    text: text().notNull(),
    authorId: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [index('order_notes_by_order').on(t.orderId, t.id)],
)

/** A line as it was agreed before an edit. */
export type RevisedLine = Pick<
  typeof orderLines.$inferSelect,
  | 'id'
  | 'variantId'
  | 'sku'
  | 'name'
  | 'isService'
  | 'quantity'
  | 'unitPrice'
  | 'lineTotal'
  | 'priceReason'
  | 'taxClass'
  | 'discounts'
  | 'discount'
  | 'net'
  | 'tax'
  | 'gross'
  | 'taxRate'
  | 'settled'
  | 'cancelled'
>

/** What an order was before an edit, by whom it was edited, when and why. Never changed. */
export const orderRevisions = table(
  'order_revisions',
  {
    id: text().primaryKey(),
    orderId: text()
      .notNull()
      .references(() => orders.id),
    /** Of the order, counting from 1: the first is the order as it was placed. */
    number: integer().notNull(),
    at: instant().notNull(),
    authorId: text().notNull(),
    reason: text().notNull(),
    lines: json<RevisedLine[]>().notNull(),
    /** Units of all lines. */
    units: integer().notNull(),
    shippingAddress: json<Address>(),
    countryCode: text(),
    subtotal: money().notNull(),
    discountTotal: money().notNull(),
    shippingTotal: money().notNull(),
    taxTotal: money().notNull(),
    total: money().notNull(),
    discounts: json<OrderDiscount[]>().notNull(),
    shippingMethodId: text(),
    shippingMethodName: text(),
    shippingDiscount: money().notNull(),
    shippingNet: money().notNull(),
    shippingTax: money().notNull(),
    shippingGross: money().notNull(),
    shippingTaxRate: integer().notNull(),
  },
  (t) => [
    unique('order_revisions_numbered').on(t.orderId, t.number),
    check('order_revisions_number', sql`${t.number} > 0`),
  ],
)
