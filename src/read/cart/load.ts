// Carts by id, and the one that a customer shops with now.
import { and, desc, eq } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { rowsByKey } from '#kernel/load.ts'
import { cartView } from './table.ts'

export type CartRow = typeof cartView.$inferSelect
export type { CartViewLine } from './table.ts'

export const loadCartViews = rowsByKey(cartView, cartView.id)

/** The open cart that the customer changed last. */
export async function loadLatestOpenCart(
  tx: Connection,
  customerId: string,
): Promise<CartRow | null> {
  return (await latestBy(tx, { customerId }))[0] ?? null
}

const latestBy = statement((db, $: Params<{ customerId: string }>) =>
  db
    .select()
    .from(cartView)
    .where(and(eq(cartView.customerId, $.customerId), eq(cartView.status, 'OPEN')))
    .orderBy(desc(cartView.touchedAt), desc(cartView.id))
    .limit(1),
)
