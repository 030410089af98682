// Takes whom they were for out of draft orders: the lines stay.
import { and, asc, eq, isNull, or, sql } from 'drizzle-orm'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { draftOrderPersonErased } from './events.ts'
import { draftOrders } from './tables.ts'

type Person = { customerId: string | null; emailKeys: string; orderIds: string }

/** A customer's own, those that became these orders, and nobody's under one of these e-mails. */
export const draftOrdersOfPerson = statement((db, $: Params<Person>) =>
  db
    .select({ id: draftOrders.id })
    .from(draftOrders)
    .where(
      or(
        eq(draftOrders.customerId, $.customerId),
        inList(draftOrders.orderId, $.orderIds),
        and(isNull(draftOrders.customerId), inList(sql`lower(${draftOrders.email})`, $.emailKeys)),
      ),
    )
    .orderBy(asc(draftOrders.id)),
)

export async function eraseFromDraftOrders(
  { tx, record }: Context,
  draftOrderIds: readonly string[],
): Promise<void> {
  await forget(tx, { ids: listOf(draftOrderIds) })
  for (const draftOrderId of draftOrderIds) record(draftOrderPersonErased({ draftOrderId }))
}

const forget = statement((db, $: Params<{ ids: string }>) =>
  db
    .update(draftOrders)
    .set({ email: null, shippingAddress: null, note: null })
    .where(inList(draftOrders.id, $.ids)),
)
