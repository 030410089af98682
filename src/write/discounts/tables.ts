// Discounts, and which order holds a use of which: a use is given back when its order is.
import { sql } from 'drizzle-orm'
import type { DiscountRule } from '#domain/discounts.ts'
import {
  check,
  flag,
  index,
  instant,
  integer,
  json,
  money,
  table,
  text,
  uniqueIndex,
} from '#kernel/database/table.ts'

export const discounts = table(
  'discounts',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    /** Null where it is applied by itself. */
    code: text(),
    /** The code as it is compared. */
    codeKey: text().unique(),
    isAutomatic: flag().notNull(),
    takes: json<DiscountRule['takes']>().notNull(),
    /** Of a fixed amount and of the minimum; null where there is neither. */
    currency: text(),
    minimumSubtotal: money(),
    /** None of both is everything. */
    productIds: json<string[]>().notNull(),
    collectionIds: json<string[]>().notNull(),
    startsAt: instant().notNull(),
    endsAt: instant(),
    usageLimit: integer(),
    usageLimitPerCustomer: integer(),
    isCombinable: flag().notNull(),
    /** Orders that hold it. */
    used: integer().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    index('discounts_automatic').on(t.isAutomatic, t.endsAt),
    check('discounts_code', sql`(${t.codeKey} is null) = (${t.isAutomatic} = 1)`),
    check(
      'discounts_used',
      sql`${t.used} >= 0 and (${t.usageLimit} is null or ${t.used} <= ${t.usageLimit})`,
    ),
    check('discounts_ends', sql`${t.endsAt} is null or ${t.endsAt} >= ${t.startsAt}`),
  ],
)

export const discountUsages = table(
  'discount_usages',
  {
    id: text().primaryKey(),
    discountId: text()
      .notNull()
      .references(() => discounts.id),
    orderId: text().notNull(),
    customerId: text(),
    /** The order's e-mail as it is compared: what tells guests apart. */
    emailKey: text(),
    at: instant().notNull(),
  },
  (t) => [
    uniqueIndex('discount_usages_by_order').on(t.orderId, t.discountId),
    index('discount_usages_by_customer').on(t.customerId, t.discountId),
    index('discount_usages_by_email').on(t.emailKey, t.discountId),
  ],
)
