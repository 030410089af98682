// Says which words count as the same in the search.
import { sql } from 'drizzle-orm'
import { type Params, statement } from '#kernel/database/statement.ts'
import { list, object, text } from '#kernel/input.ts'
import { command } from '#write/command.ts'
import { searchSynonymsSet } from './events.ts'
import { searchSynonyms } from './tables.ts'

const GROUPS_MAX = 500
const WORDS_MAX = 20
const WORD_LENGTH_MAX = 50
/** There is one list of them. */
const ID = 'search-synonyms'

const group = () =>
  object('SynonymGroupInput', 'Words that count as the same.', {
    words: list(text({ max: WORD_LENGTH_MAX }), { max: WORDS_MAX }).describe(
      'Words or short phrases: `mug` and `cup`, `t-light` and `tea light`. Case, marks and signs don’t count.',
    ),
  })

export const setSearchSynonyms = command({
  name: 'SetSearchSynonyms',
  summary:
    'Says which words count as the same in the search: whoever types one finds products that have another of its group. It replaces what was set before.',
  permission: 'catalog.write',
  input: {
    groups: list(group(), { min: 0, max: GROUPS_MAX }).describe(
      'All groups from now on; none takes all away.',
    ),
  },
  rejections: [],

  async handle({ tx, record }, { groups }) {
    await put(tx, { id: ID, groups: groups.map(({ words }) => words) })
    record(searchSynonymsSet({ searchSynonymsId: ID }))
    return {}
  },
})

const put = statement((db, $: Params<{ id: string; groups: string[][] }>) =>
  db
    .insert(searchSynonyms)
    .values({ id: $.id, groups: $.groups as never })
    .onConflictDoUpdate({ target: searchSynonyms.id, set: { groups: sql`excluded.groups` } }),
)
