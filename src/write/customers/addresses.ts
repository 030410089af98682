// A customer's addresses: at most so many, and exactly one default among them wherever there are any.
import { asc, eq, sql } from 'drizzle-orm'
import { type Params, statement } from '#kernel/database/statement.ts'
import { AddressNotFound } from './rejections.ts'
import { customerAddresses } from './tables.ts'

export const ADDRESSES_MAX = 50

export type AddressRow = typeof customerAddresses.$inferSelect

/** In the order in which they were added. */
export const addressesOf = statement((db, $: Params<{ customerId: string }>) =>
  db
    .select()
    .from(customerAddresses)
    .where(eq(customerAddresses.customerId, $.customerId))
    .orderBy(asc(customerAddresses.id)),
)

export function requireAddress(
  addresses: readonly AddressRow[],
  customerId: string,
  addressId: string,
): AddressRow {
  const found = addresses.find(({ id }) => id === addressId)
  if (!found) throw new AddressNotFound({ customerId, addressId }, ['input', 'addressId'])
  return found
}

/** Makes one address the default, and no other of its customer's. */
export const makeDefault = statement((db, $: Params<{ customerId: string; addressId: string }>) =>
  db
    .update(customerAddresses)
    .set({ isDefault: sql`case when ${customerAddresses.id} = ${$.addressId} then 1 else 0 end` })
    .where(eq(customerAddresses.customerId, $.customerId)),
)
