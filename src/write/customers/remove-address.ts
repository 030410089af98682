// Takes an address from a customer's. Where it was the default, the oldest that is left becomes it.
import { eq } from 'drizzle-orm'
import { type Params, statement } from '#kernel/database/statement.ts'
import { command, id } from '#write/command.ts'
import { addressesOf, makeDefault, requireAddress } from './addresses.ts'
import { addressRemoved } from './events.ts'
import { requireCustomer } from './lookup.ts'
import { AddressNotFound, CustomerNotFound } from './rejections.ts'
import { customerAddresses } from './tables.ts'

export const removeAddress = command({
  name: 'RemoveAddress',
  summary:
    "Takes an address from a customer's. Where it was the default, the oldest that is left becomes the default.",
  permission: 'customers.write',
  input: {
    customerId: id('customer').describe('Whose address it is.'),
    addressId: id('address').describe('The address to remove.'),
  },
  target: ({ customerId }) => ({ aggregate: 'customer', id: customerId }),
  rejections: [CustomerNotFound, AddressNotFound],

  async handle({ tx, record }, { customerId, addressId }) {
    await requireCustomer(tx, customerId)
    const addresses = await addressesOf(tx, { customerId })
    const { isDefault } = requireAddress(addresses, customerId, addressId)
    await remove(tx, { id: addressId })
    const oldest = addresses.find(({ id }) => id !== addressId)
    if (isDefault && oldest) await makeDefault(tx, { customerId, addressId: oldest.id })
    record(addressRemoved({ customerId, addressId }))
    return { customer: customerId }
  },
})

const remove = statement((db, $: Params<{ id: string }>) =>
  db.delete(customerAddresses).where(eq(customerAddresses.id, $.id)),
)
