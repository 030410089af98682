// The refunds that were granted for an order, for its returns or otherwise.
import { asc, eq } from 'drizzle-orm'
import { type Params, statement } from '#kernel/database/statement.ts'
import { orderRefundGrants } from './tables.ts'

export const grantsOf = statement((db, $: Params<{ orderId: string }>) =>
  db
    .select()
    .from(orderRefundGrants)
    .where(eq(orderRefundGrants.orderId, $.orderId))
    .orderBy(asc(orderRefundGrants.id)),
)
