// One row a collection, and one for each product in it.
import { getTableColumns } from 'drizzle-orm'
import { sortKeyOf } from '#domain/sort-key.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { versionColumn } from '#read/versions.ts'
import {
  collectionCreated,
  collectionPublished,
  collectionUnpublished,
  collectionUpdated,
} from '#write/catalog/events.ts'
import { collectionProducts, collections } from '#write/catalog/tables.ts'
import { collectionMetadataChanged } from '#write/metadata/events.ts'
import { collectionProductView, collectionView } from './table.ts'

const thatCollection = ({ collectionId }: { collectionId: string }) => [collectionId]
const wokenBy = [on(collectionCreated, thatCollection), on(collectionUpdated, thatCollection)]
const alsoWokenBy = [
  on(collectionPublished, thatCollection),
  on(collectionUnpublished, thatCollection),
  on(collectionMetadataChanged, thatCollection),
]

export const collectionViews = view({
  table: collectionView,
  key: 'id',
  wokenBy: [...wokenBy, ...alsoWokenBy],
  refresh: async (tx: Connection, ids: readonly string[]) =>
    (await collectionsBy(tx, { ids: listOf(ids) })).map((row) => ({
      ...row,
      nameKey: sortKeyOf(row.name),
    })),
  keys: keysOf(collections, collections.id),
})

export const collectionProductViews = view({
  table: collectionProductView,
  key: 'collectionId',
  many: true,
  wokenBy,
  refresh: (tx: Connection, ids: readonly string[]) => membersBy(tx, { ids: listOf(ids) }),
  keys: keysOf(collections, collections.id),
})

const collectionsBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({ ...getTableColumns(collections), version: versionColumn(collections.id) })
    .from(collections)
    .where(inList(collections.id, $.ids)),
)

const membersBy = statement((db, $: Params<{ ids: string }>) =>
  db.select().from(collectionProducts).where(inList(collectionProducts.collectionId, $.ids)),
)
