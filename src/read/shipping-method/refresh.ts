// One row a shipping method. Recomputed from the tables, so refreshing twice is harmless.
import { getTableColumns } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { versionColumn } from '#read/versions.ts'
import {
  shippingMethodArchived,
  shippingMethodCreated,
  shippingMethodUpdated,
} from '#write/shipping/events.ts'
import { shippingMethods } from '#write/shipping/tables.ts'
import { shippingMethodView } from './table.ts'

const thatMethod = ({ shippingMethodId }: { shippingMethodId: string }) => [shippingMethodId]

export const shippingMethodViews = view({
  table: shippingMethodView,
  key: 'id',
  wokenBy: [
    on(shippingMethodCreated, thatMethod),
    on(shippingMethodUpdated, thatMethod),
    on(shippingMethodArchived, thatMethod),
  ],
  refresh: async (tx: Connection, ids: readonly string[]) =>
    (await methodsBy(tx, { ids: listOf(ids) })).map((row) => ({
      ...row,
      isOffered: row.archivedAt === null,
    })),
  keys: keysOf(shippingMethods, shippingMethods.id),
})

const methodsBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({ ...getTableColumns(shippingMethods), version: versionColumn(shippingMethods.id) })
    .from(shippingMethods)
    .where(inList(shippingMethods.id, $.ids)),
)
