// One row a thing that anything is remembered with.
import { asc } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import {
  collectionMetadataChanged,
  customerMetadataChanged,
  orderMetadataChanged,
  productMetadataChanged,
  variantMetadataChanged,
} from '#write/metadata/events.ts'
import { metadataEntries } from '#write/metadata/tables.ts'
import { type MetadataEntry, metadataView } from './table.ts'

export const metadataViews = view({
  table: metadataView,
  key: 'ownerId',
  wokenBy: [
    on(productMetadataChanged, ({ productId }) => [productId]),
    on(variantMetadataChanged, ({ variantId }) => [variantId]),
    on(collectionMetadataChanged, ({ collectionId }) => [collectionId]),
    on(customerMetadataChanged, ({ customerId }) => [customerId]),
    on(orderMetadataChanged, ({ orderId }) => [orderId]),
  ],
  refresh: refreshMetadata,
  keys: keysOf(metadataEntries, metadataEntries.ownerId),
})

async function refreshMetadata(tx: Connection, ownerIds: readonly string[]) {
  const rows = new Map<string, { public: MetadataEntry[]; private: MetadataEntry[] }>()
  for (const { ownerId, isPrivate, ...entry } of await entriesOf(tx, { ids: listOf(ownerIds) })) {
    const row = rows.get(ownerId) ?? { public: [], private: [] }
    rows.set(ownerId, row)
    row[isPrivate ? 'private' : 'public'].push(entry)
  }
  return [...rows].map(([ownerId, sides]) => ({ ownerId, ...sides }))
}

const entriesOf = statement((db, $: Params<{ ids: string }>) =>
  db
    .select()
    .from(metadataEntries)
    .where(inList(metadataEntries.ownerId, $.ids))
    .orderBy(
      asc(metadataEntries.ownerId),
      asc(metadataEntries.isPrivate),
      asc(metadataEntries.key),
    ),
)
