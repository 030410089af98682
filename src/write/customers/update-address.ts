// Changes an address of a customer's. Orders that were sent there keep the address as it was.
import { eq } from 'drizzle-orm'
import type { Address } from '#domain/address.ts'
import { as, type Params, statement } from '#kernel/database/statement.ts'
import { flag, maybe, personal, text } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { addressFields, country } from './address-input.ts'
import { addressesOf, makeDefault, requireAddress } from './addresses.ts'
import { addressUpdated } from './events.ts'
import { requireCustomer } from './lookup.ts'
import { AddressNotFound, CustomerNotFound } from './rejections.ts'
import { customerAddresses } from './tables.ts'

const { line2, region, phone } = addressFields

export const updateAddress = command({
  name: 'UpdateAddress',
  summary:
    "Changes an address of a customer's: what is left out stays, null clears what an address may lack. Orders keep theirs as it was.",
  permission: 'customers.write',
  input: {
    customerId: id('customer').describe('Whose address it is.'),
    addressId: id('address').describe('The address to change.'),
    name: maybe(personal(text())).describe('Who receives it there; null leaves it.'),
    line1: maybe(personal(text())).describe('Street and number; null leaves it.'),
    line2,
    city: maybe(personal(text({ max: 100 }))).describe('City, town or village; null leaves it.'),
    region,
    postalCode: maybe(personal(text({ max: 20 }))).describe('Postal code; null leaves it.'),
    countryCode: maybe(country()).describe('ISO 3166-1 alpha-2, in upper case; null leaves it.'),
    phone,
    isDefault: maybe(flag()).describe(
      'True makes it the default in place of the one that was; anything else leaves that.',
    ),
  },
  target: ({ customerId }) => ({ aggregate: 'customer', id: customerId }),
  rejections: [CustomerNotFound, AddressNotFound],

  async handle({ tx, record }, { customerId, addressId, isDefault, ...input }) {
    await requireCustomer(tx, customerId)
    const addresses = await addressesOf(tx, { customerId })
    const known = requireAddress(addresses, customerId, addressId)
    await update(tx, {
      id: addressId,
      name: input.name ?? known.name,
      line1: input.line1 ?? known.line1,
      line2: input.line2 === undefined ? known.line2 : input.line2,
      city: input.city ?? known.city,
      region: input.region === undefined ? known.region : input.region,
      postalCode: input.postalCode ?? known.postalCode,
      countryCode: input.countryCode ?? known.countryCode,
      phone: input.phone === undefined ? known.phone : input.phone,
    })
    if (isDefault && !known.isDefault) await makeDefault(tx, { customerId, addressId })
    record(addressUpdated({ customerId, addressId }))
    return { customer: customerId }
  },
})

const update = statement((db, $: Params<Address & { id: string }>) =>
  db
    .update(customerAddresses)
    .set({
      name: as(customerAddresses.name, $.name),
      line1: as(customerAddresses.line1, $.line1),
      line2: as(customerAddresses.line2, $.line2),
      city: as(customerAddresses.city, $.city),
      region: as(customerAddresses.region, $.region),
      postalCode: as(customerAddresses.postalCode, $.postalCode),
      countryCode: as(customerAddresses.countryCode, $.countryCode),
      phone: as(customerAddresses.phone, $.phone),
    })
    .where(eq(customerAddresses.id, $.id)),
)
