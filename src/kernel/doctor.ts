// Looks a database over: its pages, its references, its journal, its views. What a shop's books must
// add up to is for the write side to say. Whatever is damaged must not keep the rest from being seen.
import type { Connection, Definition } from './database/connection.ts'
import { DatabaseTooNew } from './database/migrations.ts'
import type { Check, Finding, FindingCode } from './finding.ts'
import { floorOf } from './retention.ts'
import type { Tally } from './tally.ts'
import { verifyViews } from './verify-views.ts'
import type { View } from './view.ts'

const FINDINGS_MAX = 100

export async function examine(
  tx: Connection,
  { views, tallies }: { views: readonly View[]; tallies: readonly Tally[] },
): Promise<Check[]> {
  return [...(await examineFile(tx)), ...(await examineViews(tx, { views, tallies }))]
}

/** What needs no more than the kernel's own tables. */
export async function examineFile(tx: Connection): Promise<Check[]> {
  const checks: Check[] = []
  for (const [name, look] of [
    ['integrity_check', pagesOfFile],
    ['foreign_key_check', references],
    ['journal', journalIsWhole],
  ] as const)
    checks.push(await looked(name, async () => look(tx)))
  return checks
}

/** Every view and tally against what the write tables say. */
export async function examineViews(
  tx: Connection,
  { views, tallies }: { views: readonly View[]; tallies: readonly Tally[] },
): Promise<Check[]> {
  const checks: Check[] = []
  const verify = (name: string, views: readonly View[], tallies: readonly Tally[]) =>
    looked(name, async () => {
      const [verified] = await verifyViews(tx, views, tallies)
      return { name, rows: verified?.rows ?? 0, findings: verified?.findings ?? [] }
    })
  for (const view of views) checks.push(await verify(view.name, [view], []))
  for (const tally of tallies) checks.push(await verify(tally.name, [], [tally]))
  return checks
}

/** A check that can't be carried out on what is there has found something by that. */
export async function looked(name: string, look: () => Promise<Check>): Promise<Check> {
  try {
    return await look()
  } catch (fault) {
    const code = codeOf(fault)
    if (code === null) throw fault
    return { name, rows: null, findings: [{ code, check: name, found: String(fault) }] }
  }
}

/** Null where the fault says nothing of the database: a full disk for its copy, a file that is locked. */
function codeOf(fault: unknown): FindingCode | null {
  if (fault instanceof DatabaseTooNew) return null
  const code = String((fault as { code?: unknown }).code ?? '')
  if (/^SQLITE_(CORRUPT|IOERR)/.test(code)) return 'PAGES_DAMAGED'
  if (code === 'SQLITE_NOTADB') return 'DATABASE_UNREADABLE'
  return code === '' || /^SQLITE_(ERROR|CONSTRAINT|MISMATCH|TOOBIG|RANGE)/.test(code)
    ? 'VALUE_UNREADABLE'
    : null
}

async function pagesOfFile(tx: Connection): Promise<Check> {
  const name = 'integrity_check'
  const findings = (await tx.dialect.schema.damage(tx, FINDINGS_MAX)).map((found) => ({
    ...{ code: damageIn(found), check: name, found },
  }))
  return { name, rows: null, findings }
}

function damageIn(line: string): FindingCode {
  if (/FTS5/i.test(line)) return 'SEARCH_WORDS_WRONG'
  return /missing from index|# of entries in index|non-unique entry in index/.test(line)
    ? 'INDEX_BROKEN'
    : 'PAGES_DAMAGED'
}

async function references(tx: Connection): Promise<Check> {
  const name = 'foreign_key_check'
  const findings = (await tx.dialect.schema.brokenReferences(tx, FINDINGS_MAX)).map(
    (found): Finding => ({ code: 'REFERENCE_BROKEN', check: name, found }),
  )
  return { name, rows: null, findings }
}

/** No command is lost or doubled: sequences run on from what was archived without a gap, and each has its events. */
async function journalIsWhole(tx: Connection): Promise<Check> {
  const floor = await floorOf(tx)
  const name = 'journal'
  const [counted] = await tx.rows<{ commands: number; last: number; strays: number }>(
    `SELECT count(*) AS commands, coalesce(max(sequence), 0) AS last,
      (SELECT count(*) FROM kernel_events e
        WHERE NOT EXISTS (SELECT 1 FROM kernel_journal j WHERE j.sequence = e.sequence)) AS strays
     FROM kernel_journal`,
  )
  const { commands, last, strays } = counted as NonNullable<typeof counted>
  const incomplete = await tx.rows<{ sequence: number; must: number; stands: number }>(
    `SELECT j.sequence, j.event_count AS must, count(e.sequence) AS stands
     FROM kernel_journal j LEFT JOIN kernel_events e ON e.sequence = j.sequence
     GROUP BY j.sequence, j.event_count HAVING count(e.sequence) <> j.event_count
     ORDER BY j.sequence LIMIT ${FINDINGS_MAX}`,
  )
  const findings: Finding[] = []
  const find = (code: FindingCode, found: string) => findings.push({ code, check: name, found })
  if (floor + commands !== last)
    find('JOURNAL_GAP', `${floor + commands} commands up to sequence ${last}`)
  if (strays > 0) find('EVENTS_INCOMPLETE', `${strays} events without a command`)
  for (const { sequence, must, stands } of incomplete)
    find('EVENTS_INCOMPLETE', `command ${sequence} has ${stands} events, must have ${must}`)
  for (const [table, column] of JSON_COLUMNS) {
    const [broken] = await tx.rows<{ count: number }>(
      `SELECT count(*) AS count FROM ${table} WHERE ${tx.dialect.schema.isNoJson(column)}`,
    )
    const count = broken?.count ?? 0
    if (count > 0) find('VALUE_UNREADABLE', `${count} rows of ${table}: no JSON in ${column}`)
  }
  return { name, rows: commands, findings }
}

const JSON_COLUMNS = [
  ['kernel_journal', 'actor'],
  ['kernel_journal', 'input'],
  ['kernel_journal', 'result'],
  ['kernel_journal', 'refusal'],
  ['kernel_events', 'data'],
  ['kernel_due', 'input'],
] as const

/** What migrations and views make, against what stands. What somebody has added is theirs. */
export async function examineSchema(tx: Connection, expected: Connection): Promise<Check> {
  const name = 'schema'
  const definitions = (of: Connection) => of.dialect.schema.definitions(of)
  const keyOf = ({ type, name }: Definition) => `${type} ${name}`
  const standing = new Map((await definitions(tx)).map((each) => [keyOf(each), each.sql]))
  const findings: Finding[] = []
  for (const each of await definitions(expected)) {
    const thing = keyOf(each)
    if (unquoted(standing.get(thing)) !== unquoted(each.sql))
      findings.push({
        ...{ code: 'SCHEMA_WRONG', check: name },
        found: `the ${thing} is ${standing.has(thing) ? 'another' : 'not there'}`,
      })
  }
  return { name, rows: null, findings }
}

/** SQLite quotes the name of whatever it has renamed. */
const unquoted = (sql: string | null | undefined) => sql?.replace(/["']/g, '')
