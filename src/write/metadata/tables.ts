// What other systems remember with a thing: short texts by key, on a public and a private side.
import { flag, primaryKey, table, text } from '#kernel/database/table.ts'

export const metadataEntries = table(
  'metadata_entries',
  {
    /** The id of a product, a variant, a collection, a customer or an order. */
    ownerId: text().notNull(),
    isPrivate: flag().notNull(),
    key: text().notNull(),
    value: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.ownerId, t.isPrivate, t.key] })],
)
