// Which words count as the same in the search: one row.
import { json, table, text } from '#kernel/database/table.ts'

export const searchSynonymsView = table('search_synonyms_view', {
  id: text().primaryKey(),
  /** As staff wrote them. */
  groups: json<string[][]>().notNull(),
})
