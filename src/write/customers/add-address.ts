// Adds an address to a customer's. The first one is the default, whatever was asked.
import { insertInto } from '#kernel/database/statement.ts'
import { flag, maybe } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { addressInput, addressOf } from './address-input.ts'
import { ADDRESSES_MAX, addressesOf, makeDefault } from './addresses.ts'
import { addressAdded } from './events.ts'
import { requireCustomer } from './lookup.ts'
import { CustomerNotFound, TooManyAddresses } from './rejections.ts'
import { customerAddresses } from './tables.ts'

export const addAddress = command({
  name: 'AddAddress',
  summary: `Adds an address to a customer's, of which there can be ${ADDRESSES_MAX}.`,
  permission: 'customers.write',
  input: {
    customerId: id('customer').describe('Whose address it is.'),
    address: addressInput.describe('The address.'),
    isDefault: maybe(flag()).describe(
      'True makes it the default in place of the one that was. The first address always is.',
    ),
  },
  target: ({ customerId }) => ({ aggregate: 'customer', id: customerId }),
  rejections: [CustomerNotFound, TooManyAddresses],

  async handle({ tx, now, newId, record }, { customerId, address, isDefault }) {
    await requireCustomer(tx, customerId)
    const addresses = await addressesOf(tx, { customerId })
    if (addresses.length >= ADDRESSES_MAX)
      throw new TooManyAddresses({ addressesMax: ADDRESSES_MAX }, ['input', 'address'])

    const addressId = newId('address')
    const isFirst = addresses.length === 0
    const row = { id: addressId, customerId, ...addressOf(address), createdAt: now }
    await insertAddress(tx, [{ ...row, isDefault: isFirst }])
    if (isDefault && !isFirst) await makeDefault(tx, { customerId, addressId })
    record(addressAdded({ customerId, addressId }))
    return { customer: customerId }
  },
})

const insertAddress = insertInto(customerAddresses)
