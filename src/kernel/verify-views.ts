// Recomputes every view and tally from the write tables and compares them with what stands, in both
// directions. What is found wrong is told; nothing is changed.
import { type Column, getTableColumns } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Connection } from './database/connection.ts'
import { verifyFullText } from './database/full-text.ts'
import { type Statement, statement } from './database/statement.ts'
import type { Finding, FindingCode } from './finding.ts'
import type { Key, Row } from './row-store.ts'
import type { Tally } from './tally.ts'
import { keysOf, type View } from './view.ts'

export type Verified = {
  view: string
  rows: number
  findings: Finding[]
  /** Of a view: those that must be recomputed. */
  wrongKeys: Key[]
  areWordsWrong: boolean
  /** Of a tally: what must be added to make it right. */
  lacking: Row[]
}

const KEYS_PER_PAGE = 500

export async function verifyViews(
  tx: Connection,
  views: readonly View[],
  tallies: readonly Tally[],
): Promise<Verified[]> {
  const verified: Verified[] = []
  for (const view of views) verified.push(await verifyView(tx, view))
  for (const tally of tallies) verified.push(await verifyTally(tx, tally))
  return verified
}

async function verifyView(tx: Connection, view: View): Promise<Verified> {
  const findings: Finding[] = []
  const seen = new Set<Key>()
  const wrongKeys = new Set<Key>()
  let rows = 0
  for await (const keys of pagesOf(tx, view, view.keys)) {
    for (const key of keys) seen.add(key)
    const fresh = await view.refresh(tx, keys)
    rows += fresh.length
    for (const { row, ...finding } of differences(view, fresh, await view.store.byKeys(tx, keys))) {
      findings.push(finding)
      wrongKeys.add(row[view.key] as Key)
    }
  }
  for await (const keys of pagesOf(tx, view, standingKeys(view)))
    for (const key of keys)
      if (!seen.has(key)) {
        findings.push(wrong(view.name, `a row of ${key}, which is not there any more`))
        wrongKeys.add(key)
      }
  const words = await verifyWords(tx, view)
  findings.push(...words)
  return {
    ...{ view: view.name, rows, findings, wrongKeys: [...wrongKeys], lacking: [] },
    areWordsWrong: words.length > 0,
  }
}

async function verifyWords(tx: Connection, { fullText }: View): Promise<Finding[]> {
  if (!fullText) return []
  try {
    await verifyFullText(tx, fullText)
    return []
  } catch (fault) {
    const found = `words that are not its rows': ${String(fault)}`
    return [wrong(fullText.index, found, 'SEARCH_WORDS_WRONG')]
  }
}

async function verifyTally(tx: Connection, tally: Tally): Promise<Verified> {
  const fresh = await tally.recompute(tx)
  const standing = await allRowsOf(tally.table)(tx, {})
  return {
    ...{ view: tally.name, rows: fresh.length, wrongKeys: [], areWordsWrong: false },
    findings: differences(tally, fresh, standing).map(({ row: _, ...finding }) => finding),
    lacking: tally.lacking(standing, fresh),
  }
}

/** What must stand and doesn't, or stands otherwise; and what stands and must not. */
function differences(
  { name, store }: Pick<View, 'name' | 'store'>,
  fresh: readonly Row[],
  standing: readonly Row[],
): (Finding & { row: Row })[] {
  const left = new Map(standing.map((row) => [store.identity(row), row]))
  const findings: (Finding & { row: Row })[] = []
  for (const row of fresh) {
    const identity = store.identity(row)
    const stands = left.get(identity)
    left.delete(identity)
    if (!stands) findings.push({ ...wrong(name, `no row ${identity}`), row })
    else if (!store.same(stands, row))
      findings.push({ ...wrong(name, `row ${identity} is ${changed(stands, row)}`), row })
  }
  for (const [identity, row] of left)
    findings.push({ ...wrong(name, `row ${identity}, which must not be`), row })
  return findings
}

const wrong = (check: string, found: string, code: FindingCode = 'VIEW_WRONG'): Finding => ({
  ...{ code, check, found },
})

const changed = (stands: Row, fresh: Row): string =>
  Object.keys(fresh)
    .filter((name) => JSON.stringify(stands[name] ?? null) !== JSON.stringify(fresh[name] ?? null))
    .map((name) => `${name} ${brief(stands[name])}, must be ${brief(fresh[name])}`)
    .join('; ')

const brief = (value: unknown): string => (JSON.stringify(value) ?? 'null').slice(0, 120)

/** Every key of a view, a page at a time, in order. */
export async function* pagesOf(
  tx: Connection,
  view: View,
  page: View['keys'],
): AsyncGenerator<Key[]> {
  let keys = await page(tx, firstOf(view), KEYS_PER_PAGE)
  while (keys.length > 0) {
    yield keys
    keys = await page(tx, keys.at(-1) as Key, KEYS_PER_PAGE)
  }
}

const keyColumn = ({ table, key }: View) =>
  (getTableColumns(table) as Record<string, Column>)[key] as never

/** Before every key: texts and numbers are ordered apart. */
const firstOf = (view: View): Key =>
  (keyColumn(view) as Column).dataType === 'number' ? Number.MIN_SAFE_INTEGER : ''

const keysByView = new WeakMap<View, View['keys']>()

function standingKeys(view: View): View['keys'] {
  const keys = keysByView.get(view) ?? (keysOf(view.table, keyColumn(view)) as View['keys'])
  keysByView.set(view, keys)
  return keys
}

const rowsByTable = new WeakMap<SQLiteTable, Statement<Row, Row>>()

export function allRowsOf(table: SQLiteTable): Statement<Row, Row> {
  const rows = rowsByTable.get(table) ?? statement((db) => db.select().from(table))
  rowsByTable.set(table, rows as Statement<Row, Row>)
  return rows as Statement<Row, Row>
}
