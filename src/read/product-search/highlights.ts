// Where the words that were searched for stand in what was found.
import type { Connection } from '#kernel/database/connection.ts'
import { markedRows } from '#kernel/database/full-text.ts'
import { productWords } from './table.ts'

export type TextPart = { text: string; isMatch: boolean }
/** A text in which something matched, in parts: joined they are the text. */
export type Highlight = { field: HighlightField; parts: TextPart[] }

export const HIGHLIGHT_FIELDS = {
  NAME: 'The name.',
  VARIANTS: 'SKUs and names of variants.',
  DESCRIPTION: 'A piece of the description.',
} as const
export type HighlightField = keyof typeof HIGHLIGHT_FIELDS

/** By serial, what matched of each; nothing where only another product did. */
export async function highlightsOf(
  tx: Connection,
  match: string,
  serials: readonly number[],
): Promise<Highlight[][]> {
  const found = await markedRows(tx, productWords, match, serials)
  return serials.map((serial) => {
    const texts = found.get(serial) ?? []
    const fields = Object.keys(HIGHLIGHT_FIELDS) as HighlightField[]
    return fields
      .map((field, at) => ({ field, parts: partsOf(texts[at] ?? []) }))
      .filter(({ parts }) => parts.some(({ isMatch }) => isMatch))
  })
}

/** Every other piece stood between marks. */
const partsOf = (pieces: readonly string[]): TextPart[] =>
  pieces.map((text, at) => ({ text, isMatch: at % 2 === 1 })).filter(({ text }) => text !== '')
