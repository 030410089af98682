// Documents that are kept because they come again. A client that makes up a new one each time can't fill the
// memory with them: those longest unused go first, by their number and by their length.
import { LRUCache } from 'lru-cache'

const DOCUMENTS_MAX = 1_000
const CHARACTERS_MAX = 8_000_000

/** What is known of a document, by its text. */
export const keptByDocument = <Known extends object>(): LRUCache<string, Known> =>
  new LRUCache({
    max: DOCUMENTS_MAX,
    maxSize: CHARACTERS_MAX,
    sizeCalculation: (_, text) => text.length + 1,
  })
