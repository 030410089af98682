// A person's name as somebody looks for it: by the beginning of any of its words, or by how it sounds.
import { doubleMetaphone } from 'double-metaphone'

/** Names of more words are looked for by the first ones. */
const WORDS_MAX = 5
/** Shorter words sound like too many others. */
const SOUND_LENGTH_MIN = 3
/** What no word begins with: sounds stand beside words. */
const SOUND = '~'

export type NameTerm = { kind: 'NAME' | 'SOUND'; term: string }

/** The name from each of its words on, in lower case, and the sound of each word and of all. */
export function nameTerms(name: string | null): NameTerm[] {
  const words = wordsOf(name ?? '').slice(0, WORDS_MAX)
  const endings = words.map((_, at) => words.slice(at).join(' '))
  const sounds = [...words, words.join(' ')].map(soundOf)
  return [
    ...[...new Set(endings)].map((term): NameTerm => ({ kind: 'NAME', term })),
    ...[...new Set(sounds)]
      .filter((term) => term !== null)
      .map((term): NameTerm => ({ kind: 'SOUND', term })),
  ]
}

/** The term of whatever sounds like these words; null where that would be too many. */
export function soundOf(words: string): string | null {
  const all = wordsOf(words)
  if (all.length === 0 || all.some((word) => word.length < SOUND_LENGTH_MIN || !LETTERS.test(word)))
    return null
  const codes = all.map((word) => doubleMetaphone(word)[0])
  return codes.every((code) => code !== '') ? `${SOUND}${codes.join(' ')}` : null
}

const LETTERS = /^\p{L}+$/u

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replaceAll(/['’]/g, '') // O'Neill is one word.
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
