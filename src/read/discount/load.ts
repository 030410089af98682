// Discounts by id, by code, those that apply by themselves, and how often customers have used them.
import { and, asc, eq, gt, isNull, lte, or, sql } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { exact } from '#kernel/filter.ts'
import { flag } from '#kernel/input.ts'
import { rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { discountUsageView, discountView } from './table.ts'

export type DiscountRow = typeof discountView.$inferSelect

export const loadDiscountViews = rowsByKey(discountView, discountView.id)
export const loadDiscountViewsByCode = rowsByKey(discountView, discountView.codeKey)

/** Those that apply by themselves at a moment, oldest first. */
export const loadAutomaticDiscounts = statement((db, $: Params<{ now: number }>) =>
  db
    .select()
    .from(discountView)
    .where(
      and(
        eq(discountView.isAutomatic, true),
        lte(discountView.startsAt, $.now),
        or(isNull(discountView.endsAt), gt(discountView.endsAt, $.now)),
      ),
    )
    .orderBy(asc(discountView.id)),
)

/** Of each customer, how many orders hold which discount. */
export async function loadDiscountUses(
  tx: Connection,
  customerIds: readonly string[],
): Promise<Map<string, number>[]> {
  const uses = new Map(customerIds.map((id) => [id, new Map<string, number>()]))
  for (const { customerId, discountId, count } of await usesBy(tx, { ids: listOf(customerIds) }))
    if (customerId !== null) uses.get(customerId)?.set(discountId, count)
  return customerIds.map((id) => uses.get(id) as Map<string, number>)
}

const usesBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({
      customerId: discountUsageView.customerId,
      discountId: discountUsageView.discountId,
      count: sql<number>`count(*)`,
    })
    .from(discountUsageView)
    .where(inList(discountUsageView.customerId, $.ids))
    .groupBy(discountUsageView.customerId, discountUsageView.discountId)
    .orderBy(asc(discountUsageView.customerId), asc(discountUsageView.discountId)),
)

export const discountListing = listing({
  table: discountView,
  filters: {
    isAutomatic: exact(discountView.isAutomatic, flag(), 'Whether it is applied by itself.'),
  },
  orders: {
    CREATED_AT: ordering('By when it was made.', discountView.createdAt, discountView.id),
  },
  defaultOrder: { field: 'CREATED_AT', direction: 'DESC' },
})
