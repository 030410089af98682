// Takes whoever filled them out of carts: the lines stay.
import { asc, eq, or } from 'drizzle-orm'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { cartPersonErased } from './events.ts'
import { carts } from './tables.ts'

/** A customer's own, and these, which became their orders. */
export const cartsOfPerson = statement(
  (db, $: Params<{ customerId: string | null; ids: string }>) =>
    db
      .select({ id: carts.id })
      .from(carts)
      .where(or(eq(carts.customerId, $.customerId), inList(carts.id, $.ids)))
      .orderBy(asc(carts.id)),
)

export async function eraseFromCarts(
  { tx, record }: Context,
  cartIds: readonly string[],
): Promise<void> {
  await forgetAddresses(tx, { ids: listOf(cartIds) })
  for (const cartId of cartIds) record(cartPersonErased({ cartId }))
}

const forgetAddresses = statement((db, $: Params<{ ids: string }>) =>
  db.update(carts).set({ shippingAddress: null }).where(inList(carts.id, $.ids)),
)
