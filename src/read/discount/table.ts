// A discount whole: whether a basket gets it is worked out when it is asked.
import type { DiscountRule } from '#domain/discounts.ts'
import { flag, index, instant, integer, json, money, table, text } from '#kernel/database/table.ts'

export const discountView = table(
  'discount_view',
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    name: text().notNull(),
    code: text(),
    codeKey: text(),
    isAutomatic: flag().notNull(),
    takes: json<DiscountRule['takes']>().notNull(),
    currency: text(),
    minimumSubtotal: money(),
    productIds: json<string[]>().notNull(),
    collectionIds: json<string[]>().notNull(),
    startsAt: instant().notNull(),
    endsAt: instant(),
    usageLimit: integer(),
    usageLimitPerCustomer: integer(),
    isCombinable: flag().notNull(),
    used: integer().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    index('discount_view_automatic').on(t.isAutomatic, t.endsAt),
    index('discount_view_by_code').on(t.codeKey),
    index('discount_view_by_created').on(t.createdAt, t.id),
  ],
)

/** One row a discount that an order holds. */
export const discountUsageView = table(
  'discount_usage_view',
  {
    id: text().primaryKey(),
    orderId: text().notNull(),
    discountId: text().notNull(),
    customerId: text(),
    /** The order's e-mail as it is compared. */
    emailKey: text(),
  },
  (t) => [
    index('discount_usage_view_by_order').on(t.orderId),
    index('discount_usage_view_by_customer').on(t.customerId, t.discountId),
    index('discount_usage_view_by_email').on(t.emailKey, t.discountId),
  ],
)
