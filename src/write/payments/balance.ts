// What was promised, taken and given back for an order: sums of its ledger, never a stored number.
import { asc, eq } from 'drizzle-orm'
import { type Balance, balanceFrom } from '#domain/order-balance.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { paymentEntries } from './tables.ts'

export const balanceOf = async (tx: Connection, orderId: string): Promise<Balance> =>
  balanceFrom(await entriesOf(tx, { orderId }))

const entriesOf = statement((db, $: Params<{ orderId: string }>) =>
  db
    .select({
      paymentId: paymentEntries.paymentId,
      type: paymentEntries.type,
      amount: paymentEntries.amount,
    })
    .from(paymentEntries)
    .where(eq(paymentEntries.orderId, $.orderId))
    .orderBy(asc(paymentEntries.id)),
)
