// Which words count as the same, and what a query becomes by them.
import { asc } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { wordsOf } from '#kernel/database/full-text.ts'
import { statement } from '#kernel/database/statement.ts'
import { searchSynonymsView } from './table.ts'

/** The groups as staff wrote them. */
export async function loadSearchSynonyms(tx: Connection): Promise<string[][]> {
  const rows = await allGroups(tx, {})
  return rows.flatMap(({ groups }) => groups)
}

const allGroups = statement((db) =>
  db.select().from(searchSynonymsView).orderBy(asc(searchSynonymsView.id)),
)

/** Each word of a query, or phrase that a group has, with all that count as the same. The longest phrase comes first. */
export function withSynonyms(
  words: readonly string[],
  groups: readonly (readonly string[])[],
): string[][] {
  const phrases = new Map<string, Set<string>>()
  for (const group of groups) {
    const same = group.map((phrase) => wordsOf(phrase).join(' ')).filter((phrase) => phrase !== '')
    for (const phrase of same) {
      const known = phrases.get(phrase) ?? new Set([phrase])
      for (const other of same) known.add(other)
      phrases.set(phrase, known)
    }
  }
  const longest = Math.max(1, ...[...phrases.keys()].map((phrase) => phrase.split(' ').length))
  const found: string[][] = []
  for (let at = 0; at < words.length; ) {
    let length = Math.min(longest, words.length - at)
    while (length > 1 && !phrases.has(words.slice(at, at + length).join(' '))) length--
    const phrase = words.slice(at, at + length).join(' ')
    found.push([...(phrases.get(phrase) ?? [phrase])])
    at += length
  }
  return found
}
