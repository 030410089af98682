// Customers: the type, its queries and its mutations. What they ordered stands with the list of orders.
import { emailKey } from '#domain/address.ts'
import { sumOf } from '#domain/money.ts'
import {
  type CustomerRow,
  type CustomerTotals,
  type CustomerViewAddress,
  customerListing,
  loadCustomerTotals,
  loadCustomerViews,
  loadCustomerViewsByEmail,
  loadCustomerViewsByExternalId,
} from '#read/customer/load.ts'
import { addAddress } from '#write/customers/add-address.ts'
import { importCustomers } from '#write/customers/import-customers.ts'
import { registerCustomer } from '#write/customers/register-customer.ts'
import { removeAddress } from '#write/customers/remove-address.ts'
import { updateAddress } from '#write/customers/update-address.ts'
import { updateCustomer } from '#write/customers/update-customer.ts'
import { eraseCustomer } from '#write/erasure/erase-customer.ts'
import { AddressType } from './address.ts'
import { builder, MoneyType, needs, PUBLIC } from './builder.ts'
import { connectionOf, listField } from './connection.ts'
import { lookUp } from './lookup.ts'
import { mutation } from './mutation.ts'
import { noun } from './noun.ts'

const CustomerAddress = builder.objectRef<CustomerViewAddress>('CustomerAddress').implement({
  description: "One of a customer's addresses.",
  fields: (t) => ({
    id: t.exposeID('id', { description: 'What `updateAddress` and `removeAddress` take.' }),
    isDefault: t.exposeBoolean('isDefault', {
      description: 'True for exactly one, where there are any.',
    }),
    address: t.field({
      type: AddressType,
      description: 'The address itself.',
      resolve: (address) => address,
    }),
  }),
})

const CustomerTotalsType = builder.objectRef<CustomerTotals>('CustomerTotals').implement({
  description:
    'What a customer has ordered in one currency, as placed: later cancels lower nothing.',
  fields: (t) => ({
    orders: t.exposeInt('orders', { description: 'How many orders.' }),
    gross: t.field({
      type: MoneyType,
      description: 'The sum of their lines and shipping.',
      resolve: ({ gross, currency }) => ({ amount: gross, currency }),
    }),
  }),
})

const totalsBatch = { load: loadCustomerTotals }

export const Customer = noun<CustomerRow>({
  name: 'Customer',
  kind: 'customer',
  description:
    'Who buys: a person or a company that is known by an e-mail or an id from elsewhere.',
  source: {
    view: 'customer_view',
    keyOf: ({ id }) => id,
    load: loadCustomerViews,
    permission: 'customers.read, or being that customer',
    visible: ({ id }, viewer) => viewer.holds('customers.read') || viewer.isCustomer(id),
  },
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'How often it has changed.' }),
    email: t.exposeString('email', { nullable: true, description: 'Where to write to.' }),
    name: t.exposeString('name', { nullable: true, description: 'A person or a company.' }),
    phone: t.exposeString('phone', { nullable: true, description: 'Where to call.' }),
    countryCode: t.exposeString('countryCode', {
      nullable: true,
      description: 'Where they are at home, as ISO 3166-1 alpha-2.',
    }),
    externalId: t.exposeString('externalId', {
      nullable: true,
      description: 'The id in another system.',
    }),
    subject: t.field({
      ...needs('customers.read'),
      type: 'String',
      nullable: true,
      description: 'By which the identity provider knows them. Null to who may not read customers.',
      resolve: ({ subject }) => subject,
    }),
    addresses: t.expose('addresses', {
      type: [CustomerAddress],
      description: 'In the order in which they were added.',
    }),
    totals: t.field({
      type: [CustomerTotalsType],
      description: 'What they have ordered, one entry a currency.',
      resolve: ({ id }, _, context) => context.batched(totalsBatch, id),
    }),
    orderCount: t.int({
      description: 'How many orders they have placed, in whatever currency.',
      resolve: async ({ id }, _, context) =>
        sumOf((await context.batched(totalsBatch, id)).map(({ orders }) => orders)),
    }),
    lifetimeValue: t.field({
      type: [MoneyType],
      description: 'What was paid for their orders less what was given back, one entry a currency.',
      resolve: async ({ id }, _, context) =>
        (await context.batched(totalsBatch, id)).map(({ paid, currency }) => ({
          amount: paid,
          currency,
        })),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When they became known.' }),
    erasedAt: t.expose('erasedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When everything personal of them was erased: only the id is left.',
    }),
  }),
})

const byEmail = { load: loadCustomerViewsByEmail }
const byExternalId = { load: loadCustomerViewsByExternalId }

builder.queryField('customer', (t) =>
  t.field({
    ...needs(PUBLIC),
    description:
      'A customer by id, by e-mail or by the id in another system: exactly one of them. Null where there is none, or it is not for you.',
    type: Customer.ref,
    nullable: true,
    args: {
      id: t.arg.id({ required: false, description: 'The id.' }),
      email: t.arg.string({ required: false, description: 'The e-mail, in any case.' }),
      externalId: t.arg.string({ required: false, description: 'The id in another system.' }),
    },
    resolve: (_, { id, email, externalId }, context) =>
      lookUp(
        context,
        Customer,
        { id, email: email == null ? null : emailKey(email), externalId },
        { email: byEmail, externalId: byExternalId },
      ),
  }),
)

listField('customers', {
  name: 'Customer',
  description: 'All customers.',
  permission: 'customers.read',
  connection: connectionOf(Customer),
  listing: customerListing,
  keyOf: ({ id }) => id,
  primes: Customer,
})

mutation(registerCustomer, { customer: Customer })
mutation(updateCustomer, { customer: Customer })
mutation(eraseCustomer, { customer: Customer })
mutation(importCustomers, { customers: [Customer] }, { results: { customer: Customer } })
mutation(addAddress, { customer: Customer })
mutation(updateAddress, { customer: Customer })
mutation(removeAddress, { customer: Customer })
