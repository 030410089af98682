// Full-text search over the words of a view's rows. The index holds text only, beside an ordinary
// table that holds everything else, and follows it once a batch, after the last savepoint.
import type { Placeholder, SQL } from 'drizzle-orm'
import type { Connection, FullText, Term, TextChanges } from './connection.ts'
import { dialect } from './dialect.ts'

export type { FullText, Term, TextChange } from './connection.ts'

export const textOf = ({ columns }: FullText, row: Record<string, unknown>): string[] =>
  Object.keys(columns).map((name) => String(row[name] ?? ''))

/** Makes the index where it is missing, and takes away one that was not grown to its end. */
export const ensureFullText = async (tx: Connection, fullText: FullText): Promise<void> =>
  tx.dialect.fullText.ensure(tx, fullText)

/** Brings the index, and one that grows to take its place, up to date with rows whose words changed. */
export async function applyTextChanges(
  tx: Connection,
  fullText: FullText,
  changes: TextChanges,
): Promise<void> {
  const real = [...changes].filter(
    ([, { before, after }]) => JSON.stringify(before) !== JSON.stringify(after),
  )
  if (real.length > 0) await tx.dialect.fullText.apply(tx, fullText, new Map(real))
}

/** Throws where the index does not hold exactly the words of its table. */
export const verifyFullText = async (tx: Connection, fullText: FullText): Promise<void> =>
  tx.dialect.fullText.verify(tx, fullText)

/** Begins an index beside the one that answers, which is to take its place once it has grown. */
export const beginSuccessor = async (tx: Connection, fullText: FullText): Promise<void> =>
  tx.dialect.fullText.beginSuccessor(tx, fullText)

/** Adds the words of so many more rows; the last ones put it in the old one's place, and answer true. */
export const growSuccessor = async (
  tx: Connection,
  fullText: FullText,
  rows: number,
): Promise<boolean> => tx.dialect.fullText.growSuccessor(tx, fullText, rows)

/** After a fault: what has grown is of no use. */
export const forgetSuccessor = (tx: Connection, fullText: FullText): void =>
  tx.dialect.fullText.forgetSuccessor(tx, fullText)

/** Joins some of the pieces that small changes leave an index in; false where there is nothing to join. */
export const mergeFullText = async (tx: Connection, fullText: FullText): Promise<boolean> =>
  tx.dialect.fullText.merge(tx, fullText)

const WORDS_MAX = 12

/** The words of what a person typed, as the index writes them. Nothing that is typed is syntax. */
export const wordsOf = (typed: string): string[] => everyWordOf(typed).slice(0, WORDS_MAX)

export const everyWordOf = (text: string): string[] =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

/** A query: of each group one must occur, by its beginning at least. Without a group it matches nothing. */
export const matchOf = (groups: readonly (readonly string[])[]): string => JSON.stringify(groups)

export const groupsOf = (match: string): string[][] => JSON.parse(match) as string[][]

/** What a person typed, as a query: every word must occur. */
export const matchQuery = (typed: string): string => matchOf(wordsOf(typed).map((word) => [word]))

/** Every word of the index that begins with a letter. */
export const termsFrom = async (
  tx: Connection,
  fullText: FullText,
  letter: string,
): Promise<Term[]> => tx.dialect.fullText.termsFrom(tx, fullText, letter)

/** Whether a word of the index begins so. */
export const hasTerm = async (
  tx: Connection,
  fullText: FullText,
  beginning: string,
): Promise<boolean> => tx.dialect.fullText.hasTerm(tx, fullText, beginning)

/** After every text that begins with what stands before it. */
export const LAST_CHARACTER = '\u{10ffff}'

/**
 * The rows that match a query, as a table to join: `row` ties to the words' table, and the lower
 * `rank`, the better it fits. A weight a column says how much a word there counts.
 */
export function matchesOf(fullText: FullText, query: Placeholder, weights: readonly number[]): SQL {
  if (weights.length !== Object.keys(fullText.columns).length)
    throw new Error(`${fullText.index} needs a weight for each of its columns.`)
  return dialect().fullText.matchesOf(fullText, query, weights)
}

/** Words that a piece of a long text has. */
export const SNIPPET_WORDS = 24

/**
 * The texts of these rows, cut where what matches begins and ends: every second piece matches. Of the last column, which
 * is the longest, a piece around what matches.
 */
export const markedRows = async (
  tx: Connection,
  fullText: FullText,
  match: string,
  rows: readonly number[],
): Promise<Map<number, string[][]>> => tx.dialect.fullText.markedRows(tx, fullText, match, rows)
