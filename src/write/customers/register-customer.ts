// Makes a customer known. Nobody becomes the owner of earlier orders by it: an e-mail proves nothing.
import { command } from '#write/command.ts'
import { CUSTOMER_REJECTIONS, customerFields } from './customer-fields.ts'
import { addCustomer } from './keep.ts'

export const registerCustomer = command({
  name: 'RegisterCustomer',
  summary:
    'Makes a customer known by at least one of e-mail, external id and subject. Earlier guest orders stay guest orders.',
  permission: 'customers.write',
  input: customerFields,
  rejections: CUSTOMER_REJECTIONS,

  async handle(context, input) {
    return { customer: await addCustomer(context, input, ['input']) }
  },
})
