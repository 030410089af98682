// Makes a customer known. Nobody becomes the owner of earlier orders by it: an e-mail proves nothing.
import { insertInto } from '#kernel/database/statement.ts'
import { command } from '#write/command.ts'
import { CUSTOMER_REJECTIONS, customerFields, keyed, requireIdentity } from './customer-fields.ts'
import { customerRegistered } from './events.ts'
import { customers } from './tables.ts'

export const registerCustomer = command({
  name: 'RegisterCustomer',
  summary:
    'Makes a customer known by at least one of e-mail, external id and subject. Earlier guest orders stay guest orders.',
  permission: 'customers.write',
  input: customerFields,
  rejections: CUSTOMER_REJECTIONS,

  async handle({ tx, now, newId, record }, input) {
    const customer = keyed(newId('customer'), {
      email: input.email ?? null,
      name: input.name ?? null,
      phone: input.phone ?? null,
      countryCode: input.countryCode ?? null,
      externalId: input.externalId ?? null,
      subject: input.subject ?? null,
    })
    await requireIdentity(tx, customer)
    await insertCustomer(tx, [{ ...customer, createdAt: now, updatedAt: now }])
    record(customerRegistered({ customerId: customer.id }))
    return { customer: customer.id }
  },
})

const insertCustomer = insertInto(customers)
