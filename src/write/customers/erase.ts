// Empties a customer's row, of which the id stays: orders and totals refer to it.
import { eq } from 'drizzle-orm'
import { as, type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { customerErased } from './events.ts'
import { customerAddresses, customers } from './tables.ts'

export async function eraseCustomerRow(
  { tx, now, record }: Context,
  customerId: string,
): Promise<void> {
  await empty(tx, { id: customerId, now })
  await removeAddresses(tx, { customerId })
  record(customerErased({ customerId }))
}

const empty = statement((db, $: Params<{ id: string; now: number }>) =>
  db
    .update(customers)
    .set({
      ...{ email: null, emailKey: null, name: null, phone: null, countryCode: null },
      ...{ externalId: null, subject: null },
      updatedAt: as(customers.updatedAt, $.now),
      erasedAt: as(customers.erasedAt, $.now),
    })
    .where(eq(customers.id, $.id)),
)

const removeAddresses = statement((db, $: Params<{ customerId: string }>) =>
  db.delete(customerAddresses).where(eq(customerAddresses.customerId, $.customerId)),
)
