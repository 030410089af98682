// Changes what is known of a customer. What is left out stays, null clears.
import { command, id } from '#write/command.ts'
import { CUSTOMER_REJECTIONS, customerFields } from './customer-fields.ts'
import { changeCustomer } from './keep.ts'
import { requireCustomer } from './lookup.ts'
import { CustomerNotFound } from './rejections.ts'

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

  async handle(context, { customerId, ...input }) {
    const known = await requireCustomer(context.tx, customerId)
    await changeCustomer(context, known, input, ['input'])
    return { customer: customerId }
  },
})
