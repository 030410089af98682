// Counts which orders hold a discount, in the transaction that places or ends them.
import { eq, sql } from 'drizzle-orm'
import { insertInto, type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { discountsUsed, discountUsesReleased } from './events.ts'
import { discounts, discountUsages } from './tables.ts'

/** Whoever calls has seen that the limits leave room; the table's own check stops what they don't. */
export async function useDiscounts(
  { tx, now, newId, record }: Context,
  order: { orderId: string; customerId: string | null; emailKey: string | null },
  discountIds: readonly string[],
): Promise<void> {
  if (discountIds.length === 0) return
  await insertUsages(
    tx,
    discountIds.map((discountId) => ({
      ...order,
      id: newId('discountUsage'),
      discountId,
      at: now,
    })),
  )
  for (const discountId of discountIds) await changeUsed(tx, { discountId, by: 1 })
  record(discountsUsed({ orderId: order.orderId, discountIds: [...discountIds] }))
}

/** An order that is no order any more holds none. */
export async function releaseDiscounts({ tx, record }: Context, orderId: string): Promise<void> {
  const released = await removeUsages(tx, { orderId })
  const discountIds = released.map(({ discountId }) => discountId).sort()
  if (discountIds.length === 0) return
  for (const discountId of discountIds) await changeUsed(tx, { discountId, by: -1 })
  record(discountUsesReleased({ orderId, discountIds }))
}

const insertUsages = insertInto(discountUsages)

const removeUsages = statement((db, $: Params<{ orderId: string }>) =>
  db
    .delete(discountUsages)
    .where(eq(discountUsages.orderId, $.orderId))
    .returning({ discountId: discountUsages.discountId }),
)

const changeUsed = statement((db, $: Params<{ discountId: string; by: number }>) =>
  db
    .update(discounts)
    .set({ used: sql`${discounts.used} + ${$.by}` })
    .where(eq(discounts.id, $.discountId)),
)
