// One row a location. Recomputed from the tables, so refreshing twice is harmless.
import { getTableColumns } from 'drizzle-orm'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { versionColumn } from '#read/versions.ts'
import { locationCreated, locationUpdated } from '#write/stock/events.ts'
import { locations } from '#write/stock/tables.ts'
import { locationView } from './table.ts'

const thatLocation = ({ locationId }: { locationId: string }) => [locationId]

export const locationViews = view({
  table: locationView,
  key: 'id',
  wokenBy: [on(locationCreated, thatLocation), on(locationUpdated, thatLocation)],
  refresh: (tx, ids: readonly string[]) => locationsBy(tx, { ids: listOf(ids) }),
  keys: keysOf(locations, locations.id),
})

const locationsBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({ ...getTableColumns(locations), version: versionColumn(locations.id) })
    .from(locations)
    .where(inList(locations.id, $.ids)),
)
