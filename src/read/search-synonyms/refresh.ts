// The one row.
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { searchSynonymsSet } from '#write/search/events.ts'
import { searchSynonyms } from '#write/search/tables.ts'
import { searchSynonymsView } from './table.ts'

export const searchSynonymsViews = view({
  table: searchSynonymsView,
  key: 'id',
  wokenBy: [on(searchSynonymsSet, ({ searchSynonymsId }) => [searchSynonymsId])],
  refresh: (tx, ids: readonly string[]) => synonymsBy(tx, { ids: listOf(ids) }),
  keys: keysOf(searchSynonyms, searchSynonyms.id),
})

const synonymsBy = statement((db, $: Params<{ ids: string }>) =>
  db.select().from(searchSynonyms).where(inList(searchSynonyms.id, $.ids)),
)
