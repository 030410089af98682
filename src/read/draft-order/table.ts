// A draft order as it stands. Beside the prices that staff set it holds none, and no stock: both change
// without the draft.
import type { Address } from '#domain/address.ts'
import type { DraftOrderStatus } from '#domain/draft-order-status.ts'
import { index, instant, integer, json, table, text, word } from '#kernel/database/table.ts'

export type DraftOrderViewLine = {
  id: string
  variantId: string
  quantity: number
  /** What staff ask for a unit, and why; null goes by the catalog. */
  unitPrice: number | null
  priceReason: string | null
}

export const draftOrderView = table(
  'draft_order_view',
  {
    id: text().primaryKey(),
    number: integer().notNull().unique(),
    version: integer().notNull(),
    status: word<DraftOrderStatus>().notNull(),
    currency: text().notNull(),
    customerId: text(),
    email: text(),
    shippingAddress: json<Address>(),
    discountCodes: json<string[]>().notNull(),
    shippingMethodId: text(),
    note: text(),
    /** The order that it became. */
    orderId: text().unique(),
    lines: json<DraftOrderViewLine[]>().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    index('draft_order_view_by_status').on(t.status, t.number),
    index('draft_order_view_by_customer').on(t.customerId, t.number),
  ],
)
