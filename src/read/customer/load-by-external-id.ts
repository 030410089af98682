// Customers by the ids that another system gave them.
import { rowsByKey } from '#kernel/load.ts'
import { customerView } from './table.ts'

export const loadCustomerViewsByExternalId = rowsByKey(customerView, customerView.externalId)
