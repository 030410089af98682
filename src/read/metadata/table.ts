// What is remembered with a thing, both sides of it in one row.
import { json, table, text } from '#kernel/database/table.ts'

/** In the order of their keys. */
export type MetadataEntry = { key: string; value: string }

export const metadataView = table('metadata_view', {
  /** The id of a product, a variant, a collection, a customer or an order. */
  ownerId: text().primaryKey(),
  public: json<MetadataEntry[]>().notNull(),
  private: json<MetadataEntry[]>().notNull(),
})
