// Customers by id, by e-mail and as a list, and what they have bought.
import { type SQL, sql } from 'drizzle-orm'
import { emailKey } from '#domain/address.ts'
import { exact, prefixed, ranged } from '#kernel/filter.ts'
import { instant, text } from '#kernel/input.ts'
import { groupsByKey, rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { soundOf } from '#read/name-terms.ts'
import { customerTermView, customerTotalsView, customerView } from './table.ts'

export type CustomerRow = typeof customerView.$inferSelect
export type CustomerTotals = typeof customerTotalsView.$inferSelect
export type { CustomerViewAddress } from './table.ts'

export const loadCustomerViews = rowsByKey(customerView, customerView.id)
/** Keys are e-mails as they are compared. */
export const loadCustomerViewsByEmail = rowsByKey(customerView, customerView.emailKey)
export const loadCustomerViewsByExternalId = rowsByKey(customerView, customerView.externalId)
export const loadCustomerViewsBySubject = rowsByKey(customerView, customerView.subject)

/** One entry a currency. */
export const loadCustomerTotals = groupsByKey(customerTotalsView, customerTotalsView.customerId, [
  customerTotalsView.currency,
])

/** Customers that have a term for which the condition holds. */
const found = (condition: SQL) =>
  sql`${customerView.id} in (select ${customerTermView.customerId} from ${customerTermView} where ${condition})`

export const customerListing = listing({
  table: customerView,
  filters: {
    search: prefixed(
      customerTermView.term,
      text({ max: 254 }),
      'By e-mail, phone, external id or a word of the name, whole or by its beginning; upper and lower case are the same. A name is also found by its sound: `lovlace` finds Lovelace.',
      { as: (words: string) => words.toLowerCase(), alike: soundOf, within: found },
    ),
    email: prefixed(
      customerView.emailKey,
      text({ max: 254 }),
      'By e-mail, whole or by its beginning; upper and lower case are the same.',
      { as: emailKey },
    ),
    externalId: exact(customerView.externalId, text(), 'By the id in another system.'),
    countryCode: exact(customerView.countryCode, text({ max: 2 }), 'Where they are at home.'),
    createdAt: ranged(customerView.createdAt, instant(), 'When they became known.'),
  },
  orders: {
    CREATED_AT: ordering('When they became known.', customerView.createdAt, customerView.id),
  },
  defaultOrder: { field: 'CREATED_AT', direction: 'DESC' },
})
