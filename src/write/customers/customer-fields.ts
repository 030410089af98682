// What is known of a customer, as commands take it, and what must be true of it: something to be
// known by, and that nobody else is known by it.
import { and, eq, ne, or } from 'drizzle-orm'
import { emailKey } from '#domain/address.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { email, identifying, maybe, personal, text } from '#kernel/input.ts'
import { country } from './address-input.ts'
import type { CustomerRow } from './lookup.ts'
import { CustomerUnidentified, EmailTaken, ExternalIdTaken, SubjectTaken } from './rejections.ts'
import { customers } from './tables.ts'

export const customerFields = {
  email: maybe(identifying(email())).describe(
    'Where to write to, unique among customers; upper and lower case are the same.',
  ),
  name: maybe(personal(text())).describe('What the customer is called: a person or a company.'),
  phone: maybe(personal(text({ max: 40 }))).describe('Where to call, as the customer writes it.'),
  countryCode: maybe(country()).describe('Where the customer is at home, as ISO 3166-1 alpha-2.'),
  externalId: maybe(identifying(text({ max: 100 }))).describe(
    "The customer's id in another system, unique among customers.",
  ),
  subject: maybe(identifying(text({ max: 255 }))).describe(
    'The subject by which the identity provider knows the customer, unique among customers.',
  ),
}

export const CUSTOMER_REJECTIONS = [CustomerUnidentified, EmailTaken, ExternalIdTaken, SubjectTaken]

export type CustomerFields = Pick<CustomerRow, keyof typeof customerFields>
export type KeyedCustomer = CustomerFields & Pick<CustomerRow, 'id' | 'emailKey'>

export const keyed = (id: string, fields: CustomerFields): KeyedCustomer => ({
  ...fields,
  id,
  emailKey: fields.email === null ? null : emailKey(fields.email),
})

/** Refuses a customer that nothing identifies, or that something identifies as another one too. */
export async function requireIdentity(
  tx: Connection,
  customer: KeyedCustomer,
  path: readonly string[] = ['input'],
): Promise<void> {
  const { id, emailKey, externalId, subject } = customer
  if (emailKey === null && externalId === null && subject === null)
    throw new CustomerUnidentified({}, path)
  for (const other of await othersLike(tx, { id, emailKey, externalId, subject })) {
    const customerId = other.id
    if (emailKey !== null && other.emailKey === emailKey)
      throw new EmailTaken({ customerId }, [...path, 'email'])
    if (externalId !== null && other.externalId === externalId)
      throw new ExternalIdTaken({ customerId, externalId }, [...path, 'externalId'])
    throw new SubjectTaken({ customerId }, [...path, 'subject'])
  }
}

const othersLike = statement(
  (db, $: Params<Pick<CustomerRow, 'id' | 'emailKey' | 'externalId' | 'subject'>>) =>
    db
      .select({
        id: customers.id,
        emailKey: customers.emailKey,
        externalId: customers.externalId,
      })
      .from(customers)
      .where(
        and(
          or(
            eq(customers.emailKey, $.emailKey),
            eq(customers.externalId, $.externalId),
            eq(customers.subject, $.subject),
          ),
          ne(customers.id, $.id),
        ),
      )
      .orderBy(customers.id),
)
