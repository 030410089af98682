// One row a key, revoked ones too.
import { getTableColumns } from 'drizzle-orm'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { versionColumn } from '#read/versions.ts'
import { apiKeyCreated, apiKeyRevoked, apiKeyRotated } from '#write/access/events.ts'
import { apiKeys } from '#write/access/tables.ts'
import { apiKeyView } from './table.ts'

const thatKey = ({ apiKeyId }: { apiKeyId: string }) => [apiKeyId]

export const apiKeyViews = view({
  table: apiKeyView,
  key: 'id',
  wokenBy: [on(apiKeyCreated, thatKey), on(apiKeyRotated, thatKey), on(apiKeyRevoked, thatKey)],
  refresh: (tx, ids: readonly string[]) => keysBy(tx, { ids: listOf(ids) }),
  keys: keysOf(apiKeys, apiKeys.id),
})

const keysBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({ ...getTableColumns(apiKeys), version: versionColumn(apiKeys.id) })
    .from(apiKeys)
    .where(inList(apiKeys.id, $.ids)),
)
