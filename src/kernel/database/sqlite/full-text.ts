// Full-text search by FTS5: the index's content is the view's table, so it holds words alone.
import { sql } from 'drizzle-orm'
import type {
  Connection,
  FullText,
  FullTextEngine,
  Term,
  TextChange,
  TextChanges,
} from '../connection.ts'
import { groupsOf, LAST_CHARACTER, SNIPPET_WORDS } from '../full-text.ts'
import { sqliteOf } from './sqlite-of.ts'

function ensure(tx: Connection, fullText: FullText): void {
  const sqlite = sqliteOf(tx)
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

/** Pieces of about the same size that are joined. */
const PIECES_MIN = 2
/** A millisecond or two of work: a command may wait for it. */
const PAGES_A_STEP = 16

function createIndex(
  sqlite: ReturnType<typeof sqliteOf>,
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
    INSERT INTO ${name}(${name}, rank) VALUES ('usermerge', ${PIECES_MIN});
  `)
}

function apply(tx: Connection, fullText: FullText, changes: TextChanges): void {
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
    if (before) forget.run(row, ...before)
    if (after) add.run(row, ...after)
  }
}

function verify(tx: Connection, { index }: FullText): void {
  sqliteOf(tx).exec(`INSERT INTO ${index}(${index}, rank) VALUES ('integrity-check', 1)`)
}

/** The index's words as a table: it holds nothing of its own. */
const vocabularyOf = ({ index }: FullText): string => `${index}_vocabulary`

const successorOf = (index: string): string => `${index}_next`

/** By index, the row up to which its successor holds the words. */
const growing = new WeakMap<Connection, Map<string, number>>()

function beginSuccessor(tx: Connection, fullText: FullText): void {
  const name = successorOf(fullText.index)
  sqliteOf(tx).exec(`DROP TABLE IF EXISTS ${name}`)
  createIndex(sqliteOf(tx), fullText, name)
  const ofThis = growing.get(tx) ?? new Map()
  growing.set(tx, ofThis)
  ofThis.set(fullText.index, Number.NEGATIVE_INFINITY)
}

function growSuccessor(tx: Connection, fullText: FullText, rows: number): boolean {
  const { index, table, row, columns } = fullText
  const name = successorOf(index)
  const names = Object.values(columns).join(', ')
  const after = growing.get(tx)?.get(index)
  if (after === undefined) throw new Error(`${name} was not begun.`)
  const { upTo, count } = sqliteOf(tx)
    .prepare(
      `SELECT max(${row}) AS upTo, count(*) AS count
       FROM (SELECT ${row} FROM ${table} WHERE ${row} > ? ORDER BY ${row} LIMIT ?)`,
    )
    .get(after, rows) as { upTo: number | null; count: number }
  if (upTo !== null) {
    sqliteOf(tx)
      .prepare(
        `INSERT INTO ${name}(rowid, ${names})
         SELECT ${row}, ${names} FROM ${table} WHERE ${row} > ? AND ${row} <= ?`,
      )
      .run(after, upTo)
    growing.get(tx)?.set(index, upTo)
  }
  if (count === rows) return false
  sqliteOf(tx).exec(`DROP TABLE ${index}; ALTER TABLE ${name} RENAME TO ${index}`)
  forgetSuccessor(tx, fullText)
  return true
}

function forgetSuccessor(tx: Connection, { index }: FullText): void {
  growing.get(tx)?.delete(index)
}

function merge(tx: Connection, { index }: FullText): boolean {
  const changes = prepared(tx, 'SELECT total_changes() AS count')
  const countOf = () => (changes.get() as { count: number }).count
  const before = countOf()
  prepared(tx, `INSERT INTO ${index}(${index}, rank) VALUES ('merge', ${PAGES_A_STEP})`).run()
  return countOf() - before > 1 // One is the INSERT itself.
}

/** A query as FTS5 reads it. */
const ftsQuery = (match: string): string =>
  groupsOf(match)
    .map((words) => `(${words.map((word) => `"${word}"*`).join(' OR ')})`)
    .join(' AND ') || '""'

function termsFrom(tx: Connection, fullText: FullText, letter: string): Term[] {
  const sql = `SELECT term, doc AS rows FROM ${vocabularyOf(fullText)} WHERE term >= ? AND term < ?`
  return prepared(tx, sql).all(letter, `${letter}${LAST_CHARACTER}`) as Term[]
}

function hasTerm(tx: Connection, fullText: FullText, beginning: string): boolean {
  const sql = `SELECT 1 FROM ${vocabularyOf(fullText)} WHERE term >= ? AND term < ? LIMIT 1`
  return prepared(tx, sql).get(beginning, `${beginning}${LAST_CHARACTER}`) !== undefined
}

const matchesOf: FullTextEngine['matchesOf'] = ({ index }, query, weights) => {
  const name = sql.identifier(index)
  const typed = sql.param(query, { mapToDriverValue: ftsQuery as (match: unknown) => string })
  return sql`(select rowid as "row", bm25(${name}, ${sql.raw(weights.join(', '))}) as "rank" from ${name} where ${name} match ${typed})`
}

/** Stand in no text: noncharacters of Unicode, for programs' own use. */
const [MARK_START, MARK_END] = ['\ufdd0', '\ufdd1']

function markedRows(
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
  const found = prepared(tx, sql).all(ftsQuery(match), JSON.stringify(rows)) as Record<
    string,
    unknown
  >[]
  return new Map(
    found.map(({ row, ...marked }) => [
      row as number,
      Object.values(marked).map((text) => String(text).split(MARKS)),
    ]),
  )
}

const MARKS = new RegExp(`[${MARK_START}${MARK_END}]`)

const cache = new WeakMap<
  Connection,
  Map<string, ReturnType<ReturnType<typeof sqliteOf>['prepare']>>
>()

function prepared(tx: Connection, sql: string) {
  const statements = cache.get(tx) ?? new Map()
  cache.set(tx, statements)
  const found = statements.get(sql) ?? sqliteOf(tx).prepare(sql)
  statements.set(sql, found)
  return found
}

export const sqliteFullText: FullTextEngine = {
  ensure,
  apply,
  verify,
  beginSuccessor,
  growSuccessor,
  forgetSuccessor,
  merge,
  termsFrom,
  hasTerm,
  matchesOf,
  markedRows,
}
