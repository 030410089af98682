// Full-text search over the words of a view's rows. The index holds text only, beside an ordinary
// table that holds everything else, and follows it once a batch, after the last savepoint.
import { type Placeholder, type SQL, sql } from 'drizzle-orm'
import type { Connection } from './connection.ts'

export type FullText = {
  /** The index's own name. */
  index: string
  /** The view's table, and its integer column, unique, that ties a row to its words. */
  table: string
  row: string
  /** The columns that hold the words, as SQL names them, by their name in a row. */
  columns: Readonly<Record<string, string>>
}

export const textOf = ({ columns }: FullText, row: Record<string, unknown>): string[] =>
  Object.keys(columns).map((name) => String(row[name] ?? ''))

/** Makes the index where it is missing, and takes away one that was not grown to its end. */
export function ensureFullText({ sqlite }: Connection, fullText: FullText): void {
  const { index } = fullText
  sqlite.exec(`DROP TABLE IF EXISTS ${successorOf(index)}`)
  sqlite.exec(
    `CREATE VIRTUAL TABLE IF NOT EXISTS ${vocabularyOf(fullText)} USING fts5vocab(${index}, row)`,
  )
  const exists = sqlite.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(index)
  if (exists) return
  createIndex(sqlite, fullText, index)
  sqlite.exec(`INSERT INTO ${index}(${index}) VALUES ('rebuild')`)
}

function createIndex(
  sqlite: Connection['sqlite'],
  { table, row, columns }: FullText,
  name: string,
): void {
  sqlite.exec(`
    CREATE VIRTUAL TABLE ${name} USING fts5(
      ${Object.values(columns).join(', ')},
      content = '${table}', content_rowid = '${row}',
      tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
    );
    INSERT INTO ${name}(${name}, rank) VALUES ('secure-delete', 1);
  `)
}

export type TextChange = { before: string[] | null; after: string[] | null }

/** Brings the index, and one that grows to take its place, up to date with rows whose words changed. */
export function applyTextChanges(
  tx: Connection,
  fullText: FullText,
  changes: ReadonlyMap<number, TextChange>,
): void {
  applyTo(fullText.index, tx, fullText, changes)
  const grownTo = growing.get(tx)?.get(fullText.index)
  if (grownTo === undefined) return
  const held = [...changes].filter(([row]) => row <= grownTo) // The rest is still to come.
  applyTo(successorOf(fullText.index), tx, fullText, new Map(held))
}

function applyTo(
  index: string,
  tx: Connection,
  { columns }: FullText,
  changes: ReadonlyMap<number, TextChange>,
): void {
  const names = Object.values(columns).join(', ')
  const words = Object.values(columns)
    .map(() => '?')
    .join(', ')
  const forget = prepared(
    tx,
    `INSERT INTO ${index}(${index}, rowid, ${names}) VALUES ('delete', ?, ${words})`,
  )
  const add = prepared(tx, `INSERT INTO ${index}(rowid, ${names}) VALUES (?, ${words})`)
  for (const [row, { before, after }] of changes) {
    if (JSON.stringify(before) === JSON.stringify(after)) continue
    if (before) forget.run(row, ...before)
    if (after) add.run(row, ...after)
  }
}

/** Throws where the index does not hold exactly the words of its table. */
export function verifyFullText({ sqlite }: Connection, { index }: FullText): void {
  sqlite.exec(`INSERT INTO ${index}(${index}, rank) VALUES ('integrity-check', 1)`)
}

/** The index's words as a table: it holds nothing of its own. */
const vocabularyOf = ({ index }: FullText): string => `${index}_vocabulary`

const successorOf = (index: string): string => `${index}_next`

/** By index, the row up to which its successor holds the words. */
const growing = new WeakMap<Connection, Map<string, number>>()

/** Begins an index beside the one that answers, which is to take its place once it has grown. */
export function beginSuccessor(tx: Connection, fullText: FullText): void {
  const name = successorOf(fullText.index)
  tx.sqlite.exec(`DROP TABLE IF EXISTS ${name}`)
  createIndex(tx.sqlite, fullText, name)
  const ofThis = growing.get(tx) ?? new Map()
  growing.set(tx, ofThis)
  ofThis.set(fullText.index, Number.NEGATIVE_INFINITY)
}

/** Adds the words of so many more rows; the last ones put it in the old one's place, and answer true. */
export function growSuccessor(tx: Connection, fullText: FullText, rows: number): boolean {
  const { index, table, row, columns } = fullText
  const name = successorOf(index)
  const names = Object.values(columns).join(', ')
  const after = growing.get(tx)?.get(index)
  if (after === undefined) throw new Error(`${name} was not begun.`)
  const { upTo, count } = tx.sqlite
    .prepare(
      `SELECT max(${row}) AS upTo, count(*) AS count
       FROM (SELECT ${row} FROM ${table} WHERE ${row} > ? ORDER BY ${row} LIMIT ?)`,
    )
    .get(after, rows) as { upTo: number | null; count: number }
  if (upTo !== null) {
    tx.sqlite
      .prepare(
        `INSERT INTO ${name}(rowid, ${names})
         SELECT ${row}, ${names} FROM ${table} WHERE ${row} > ? AND ${row} <= ?`,
      )
      .run(after, upTo)
    growing.get(tx)?.set(index, upTo)
  }
  if (count === rows) return false
  tx.sqlite.exec(`DROP TABLE ${index}; ALTER TABLE ${name} RENAME TO ${index}`)
  forgetSuccessor(tx, fullText)
  return true
}

/** After a fault: what has grown is of no use. */
export function forgetSuccessor(tx: Connection, { index }: FullText): void {
  growing.get(tx)?.delete(index)
}

const WORDS_MAX = 12

/** The words of what a person typed, as the index writes them. Nothing that is typed is syntax. */
export const wordsOf = (typed: string): string[] =>
  typed
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
    ?.slice(0, WORDS_MAX) ?? []

/** A query: of each group one must occur, by its beginning at least. */
export const matchOf = (groups: readonly (readonly string[])[]): string =>
  groups.map((words) => `(${words.map((word) => `"${word}"*`).join(' OR ')})`).join(' AND ')

/** What a person typed, as a query: every word must occur. Null where there is none. */
export function matchQuery(typed: string): string | null {
  const words = wordsOf(typed)
  return words.length === 0 ? null : matchOf(words.map((word) => [word]))
}

export type Term = { term: string; rows: number }

/** Every word of the index that begins with a letter, and in how many rows it occurs. */
export function termsFrom(tx: Connection, fullText: FullText, letter: string): Term[] {
  const sql = `SELECT term, doc AS rows FROM ${vocabularyOf(fullText)} WHERE term >= ? AND term < ?`
  return prepared(tx, sql).all(letter, `${letter}${LAST_CHARACTER}`) as Term[]
}

/** Whether a word of the index begins so. */
export function hasTerm(tx: Connection, fullText: FullText, beginning: string): boolean {
  const sql = `SELECT 1 FROM ${vocabularyOf(fullText)} WHERE term >= ? AND term < ? LIMIT 1`
  return prepared(tx, sql).get(beginning, `${beginning}${LAST_CHARACTER}`) !== undefined
}

const LAST_CHARACTER = '\u{10ffff}'

/**
 * The rows that match a query, as a table to join: `row` ties to the words' table, and the lower
 * `rank`, the better it fits. A weight a column says how much a word there counts.
 */
export const matchesOf = (
  { index, columns }: FullText,
  query: Placeholder,
  weights: readonly number[],
): SQL => {
  if (weights.length !== Object.keys(columns).length)
    throw new Error(`${index} needs a weight for each of its columns.`)
  const name = sql.identifier(index)
  return sql`(select rowid as "row", bm25(${name}, ${sql.raw(weights.join(', '))}) as "rank" from ${name} where ${name} match ${query})`
}

/** Stand in no text: noncharacters of Unicode, for programs' own use. */
const [MARK_START, MARK_END] = ['\ufdd0', '\ufdd1']
const SNIPPET_WORDS = 24

/**
 * The texts of these rows, cut where what matches begins and ends: every second piece matches. Of the last column, which
 * is the longest, a piece around what matches.
 */
export function markedRows(
  tx: Connection,
  { index, columns }: FullText,
  match: string,
  rows: readonly number[],
): Map<number, string[][]> {
  const last = Object.keys(columns).length - 1
  const texts = Object.keys(columns).map((_, at) =>
    at === last
      ? `snippet(${index}, ${at}, '${MARK_START}', '${MARK_END}', '…', ${SNIPPET_WORDS})`
      : `highlight(${index}, ${at}, '${MARK_START}', '${MARK_END}')`,
  )
  const sql = `SELECT rowid AS row, ${texts.map((text, at) => `${text} AS text${at}`).join(', ')}
    FROM ${index} WHERE ${index} MATCH ? AND rowid IN (SELECT value FROM json_each(?))`
  const found = prepared(tx, sql).all(match, JSON.stringify(rows)) as Record<string, unknown>[]
  return new Map(
    found.map(({ row, ...marked }) => [
      row as number,
      Object.values(marked).map((text) => String(text).split(MARKS)),
    ]),
  )
}

const MARKS = new RegExp(`[${MARK_START}${MARK_END}]`)

const cache = new WeakMap<Connection, Map<string, ReturnType<Connection['sqlite']['prepare']>>>()

function prepared(tx: Connection, sql: string) {
  const statements = cache.get(tx) ?? new Map()
  cache.set(tx, statements)
  const found = statements.get(sql) ?? tx.sqlite.prepare(sql)
  statements.set(sql, found)
  return found
}
