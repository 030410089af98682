// Counts which orders hold a discount, in the transaction that places or ends them.
import { and, eq, sql } from 'drizzle-orm'
import {
  as,
  inList,
  insertInto,
  listOf,
  type Params,
  statement,
} from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { discountsUsed, discountUsesReleased } from './events.ts'
import { discounts, discountUsages } from './tables.ts'

type Holder = { orderId: string; customerId: string | null; emailKey: string | null }

/** Whoever calls has seen that the limits leave room; the table's own check stops what they don't. */
export async function useDiscounts(
  { tx, now, newId, record }: Context,
  { orderId, customerId, emailKey }: Holder,
  discountIds: readonly string[],
): Promise<void> {
  if (discountIds.length === 0) return
  await insertUsages(
    tx,
    discountIds.map((discountId) => ({
      ...{ orderId, customerId, emailKey, discountId },
      id: newId('discountUsage'),
      at: now,
    })),
  )
  await changeUsed(tx, { ids: listOf(discountIds), by: 1 })
  record(discountsUsed({ orderId, discountIds: [...discountIds] }))
}

/** An order that is no order any more holds none. */
export const releaseDiscounts = async (context: Context, orderId: string): Promise<void> =>
  giveBack(context, orderId, await removeUsages(context.tx, { orderId }))

/** An order that an edit took these off holds them no more. */
export const releaseSomeDiscounts = async (
  context: Context,
  orderId: string,
  discountIds: readonly string[],
): Promise<void> =>
  giveBack(context, orderId, await removeSome(context.tx, { orderId, ids: listOf(discountIds) }))

async function giveBack(
  { tx, record }: Context,
  orderId: string,
  released: readonly { discountId: string }[],
): Promise<void> {
  const discountIds = released.map(({ discountId }) => discountId).sort()
  if (discountIds.length === 0) return
  await changeUsed(tx, { ids: listOf(discountIds), by: -1 })
  record(discountUsesReleased({ orderId, discountIds }))
}

/** An order's uses count for an account from now on, not only for the e-mail. */
export const claimDiscountUses = statement(
  (db, $: Params<{ orderId: string; customerId: string }>) =>
    db
      .update(discountUsages)
      .set({ customerId: as(discountUsages.customerId, $.customerId) })
      .where(eq(discountUsages.orderId, $.orderId)),
)

/** Uses count on for the account that has the order, and for no e-mail any more. */
export const forgetUsageEmails = statement((db, $: Params<{ orderIds: string }>) =>
  db
    .update(discountUsages)
    .set({ emailKey: null })
    .where(inList(discountUsages.orderId, $.orderIds)),
)

const insertUsages = insertInto(discountUsages)

const removeUsages = statement((db, $: Params<{ orderId: string }>) =>
  db
    .delete(discountUsages)
    .where(eq(discountUsages.orderId, $.orderId))
    .returning({ discountId: discountUsages.discountId }),
)

const removeSome = statement((db, $: Params<{ orderId: string; ids: string }>) =>
  db
    .delete(discountUsages)
    .where(and(eq(discountUsages.orderId, $.orderId), inList(discountUsages.discountId, $.ids)))
    .returning({ discountId: discountUsages.discountId }),
)

/** Of these discounts, each once. */
const changeUsed = statement((db, $: Params<{ ids: string; by: number }>) =>
  db
    .update(discounts)
    .set({ used: sql`${discounts.used} + ${$.by}` })
    .where(inList(discounts.id, $.ids)),
)
