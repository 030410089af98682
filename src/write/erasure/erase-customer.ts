// Erases a customer: everything personal of them goes, and nothing that was sold.
import { command, id } from '#write/command.ts'
import { requireCustomer } from '#write/customers/lookup.ts'
import { CustomerNotFound } from '#write/customers/rejections.ts'
import { erasePerson } from './erase.ts'
import { OrdersNotDone } from './rejections.ts'

export const eraseCustomer = command({
  name: 'EraseCustomer',
  summary:
    'Erases everything personal of a customer, for good: from the account, from their orders, carts, draft orders and returns, from guest orders under any e-mail that they ever had, and from the journal. Metadata of all these goes too. What was sold, for how much and to which country stays. The file holds no trace once the log has been moved into it, which waits for whoever still reads: seconds. Backups made before keep what they have, and so do providers of payments and carriers, by the references that the shop keeps.',
  permission: 'customers.erase',
  input: { customerId: id('customer').describe('Whom to erase.') },
  target: ({ customerId }) => ({ aggregate: 'customer', id: customerId }),
  rejections: [CustomerNotFound, OrdersNotDone],

  async handle(context, { customerId }) {
    await requireCustomer(context.tx, customerId)
    const names = await context.namesEverOf(customerId)
    await erasePerson(context, { customerId, orderId: null, names }, ['input', 'customerId'])
    return { customer: customerId }
  },
})
