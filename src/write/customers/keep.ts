// Writes what is known of a customer: a new one, or changes of one that stands, alike for one and for many.
import { eq } from 'drizzle-orm'
import { as, insertInto, type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import {
  type CustomerFields,
  type KeyedCustomer,
  keyed,
  requireIdentity,
} from './customer-fields.ts'
import { customerRegistered, customerUpdated } from './events.ts'
import type { CustomerRow } from './lookup.ts'
import { customers } from './tables.ts'

/** Left out is unchanged, null is cleared. */
export type GivenFields = { [Field in keyof CustomerFields]?: CustomerFields[Field] | undefined }

export async function addCustomer(
  { tx, now, newId, record }: Context,
  input: GivenFields,
  path: readonly string[],
): Promise<string> {
  const customer = keyed(newId('customer'), {
    email: input.email ?? null,
    name: input.name ?? null,
    phone: input.phone ?? null,
    countryCode: input.countryCode ?? null,
    externalId: input.externalId ?? null,
    subject: input.subject ?? null,
  })
  await requireIdentity(tx, customer, path)
  await insertCustomer(tx, [{ ...customer, createdAt: now, updatedAt: now }])
  record(customerRegistered({ customerId: customer.id }))
  return customer.id
}

export async function changeCustomer(
  { tx, now, record }: Context,
  known: CustomerRow,
  input: GivenFields,
  path: readonly string[],
): Promise<void> {
  const customerId = known.id
  const customer = keyed(customerId, {
    email: changed(known.email, input.email),
    name: changed(known.name, input.name),
    phone: changed(known.phone, input.phone),
    countryCode: changed(known.countryCode, input.countryCode),
    externalId: changed(known.externalId, input.externalId),
    subject: changed(known.subject, input.subject),
  })
  await requireIdentity(tx, customer, path)
  await update(tx, { ...customer, updatedAt: now })
  record(customerUpdated({ customerId }))
}

const changed = (known: string | null, given: string | null | undefined): string | null =>
  given === undefined ? known : given

const insertCustomer = insertInto(customers)

const update = statement((db, $: Params<KeyedCustomer & { updatedAt: number }>) =>
  db
    .update(customers)
    .set({
      email: as(customers.email, $.email),
      emailKey: as(customers.emailKey, $.emailKey),
      name: as(customers.name, $.name),
      phone: as(customers.phone, $.phone),
      countryCode: as(customers.countryCode, $.countryCode),
      externalId: as(customers.externalId, $.externalId),
      subject: as(customers.subject, $.subject),
      updatedAt: as(customers.updatedAt, $.updatedAt),
    })
    .where(eq(customers.id, $.id)),
)
