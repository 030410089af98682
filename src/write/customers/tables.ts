// Who buys, and where to.
import { flag, index, instant, table, text } from '#kernel/database/table.ts'

export const customers = table('customers', {
  id: text().primaryKey(),
  /** Imported customers may lack one. */
  email: text(),
  /** The e-mail as it is compared. */
  emailKey: text().unique(),
  name: text(),
  phone: text(),
  countryCode: text(),
  /** The customer's id in another system. */
  externalId: text().unique(),
  /** The subject by which the identity provider knows the customer. */
  subject: text().unique(),
  createdAt: instant().notNull(),
  updatedAt: instant().notNull(),
  /** When everything personal of it was erased; nobody changes it or buys as it any more. */
  erasedAt: instant(),
})

export const customerAddresses = table(
  'customer_addresses',
  {
    id: text().primaryKey(),
    customerId: text()
      .notNull()
      .references(() => customers.id),
    name: text().notNull(),
    line1: text().notNull(),
    line2: text(),
    city: text().notNull(),
    region: text(),
    postalCode: text().notNull(),
    countryCode: text().notNull(),
    phone: text(),
    isDefault: flag().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [index('customer_addresses_by_customer').on(t.customerId, t.id)],
)
