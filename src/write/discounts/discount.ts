// A discount's own row, as commands need it.
import { and, eq, gt, isNull, or, sql } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { as, type Params, statement } from '#kernel/database/statement.ts'
import { DiscountHasEnded, DiscountNotFound, TooManyAutomaticDiscounts } from './rejections.ts'
import { discounts } from './tables.ts'

export type Discount = typeof discounts.$inferSelect

const AUTOMATIC_DISCOUNTS_MAX = 50

/** A discount that has not ended. */
export async function requireStandingDiscount(
  tx: Connection,
  discountId: string,
  now: number,
): Promise<Discount> {
  const path = ['input', 'discountId']
  const [discount] = await discountBy(tx, { discountId })
  if (!discount) throw new DiscountNotFound({ discountId }, path)
  const { endsAt } = discount
  if (endsAt !== null && endsAt <= now) throw new DiscountHasEnded({ discountId, endsAt }, path)
  return discount
}

/** Each cart and each order looks at all automatic discounts. */
export async function requireRoomForAutomatic(tx: Connection, now: number): Promise<void> {
  const [standing] = await countAutomatic(tx, { now })
  if ((standing?.count ?? 0) >= AUTOMATIC_DISCOUNTS_MAX)
    throw new TooManyAutomaticDiscounts({ discountsMax: AUTOMATIC_DISCOUNTS_MAX }, [
      'input',
      'code',
    ])
}

type Changes = Pick<
  Discount,
  | 'id'
  | 'name'
  | 'currency'
  | 'minimumSubtotal'
  | 'productIds'
  | 'collectionIds'
  | 'startsAt'
  | 'endsAt'
  | 'usageLimit'
  | 'usageLimitPerCustomer'
  | 'isCombinable'
>

export const writeDiscount = statement((db, $: Params<Changes>) =>
  db
    .update(discounts)
    .set({
      name: as(discounts.name, $.name),
      currency: as(discounts.currency, $.currency),
      minimumSubtotal: as(discounts.minimumSubtotal, $.minimumSubtotal),
      productIds: as(discounts.productIds, $.productIds),
      collectionIds: as(discounts.collectionIds, $.collectionIds),
      startsAt: as(discounts.startsAt, $.startsAt),
      endsAt: as(discounts.endsAt, $.endsAt),
      usageLimit: as(discounts.usageLimit, $.usageLimit),
      usageLimitPerCustomer: as(discounts.usageLimitPerCustomer, $.usageLimitPerCustomer),
      isCombinable: as(discounts.isCombinable, $.isCombinable),
    })
    .where(eq(discounts.id, $.id)),
)

const discountBy = statement((db, $: Params<{ discountId: string }>) =>
  db.select().from(discounts).where(eq(discounts.id, $.discountId)),
)

const countAutomatic = statement((db, $: Params<{ now: number }>) =>
  db
    .select({ count: sql<number>`count(*)` })
    .from(discounts)
    .where(
      and(
        eq(discounts.isAutomatic, true),
        or(isNull(discounts.endsAt), gt(discounts.endsAt, $.now)),
      ),
    ),
)
