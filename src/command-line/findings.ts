// How what was found is told: a line a check for people, or one JSON document for programs; and by the
// exit code, which is 2 where data or books are wrong and 3 where there are only warnings.
import {
  type Check,
  FINDING_KINDS,
  type FindingCode,
  type Severity,
  severityOf,
} from '#kernel/finding.ts'
import { RELEASE } from '../release.ts'
import { Failure } from './failures.ts'

export type ReportOptions = { json?: boolean }

/** What `--json` prints. Codes, severities and verdicts stay; `found` and `advice` are for people. */
export type Report = {
  /** The file that was looked at: its absolute path, or as it was given. */
  database: string
  /** RFC 3339. */
  examinedAt: string
  release: string
  verdict: 'SOUND' | 'WARNINGS' | 'ERRORS'
  checks: {
    name: string
    /** How many rows were compared; null where rows are not what was looked at. */
    rows: number | null
    /** All there are, also where only the first hundred are listed. */
    findingCount: number
    findings: { code: FindingCode; severity: Severity; found: string; advice: string }[]
  }[]
}

const EXIT_CODES = { SOUND: 0, ERRORS: 2, WARNINGS: 3 } as const
const FINDINGS_MAX = 100
const FINDINGS_SHOWN_MAX = 20

/** Looks, tells, and throws a Failure with its exit code where there is anything to find. */
export async function report(
  database: string,
  { json = false }: ReportOptions,
  look: () => Promise<Check[]>,
): Promise<void> {
  const checks = await look()
  const made = reportOf(database, checks)
  process.stdout.write(json ? `${JSON.stringify(made, null, 2)}\n` : printed(made))
  const findings = checks.flatMap(({ findings }) => findings)
  if (findings.length === 0) return
  const errors = findings.filter((finding) => severityOf(finding) === 'ERROR').length
  throw new Failure(
    `${findings.length} findings: ${errors} errors, ${findings.length - errors} warnings.`,
    EXIT_CODES[made.verdict],
  )
}

function reportOf(database: string, checks: readonly Check[]): Report {
  const severities = checks.flatMap(({ findings }) => findings.map(severityOf))
  return {
    database,
    examinedAt: new Date().toISOString(),
    release: RELEASE,
    verdict: severities.includes('ERROR') ? 'ERRORS' : severities.length > 0 ? 'WARNINGS' : 'SOUND',
    checks: checks.map(({ name, rows, findings }) => ({
      name,
      rows,
      findingCount: findings.length,
      findings: findings
        .slice(0, FINDINGS_MAX)
        .map(({ code, found }) => ({ code, found, ...FINDING_KINDS[code] })),
    })),
  }
}

function printed({ checks }: Report): string {
  const lines: string[] = []
  for (const { name, rows, findingCount, findings } of checks) {
    const count = rows === null ? '' : ` (${rows} rows)`
    lines.push(`${findingCount === 0 ? 'ok ' : 'BAD'} ${name}${count}`)
    const shown = findings.slice(0, FINDINGS_SHOWN_MAX)
    for (const { severity, code, found } of shown) lines.push(`      ${severity} ${code}: ${found}`)
    if (findingCount > shown.length) lines.push(`      and ${findingCount - shown.length} more`)
    for (const advice of new Set(shown.map(({ advice }) => advice)))
      lines.push(`      What to do: ${advice}`)
  }
  return `${lines.join('\n')}\n`
}
