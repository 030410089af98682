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

/** Makes the index where it is missing. */
export function ensureFullText({ sqlite }: Connection, fullText: FullText): void {
  const { index, table, row, columns } = fullText
  const exists = sqlite.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(index)
  if (exists) return
  sqlite.exec(`
    CREATE VIRTUAL TABLE ${index} USING fts5(
      ${Object.values(columns).join(', ')},
      content = '${table}', content_rowid = '${row}',
      tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
    );
    INSERT INTO ${index}(${index}, rank) VALUES ('secure-delete', 1);
    INSERT INTO ${index}(${index}) VALUES ('rebuild');
  `)
}

export type TextChange = { before: string[] | null; after: string[] | null }

/** Brings the index up to date with rows whose words changed. */
export function applyTextChanges(
  tx: Connection,
  { index, columns }: FullText,
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

export function rebuildFullText({ sqlite }: Connection, { index }: FullText): void {
  sqlite.exec(`INSERT INTO ${index}(${index}) VALUES ('rebuild')`)
}

/**
 * What a person typed, as a query: every word must occur, the last one as a beginning. Nothing that
 * is typed is syntax.
 */
export function matchQuery(typed: string): string | null {
  const words = typed.match(/[\p{L}\p{N}]+/gu)?.slice(0, 12)
  if (!words) return null
  return words.map((word) => `"${word}"*`).join(' ')
}

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

const cache = new WeakMap<Connection, Map<string, ReturnType<Connection['sqlite']['prepare']>>>()

function prepared(tx: Connection, sql: string) {
  const statements = cache.get(tx) ?? new Map()
  cache.set(tx, statements)
  const found = statements.get(sql) ?? tx.sqlite.prepare(sql)
  statements.set(sql, found)
  return found
}
