// Looks a database over: its pages, its references, its views. What a shop's books must add up to is
// for the write side to say.
import type { Connection } from './database/connection.ts'
import { type Finding, verifyViews } from './verify-views.ts'
import type { Tally, View } from './view.ts'

export type Check = { name: string; rows: number | null; findings: Finding[] }

const FINDINGS_MAX = 100

export async function examine(
  tx: Connection,
  { views, tallies }: { views: readonly View[]; tallies: readonly Tally[] },
): Promise<Check[]> {
  const checks = [pagesOfFile(tx), references(tx), journalIsDense(tx)]
  for (const { view, rows, findings } of await verifyViews(tx, views, tallies))
    checks.push({ name: view, rows, findings })
  return checks
}

function pagesOfFile({ sqlite }: Connection): Check {
  const lines = sqlite.pragma(`integrity_check(${FINDINGS_MAX})`) as { integrity_check: string }[]
  return {
    name: 'integrity_check',
    rows: null,
    findings: lines
      .filter(({ integrity_check: line }) => line !== 'ok')
      .map(({ integrity_check: line }) => ({ check: 'integrity_check', found: line })),
  }
}

function references({ sqlite }: Connection): Check {
  const rows = sqlite.pragma('foreign_key_check') as {
    table: string
    rowid: number
    parent: string
  }[]
  return {
    name: 'foreign_key_check',
    rows: null,
    findings: rows.slice(0, FINDINGS_MAX).map(({ table, rowid, parent }) => ({
      check: 'foreign_key_check',
      found: `${table} row ${rowid} refers to a ${parent} row that is not there`,
    })),
  }
}

/** No command is lost or doubled: sequences run from 1 without a gap, and events hang from them. */
function journalIsDense({ sqlite }: Connection): Check {
  const { commands, last, strays } = sqlite
    .prepare(
      `SELECT count(*) AS commands, coalesce(max(sequence), 0) AS last,
        (SELECT count(*) FROM kernel_events e
          WHERE NOT EXISTS (SELECT 1 FROM kernel_journal j WHERE j.sequence = e.sequence)) AS strays
       FROM kernel_journal`,
    )
    .get() as { commands: number; last: number; strays: number }
  const findings: Finding[] = []
  if (commands !== last)
    findings.push({ check: 'journal', found: `${commands} commands up to sequence ${last}` })
  if (strays > 0) findings.push({ check: 'journal', found: `${strays} events without a command` })
  return { name: 'journal', rows: commands, findings }
}
