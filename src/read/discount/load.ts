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

/** Who buys: a customer, the e-mail of an order as it is compared, or both. As text, to be a key. */
export type BuyerKey = string & { readonly of: 'buyer' }
type Buyer = { customerId: string | null; emailKey: string | null }

export const buyerKeyOf = ({ customerId, emailKey }: Buyer): BuyerKey =>
  JSON.stringify({ customerId, emailKey }) as BuyerKey

/** Of each buyer, how many orders hold which discount. */
export async function loadDiscountUses(
  tx: Connection,
  keys: readonly BuyerKey[],
): Promise<Map<string, number>[]> {
  const buyers = keys.map((key) => JSON.parse(key) as Buyer)
  const counts = await usesBy(tx, {
    customerIds: listOf(buyers.flatMap(({ customerId }) => customerId ?? [])),
    emailKeys: listOf(buyers.flatMap(({ emailKey }) => emailKey ?? [])),
  })
  return buyers.map(({ customerId, emailKey }) => {
    const uses = new Map<string, number>()
    for (const of of counts) {
      const isTheirs =
        (customerId !== null && of.customerId === customerId) ||
        (emailKey !== null && of.emailKey === emailKey)
      if (isTheirs) uses.set(of.discountId, (uses.get(of.discountId) ?? 0) + of.count)
    }
    return uses
  })
}

const usesBy = statement((db, $: Params<{ customerIds: string; emailKeys: string }>) => {
  const { customerId, emailKey, discountId } = discountUsageView
  return db
    .select({ customerId, emailKey, discountId, count: sql<number>`count(*)` })
    .from(discountUsageView)
    .where(or(inList(customerId, $.customerIds), inList(emailKey, $.emailKeys)))
    .groupBy(customerId, emailKey, discountId)
    .orderBy(asc(customerId), asc(emailKey), asc(discountId))
})

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
