// Finds a customer, or refuses: what every command asks that names one. Who was erased is not there.
import { and, eq, isNull } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { CustomerNotFound } from './rejections.ts'
import { customers } from './tables.ts'

export type CustomerRow = typeof customers.$inferSelect

/** @param path The input field that names the customer. */
export async function requireCustomer(
  tx: Connection,
  customerId: string,
  path: readonly string[] = ['input', 'customerId'],
): Promise<CustomerRow> {
  const [customer] = await customerById(tx, { id: customerId })
  if (!customer) throw new CustomerNotFound({ customerId }, path)
  return customer
}

const customerById = statement((db, $: Params<{ id: string }>) =>
  db
    .select()
    .from(customers)
    .where(and(eq(customers.id, $.id), isNull(customers.erasedAt))),
)
