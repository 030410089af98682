// What a person may have meant: words of the catalog that are written or sound like those that were typed.
import { doubleMetaphone } from 'double-metaphone'
import { editDistance } from '#domain/spelling.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { hasTerm, matchOf, type Term, termsFrom, wordsOf } from '#kernel/database/full-text.ts'
import { productWords } from './table.ts'

/** Shorter words have too many neighbours. */
const LENGTH_MIN = 4
/** From this length on a word may have two mistakes. */
const LONG = 8
const CANDIDATES_MAX = 5

export type Respelled = {
  /** The query as it was meant, for `Did you mean`. */
  corrected: string
  /** What is searched for: each word or one that is like it. */
  match: string
}

/** Null where no word of the catalog is like what was typed. */
export async function respelled(tx: Connection, typed: string): Promise<Respelled | null> {
  const meant = await Promise.all(
    wordsOf(typed).map(async (word) => {
      const isKnown = await hasTerm(tx, productWords, word)
      const like = isGuessed(word) ? await candidates(tx, word) : []
      return { word, options: [word, ...like], best: isKnown ? word : like[0] }
    }),
  )
  if (meant.length === 0 || meant.every(({ options }) => options.length === 1)) return null
  return {
    corrected: meant.map(({ word, best }) => best ?? word).join(' '),
    match: matchOf(meant.map(({ options }) => options)),
  }
}

/** Another number is another thing. */
const isGuessed = (word: string) => word.length >= LENGTH_MIN && !/\p{N}/u.test(word)

/** Most alike first; of those that are equally alike, the more frequent. All begin with the same letter. */
async function candidates(tx: Connection, word: string): Promise<string[]> {
  const max = word.length < LONG ? 1 : 2
  const sound = soundOf(word)
  const terms = await termsFrom(tx, productWords, [...word][0] as string)
  return terms
    .filter(({ term }) => term.length >= LENGTH_MIN - 1 && term !== word)
    .map((term) => ({ ...term, distance: distanceTo(term, { word, sound, max }) }))
    .filter(({ distance }) => distance <= max)
    .sort((one, other) => one.distance - other.distance || other.rows - one.rows)
    .slice(0, CANDIDATES_MAX)
    .map(({ term }) => term)
}

/** What sounds the same is as far away as a word may be at most. */
function distanceTo(
  { term }: Term,
  { word, sound, max }: { word: string; sound: string | null; max: number },
): number {
  const distance = editDistance(word, term, max)
  if (distance <= max || sound === null) return distance
  return Math.abs(word.length - term.length) <= 3 && soundOf(term) === sound ? max : distance
}

/** How a Latin word sounds in English, by its consonants: `lite` as `light`. Null for what has no sound. */
const soundOf = (word: string): string | null => doubleMetaphone(word)[0] || null
