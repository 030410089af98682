// The facts of the search.
import { event } from '#kernel/event.ts'

export const searchSynonymsSet = event<{ searchSynonymsId: string }>()({
  aggregate: 'searchSynonyms',
  id: 'searchSynonymsId',
  name: 'SearchSynonymsSet',
  summary: 'Other words count as the same in the search.',
})
