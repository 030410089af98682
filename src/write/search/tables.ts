// What shoppers call the same: one row, for it is set as a whole.
import { json, table, text } from '#kernel/database/table.ts'

export const searchSynonyms = table('search_synonyms', {
  id: text().primaryKey(),
  /** Words and short phrases as staff wrote them; those of one group find each other. */
  groups: json<string[][]>().notNull(),
})
