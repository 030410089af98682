// What may still be done with a payment: what its ledger leaves, less what its provider was asked.
import { asc, eq } from 'drizzle-orm'
import { standingOf } from '#domain/payments.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { requestsOf } from './requests.ts'
import { paymentEntries } from './tables.ts'

export const paymentStanding = async (tx: Connection, paymentId: string) =>
  standingOf(await entriesOf(tx, { paymentId }), await requestsOf(tx, { paymentId }))

const entriesOf = statement((db, $: Params<{ paymentId: string }>) =>
  db
    .select({ type: paymentEntries.type, amount: paymentEntries.amount })
    .from(paymentEntries)
    .where(eq(paymentEntries.paymentId, $.paymentId))
    .orderBy(asc(paymentEntries.id)),
)
