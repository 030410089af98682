// Full-text search by tsvector: a table of rows' words beside the view's, and one of all words with the number of rows
// that each occurs in. Texts are cut into words here and not by the server, so that every engine finds the same.
import { sql } from 'drizzle-orm'
import type { Connection, FullText, FullTextEngine, Term } from '../connection.ts'
import { everyWordOf, groupsOf, LAST_CHARACTER, SNIPPET_WORDS } from '../full-text.ts'

const vocabularyOf = (index: string): string => `${index}_vocabulary`
const successorOf = (index: string): string => `${index}_next`

/** tsvector's own limits. */
const POSITION_MAX = 16_383
const LEXEME_BYTES_MAX = 2_000
/** A letter for each column, of which PostgreSQL has four. */
const LABELS = ['A', 'B', 'C', 'D']

/** Texts as a tsvector's literal: each word with where it stands, and in which column. */
function vectorOf(texts: readonly string[]): string {
  const places = new Map<string, string[]>()
  let position = 0
  for (const [column, text] of texts.entries())
    for (const word of everyWordOf(text)) {
      if (Buffer.byteLength(word) > LEXEME_BYTES_MAX) continue
      const own = places.get(word) ?? []
      places.set(word, own)
      own.push(`${Math.min(++position, POSITION_MAX)}${LABELS[column]}`)
    }
  return [...places].map(([word, own]) => `'${word}':${own.join(',')}`).join(' ')
}

/** A query as PostgreSQL reads it. Several words of one beginning stand one after the other. */
const tsquery = (match: string): string =>
  groupsOf(match)
    .map((beginnings) => `(${beginnings.map(phraseOf).join(' | ')})`)
    .join(' & ')

const phraseOf = (words: string): string => {
  const all = words.split(' ').map((word) => `'${word}'`)
  return `(${all.join(' <-> ')}:*)`
}

async function createIndex(tx: Connection, name: string): Promise<void> {
  await tx.rows(`CREATE TABLE ${name} ("row" bigint PRIMARY KEY, words tsvector NOT NULL)`)
  await tx.rows(`CREATE INDEX ${name}_words ON ${name} USING gin (words)`)
}

async function ensure(tx: Connection, fullText: FullText): Promise<void> {
  const { index } = fullText
  await tx.rows(`DROP TABLE IF EXISTS ${successorOf(index)}`)
  const [found] = await tx.rows<{ exists: number }>(
    'SELECT to_regclass(?) IS NOT NULL AS exists',
    vocabularyOf(index),
  )
  if (found?.exists) return
  await createIndex(tx, index)
  await tx.rows(
    `CREATE TABLE ${vocabularyOf(index)} (term text COLLATE "C" PRIMARY KEY, rows bigint NOT NULL)`,
  )
  await addWords(tx, index, await textsOf(tx, fullText, Number.MIN_SAFE_INTEGER, null))
  await countWords(tx, index)
}

type Texts = { row: number; texts: string[] }

async function textsOf(
  tx: Connection,
  { table, row, columns }: FullText,
  after: number,
  limit: number | null,
): Promise<Texts[]> {
  const names = Object.values(columns)
  const found = await tx.rows<Record<string, string | number>>(
    `SELECT ${row} AS "row", ${names.join(', ')} FROM ${table} WHERE ${row} > ? ORDER BY ${row} LIMIT ?`,
    after,
    limit,
  )
  return found.map((each) => ({
    row: Number(each.row),
    texts: names.map((name) => String(each[name] ?? '')),
  }))
}

async function addWords(tx: Connection, index: string, rows: readonly Texts[]): Promise<void> {
  if (rows.length === 0) return
  await tx.rows(
    `INSERT INTO ${index} SELECT * FROM unnest(cast(? as bigint[]), cast(? as tsvector[]))
     ON CONFLICT ("row") DO UPDATE SET words = excluded.words`,
    arrayOf(rows.map(({ row }) => row)),
    arrayOf(rows.map(({ texts }) => vectorOf(texts))),
  )
}

const arrayOf = (values: readonly (string | number)[]): string =>
  `{${values
    .map((value) => `"${String(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`)
    .join(',')}}`

const countWords = (tx: Connection, index: string): Promise<unknown> =>
  tx.rows(
    `INSERT INTO ${vocabularyOf(index)} SELECT term, count(*)
     FROM ${index}, unnest(tsvector_to_array(words)) AS term GROUP BY term`,
  )

const apply: FullTextEngine['apply'] = async (tx, { index }, changes) => {
  await applyTo(index, tx, changes)
  const counts = new Map<string, number>()
  const count = (texts: readonly string[] | null, by: number) => {
    for (const word of new Set(texts?.flatMap(everyWordOf)))
      if (Buffer.byteLength(word) <= LEXEME_BYTES_MAX)
        counts.set(word, (counts.get(word) ?? 0) + by)
  }
  for (const { before, after } of changes.values()) {
    count(before, -1)
    count(after, 1)
  }
  const changed = [...counts].filter(([, by]) => by !== 0)
  if (changed.length > 0) {
    const vocabulary = vocabularyOf(index)
    await tx.rows(
      `INSERT INTO ${vocabulary} SELECT * FROM unnest(cast(? as text[]), cast(? as bigint[]))
       ON CONFLICT (term) DO UPDATE SET rows = ${vocabulary}.rows + excluded.rows`,
      arrayOf(changed.map(([term]) => term)),
      arrayOf(changed.map(([, by]) => by)),
    )
    if (changed.some(([, by]) => by < 0))
      await tx.rows(
        `DELETE FROM ${vocabulary} WHERE rows = 0 AND term = any(cast(? as text[]))`,
        arrayOf(changed.map(([term]) => term)),
      )
  }
  const grownTo = growing.get(tx)?.get(index)
  if (grownTo === undefined) return
  const held = [...changes].filter(([row]) => row <= grownTo) // The rest is still to come.
  await applyTo(successorOf(index), tx, new Map(held))
}

async function applyTo(
  index: string,
  tx: Connection,
  changes: Parameters<FullTextEngine['apply']>[2],
): Promise<void> {
  const gone: number[] = []
  const stand: Texts[] = []
  for (const [row, { after }] of changes)
    if (after) stand.push({ row, texts: after })
    else gone.push(row)
  if (gone.length > 0)
    await tx.rows(`DELETE FROM ${index} WHERE "row" = any(cast(? as bigint[]))`, arrayOf(gone))
  await addWords(tx, index, stand)
}

const ROWS_PER_PAGE = 1_000

const verify: FullTextEngine['verify'] = async (tx, fullText) => {
  const { index } = fullText
  let rows = 0
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const page = await textsOf(tx, fullText, after, ROWS_PER_PAGE)
    if (page.length === 0) break
    rows += page.length
    after = page.at(-1)?.row as number
    const [wrong] = await tx.rows<{ row: number }>(
      `SELECT must."row" FROM unnest(cast(? as bigint[]), cast(? as tsvector[])) AS must("row", words)
       LEFT JOIN ${index} stands ON stands."row" = must."row"
       WHERE stands.words IS DISTINCT FROM must.words LIMIT 1`,
      arrayOf(page.map(({ row }) => row)),
      arrayOf(page.map(({ texts }) => vectorOf(texts))),
    )
    if (wrong) throw new WordsWrong(`${index} has other words for row ${wrong.row} than its table`)
  }
  const [counted] = await tx.rows<{ rows: number; wrong: number }>(
    `SELECT (SELECT count(*) FROM ${index}) AS rows, (
       SELECT count(*) FROM ${vocabularyOf(index)} stands FULL JOIN (
         SELECT term, count(*) AS rows FROM ${index}, unnest(tsvector_to_array(words)) AS term GROUP BY term
       ) must ON must.term = stands.term COLLATE "C" WHERE stands.rows IS DISTINCT FROM must.rows
     ) AS wrong`,
  )
  if (counted?.rows !== rows)
    throw new WordsWrong(`${index} has ${counted?.rows} rows, its table has ${rows}`)
  if (counted.wrong > 0) throw new WordsWrong(`${counted.wrong} words of ${index} are miscounted`)
}

class WordsWrong extends Error {}

/** By index, the row up to which its successor holds the words. */
const growing = new WeakMap<Connection, Map<string, number>>()

const beginSuccessor: FullTextEngine['beginSuccessor'] = async (tx, { index }) => {
  await tx.rows(`DROP TABLE IF EXISTS ${successorOf(index)}`)
  await createIndex(tx, successorOf(index))
  const ofThis = growing.get(tx) ?? new Map<string, number>()
  growing.set(tx, ofThis)
  ofThis.set(index, Number.MIN_SAFE_INTEGER)
}

const growSuccessor: FullTextEngine['growSuccessor'] = async (tx, fullText, rows) => {
  const { index } = fullText
  const name = successorOf(index)
  const after = growing.get(tx)?.get(index)
  if (after === undefined) throw new Error(`${name} was not begun.`)
  const page = await textsOf(tx, fullText, after, rows)
  await addWords(tx, name, page)
  if (page.length > 0) growing.get(tx)?.set(index, page.at(-1)?.row as number)
  if (page.length === rows) return false
  await tx.rows(`DROP TABLE ${index}`)
  await tx.rows(`ALTER TABLE ${name} RENAME TO ${index}`)
  await tx.rows(`ALTER INDEX ${name}_words RENAME TO ${index}_words`)
  await tx.rows(`ALTER INDEX ${name}_pkey RENAME TO ${index}_pkey`)
  await tx.rows(`DELETE FROM ${vocabularyOf(index)}`)
  await countWords(tx, index)
  growing.get(tx)?.delete(index)
  return true
}

const RANGE = 'term >= ? AND term < ?'

const termsFrom: FullTextEngine['termsFrom'] = (tx, { index }, letter) =>
  tx.rows<Term>(
    `SELECT term, rows FROM ${vocabularyOf(index)} WHERE ${RANGE}`,
    letter,
    `${letter}${LAST_CHARACTER}`,
  )

const hasTerm: FullTextEngine['hasTerm'] = async (tx, { index }, beginning) => {
  const found = await tx.rows(
    `SELECT 1 FROM ${vocabularyOf(index)} WHERE ${RANGE} LIMIT 1`,
    beginning,
    `${beginning}${LAST_CHARACTER}`,
  )
  return found.length > 0
}

/** The most that a label weighs; PostgreSQL takes the weights from D to A. */
const matchesOf: FullTextEngine['matchesOf'] = ({ index }, query, weights) => {
  const most = Math.max(...weights)
  const ofLabels = LABELS.map((_, at) => (weights[at] ?? 0) / most).reverse()
  const asked = sql`${sql.param(query, { mapToDriverValue: tsquery as (match: unknown) => string })}::tsquery`
  const rank = sql`-ts_rank(${sql.raw(`'{${ofLabels.join(',')}}'`)}, words, ${asked})::float8`
  return sql`(select "row", ${rank} as "rank" from ${sql.identifier(index)} where words @@ ${asked})`
}

const markedRows: FullTextEngine['markedRows'] = async (tx, fullText, match, rows) => {
  const beginnings = groupsOf(match).flat()
  const { table, row, columns } = fullText
  const names = Object.values(columns)
  const found = await tx.rows<Record<string, string | number>>(
    `SELECT ${row} AS "row", ${names.join(', ')} FROM ${table} WHERE ${row} = any(cast(? as bigint[]))`,
    arrayOf(rows),
  )
  return new Map(
    found.map((each) => [
      Number(each.row),
      names.map((name, at) => {
        const pieces = piecesOf(String(each[name] ?? ''), beginnings)
        return at === names.length - 1 ? snippetOf(pieces) : pieces
      }),
    ]),
  )
}

/** A text cut where a word that matches begins and ends: every second piece is one. */
function piecesOf(text: string, beginnings: readonly string[]): string[] {
  const pieces: string[] = []
  let end = 0
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const [plain = ''] = everyWordOf(word)
    if (!beginnings.some((beginning) => plain.startsWith(beginning))) continue
    pieces.push(text.slice(end, index), word)
    end = index + word.length
  }
  return [...pieces, text.slice(end)]
}

/** So many words from a little before the first that matches. */
function snippetOf(pieces: readonly string[]): string[] {
  const text = pieces.join('')
  const words = [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)]
  if (words.length <= SNIPPET_WORDS) return [...pieces]
  const firstMatch = pieces[0]?.length ?? 0
  const at = words.findIndex(({ index }) => index >= firstMatch)
  const from = Math.max(0, Math.min(at - SNIPPET_WORDS / 4, words.length - SNIPPET_WORDS))
  const last = words[Math.min(from + SNIPPET_WORDS, words.length) - 1] as RegExpExecArray
  const start = from === 0 ? 0 : (words[from]?.index ?? 0)
  const end = from + SNIPPET_WORDS >= words.length ? text.length : last.index + last[0].length
  const cut: string[] = []
  let place = 0
  for (const piece of pieces) {
    const own = piece.slice(Math.max(0, start - place), Math.max(0, end - place))
    cut.push(own)
    place += piece.length
  }
  while (cut.length > 1 && cut.at(-1) === '' && cut.at(-2) === '') cut.splice(-2)
  if (start > 0) cut[0] = `…${cut[0]}`
  if (end < text.length) cut.push(...(cut.length % 2 === 0 ? ['…'] : [`${cut.pop()}…`]))
  return cut
}

export const postgresFullText: FullTextEngine = {
  ensure,
  apply,
  verify,
  beginSuccessor,
  growSuccessor,
  forgetSuccessor: (tx, { index }) => void growing.get(tx)?.delete(index),
  merge: () => false, // Autovacuum does.
  termsFrom,
  hasTerm,
  matchesOf,
  markedRows,
}
