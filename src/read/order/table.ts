// The whole page of an order in one row. Locations, variants and customers are referred to by id.
import { sql } from 'drizzle-orm'
import type { Address } from '#domain/address.ts'
import type { FulfilmentState } from '#domain/fulfilment-state.ts'
import type { OrderDiscount, OrderLineDiscount } from '#domain/order-price.ts'
import type {
  FulfilmentStatus,
  OrderAction,
  OrderStatus,
  PaymentStatus,
} from '#domain/order-status.ts'
import type { Settled } from '#domain/worth.ts'
import {
  flag,
  index,
  instant,
  integer,
  json,
  money,
  table,
  text,
  word,
} from '#kernel/database/table.ts'
import type { paymentView } from '#read/payment/table.ts'

export type OrderViewLine = {
  id: string
  variantId: string
  sku: string
  name: string
  isService: boolean
  quantity: number
  unitPrice: number
  lineTotal: number
  /** Why staff asked this price; null where it was the catalog's. */
  priceReason: string | null
  taxClass: string
  discounts: OrderLineDiscount[]
  discount: number
  net: number
  tax: number
  gross: number
  taxRate: number
  /** What units cost that were done with when an edit priced the rest anew. */
  settled: Settled | null
  cancelled: number
  inFulfilment: number
  fulfilled: number
  /** Units that came back. */
  returned: number
  /** Units that have shipped and that no return speaks for. */
  returnable: number
  /** What locations hold for the line and have not shipped, and how much of it is made ready. */
  allocations: { locationId: string; quantity: number; ready: number }[]
}

/** Units of a line, by the words that it was sold under. */
export type OrderViewUnits = { orderLineId: string; sku: string; name: string; quantity: number }

export type OrderViewFulfilment = {
  id: string
  locationId: string
  status: FulfilmentState
  createdAt: number
  shippedAt: number | null
  deliveredAt: number | null
  cancelledAt: number | null
  cancelReason: string | null
  trackings: { carrier: string; number: string; url: string | null }[]
  lines: OrderViewUnits[]
}

export type OrderViewRefundGrant = {
  id: string
  returnId: string | null
  amount: number
  reason: string | null
  authorId: string
  at: number
  lines: OrderViewUnits[]
}

export type OrderViewPayment = Omit<
  typeof paymentView.$inferSelect,
  'orderId' | 'customerId' | 'currency'
>

export type OrderViewCancellation = {
  id: string
  reason: string | null
  at: number
  lines: OrderViewUnits[]
}

export type OrderViewNote = { id: string; text: string; authorId: string; at: number }

export const orderView = table(
  'order_view',
  {
    id: text().primaryKey(),
    number: integer().notNull().unique(),
    version: integer().notNull(),
    status: word<OrderStatus>().notNull(),
    paymentStatus: word<PaymentStatus>().notNull(),
    fulfilmentStatus: word<FulfilmentStatus>().notNull(),
    placedAt: instant().notNull(),
    /** The day that reports count it for, YYYY-MM-DD in the shop's time zone. */
    placedDay: text().notNull(),
    email: text(),
    customerId: text(),
    cartId: text(),
    currency: text().notNull(),
    shippingAddress: json<Address>(),
    countryCode: text(),
    subtotal: money().notNull(),
    discountTotal: money().notNull(),
    shippingTotal: money().notNull(),
    taxTotal: money().notNull(),
    total: money().notNull(),
    pricesIncludeTax: flag().notNull(),
    discounts: json<OrderDiscount[]>().notNull(),
    shippingMethodId: text(),
    shippingMethodName: text(),
    shippingDiscount: money().notNull(),
    shippingNet: money().notNull(),
    shippingTax: money().notNull(),
    shippingGross: money().notNull(),
    shippingTaxRate: integer().notNull(),
    /** The sum of the refunds that were granted. */
    refundGranted: money().notNull(),
    /** The total less what was cancelled and what was granted. */
    currentTotal: money().notNull(),
    authorized: money().notNull(),
    captured: money().notNull(),
    refunded: money().notNull(),
    disputed: money().notNull(),
    /** What is still to be paid; negative where more was paid than is owed. */
    due: money().notNull(),
    lines: json<OrderViewLine[]>().notNull(),
    fulfilments: json<OrderViewFulfilment[]>().notNull(),
    returnIds: json<string[]>().notNull(),
    refundGrants: json<OrderViewRefundGrant[]>().notNull(),
    payments: json<OrderViewPayment[]>().notNull(),
    cancellations: json<OrderViewCancellation[]>().notNull(),
    notes: json<OrderViewNote[]>().notNull(),
    availableActions: json<OrderAction[]>().notNull(),
    cancelReason: text(),
    expiresAt: instant(),
    onHold: flag().notNull(),
    holdReason: text(),
    heldAt: instant(),
    closeReason: text(),
    closedAt: instant(),
    cancelledAt: instant(),
    externalId: text(),
    /** How often it was edited. */
    edits: integer().notNull(),
  },
  (t) => [
    // Partial: an order that was placed here pays nothing for it.
    index('order_view_by_external_id').on(t.externalId).where(sql`${t.externalId} is not null`),
  ],
)
