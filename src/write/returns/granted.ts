// The refunds that were granted for a return.
import { asc, eq } from 'drizzle-orm'
import { type Params, statement } from '#kernel/database/statement.ts'
import { orderRefundGrants } from './tables.ts'

export const grantsOf = statement((db, $: Params<{ returnId: string }>) =>
  db
    .select()
    .from(orderRefundGrants)
    .where(eq(orderRefundGrants.returnId, $.returnId))
    .orderBy(asc(orderRefundGrants.id)),
)
