// Brings customers in from elsewhere, once or again: one that an external id or an e-mail names is brought up
// to date, the others are made known. Nobody becomes the owner of earlier orders by it.
import { asc, or } from 'drizzle-orm'
import { emailKey } from '#domain/address.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { list, object } from '#kernel/input.ts'
import { RowsRefused } from '#kernel/rejections.ts'
import { eachRow, idsOf, policy, ROWS_MAX } from '#write/bulk.ts'
import { command } from '#write/command.ts'
import { CUSTOMER_REJECTIONS, customerFields } from './customer-fields.ts'
import { addCustomer, changeCustomer, type GivenFields } from './keep.ts'
import type { CustomerRow } from './lookup.ts'
import { CustomerRepeated } from './rejections.ts'
import { customers } from './tables.ts'

const importedCustomer = object(
  'ImportedCustomerInput',
  'A customer to make known, or to bring up to date where the external id or else the e-mail is known.',
  customerFields,
)

export const importCustomers = command({
  name: 'ImportCustomers',
  summary:
    'Makes customers known, or brings them up to date: by the external id where that is known, else by the e-mail. What is left out stays, null clears. Giving the same import again changes nothing.',
  permission: 'customers.write',
  input: {
    customers: list(importedCustomer, { max: ROWS_MAX }).describe(
      `The customers: 1 to ${ROWS_MAX}.`,
    ),
    policy: policy(),
  },
  rejections: [...CUSTOMER_REJECTIONS, CustomerRepeated, RowsRefused],

  async handle(context, { customers: rows, policy }) {
    const known = await customersLike(context.tx, {
      externalIds: listOf(rows.flatMap(({ externalId }) => externalId ?? [])),
      emailKeys: listOf(rows.flatMap(({ email }) => (email == null ? [] : emailKey(email)))),
    })
    const find = finder(known)
    const seen = new Set<string>()
    const results = await eachRow(context, { rows, policy }, async (row, index) => {
      const path = ['input', 'customers', String(index)]
      const customer = find(row)
      if (customer && seen.has(customer.id))
        throw new CustomerRepeated({ customerId: customer.id }, path)
      if (customer && differs(customer, row)) await changeCustomer(context, customer, row, path)
      const id = customer?.id ?? (await addCustomer(context, row, path))
      seen.add(id)
      return id
    })
    return { customers: idsOf(results), results }
  },
})

/** Finds a row's customer: by its external id before its e-mail. */
function finder(known: readonly CustomerRow[]): (row: GivenFields) => CustomerRow | undefined {
  const byExternalId = new Map(known.map((customer) => [customer.externalId, customer]))
  const byEmail = new Map(known.map((customer) => [customer.emailKey, customer]))
  return ({ externalId, email }) =>
    (externalId != null && byExternalId.get(externalId)) ||
    (email != null && byEmail.get(emailKey(email))) ||
    undefined
}

const differs = (customer: CustomerRow, row: GivenFields): boolean =>
  Object.entries(row).some(
    ([field, given]) => given !== undefined && given !== customer[field as keyof GivenFields],
  )

const customersLike = statement((db, $: Params<{ externalIds: string; emailKeys: string }>) =>
  db
    .select()
    .from(customers)
    .where(or(inList(customers.externalId, $.externalIds), inList(customers.emailKey, $.emailKeys)))
    .orderBy(asc(customers.id)),
)
