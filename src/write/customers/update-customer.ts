// Changes what is known of a customer. What is left out stays, null clears.
import { eq } from 'drizzle-orm'
import { as, type Params, statement } from '#kernel/database/statement.ts'
import { command, id } from '#write/command.ts'
import {
  CUSTOMER_REJECTIONS,
  customerFields,
  type KeyedCustomer,
  keyed,
  requireIdentity,
} from './customer-fields.ts'
import { customerUpdated } from './events.ts'
import { requireCustomer } from './lookup.ts'
import { CustomerNotFound } from './rejections.ts'
import { customers } from './tables.ts'

export const updateCustomer = command({
  name: 'UpdateCustomer',
  summary:
    'Changes what is known of a customer: what is left out stays, null clears. At least one of e-mail, external id and subject must remain.',
  permission: 'customers.write',
  input: {
    customerId: id('customer').describe('The customer to change.'),
    ...customerFields,
  },
  target: ({ customerId }) => ({ aggregate: 'customer', id: customerId }),
  rejections: [CustomerNotFound, ...CUSTOMER_REJECTIONS],

  async handle({ tx, now, record }, { customerId, ...input }) {
    const known = await requireCustomer(tx, customerId)
    const customer = keyed(customerId, {
      email: changed(known.email, input.email),
      name: changed(known.name, input.name),
      phone: changed(known.phone, input.phone),
      countryCode: changed(known.countryCode, input.countryCode),
      externalId: changed(known.externalId, input.externalId),
      subject: changed(known.subject, input.subject),
    })
    await requireIdentity(tx, customer)
    await update(tx, { ...customer, updatedAt: now })
    record(customerUpdated({ customerId }))
    return { customer: customerId }
  },
})

const changed = (known: string | null, given: string | null | undefined): string | null =>
  given === undefined ? known : given

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
