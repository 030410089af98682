// Looks at what is to happen after facts: how far each reaction has come, what waits for its time past
// it, what is tried again, what was given up, and what housekeeping has left.
import type { Connection } from './database/connection.ts'
import { listOf } from './database/statement.ts'
import { looked } from './doctor.ts'
import type { Check, Finding, FindingCode } from './finding.ts'
import { journalEnd } from './journal.ts'
import type { Reaction } from './reaction.ts'
import { allCursors, countEventsAfter } from './reaction-tables.ts'

/** What a running server does within a second or so is late after this. */
export const LATE_MS = 60_000
/** Keys go by a thousand a minute: a busy day's may take a while. */
export const KEYS_LATE_MS = 86_400_000

const EVENTS_MAX = 10_000
const FINDINGS_MAX = 20

/** @param now Epoch milliseconds. */
export async function examineReactions(
  tx: Connection,
  declared: readonly Reaction[],
  now: number,
): Promise<Check[]> {
  const checks: Check[] = []
  for (const [name, code, findings] of [
    ['reactions', 'REACTION_BEHIND', () => behind(tx, declared, now)],
    ['due commands', 'DUE_OVERDUE', () => overdue(tx, now)],
    ['retries', 'RETRIES_WAITING', () => retried(tx)],
    ['dead letters', 'DEAD_LETTERS_WAITING', () => givenUp(tx)],
    ['idempotency keys', 'KEYS_EXPIRED', () => expired(tx, now)],
  ] as const)
    checks.push(
      await looked(name, async () => {
        const found = await findings()
        return { name, rows: null, findings: found.map((one) => findingOf(one, code, name)) }
      }),
    )
  return checks
}

type Found = string | Finding

const findingOf = (found: Found, code: FindingCode, check: string): Finding =>
  typeof found === 'string' ? { code, check, found } : found

async function behind(
  tx: Connection,
  declared: readonly Reaction[],
  now: number,
): Promise<Found[]> {
  const end = await journalEnd(tx)
  const cursors = new Map((await allCursors(tx, {})).map((row) => [row.reaction, row]))
  const found: Found[] = []
  for (const { reaction, sequence } of cursors.values())
    if (sequence > end.sequence)
      found.push({
        code: 'REACTION_AHEAD',
        check: 'reactions',
        found: `${reaction} has dealt with command ${sequence}, the last is ${end.sequence}`,
      })
  for (const { name, reactsTo } of declared) {
    const { sequence = 0, index = 0 } = cursors.get(name) ?? {}
    const names = listOf(reactsTo.map(({ event }) => event))
    const [left] = await countEventsAfter(tx, { sequence, index, names, limit: EVENTS_MAX })
    if (left?.oldestAt != null && left.oldestAt < now - LATE_MS)
      found.push(`${name} has ${left.count} events to deal with, the oldest ${at(left.oldestAt)}`)
  }
  return found
}

async function overdue(tx: Connection, now: number): Promise<string[]> {
  const rows = await tx.rows<{ command: string; reaction: string; count: number; since: number }>(
    `SELECT command, reaction, count(*) AS count, min(at) AS since FROM kernel_due
     WHERE at < ? GROUP BY command, reaction ORDER BY since, command, reaction LIMIT ${FINDINGS_MAX}`,
    now - LATE_MS,
  )
  return rows.map(
    ({ command, reaction, count, since }) =>
      `${count} ${command} of ${reaction}, the oldest due ${at(since)}`,
  )
}

async function retried(tx: Connection): Promise<string[]> {
  const rows = await tx.rows<{ reaction: string; count: number; attempts: number; error: string }>(
    `SELECT reaction, count(*) AS count, max(attempts) AS attempts, max(error) AS error
     FROM kernel_retries GROUP BY reaction ORDER BY reaction LIMIT ${FINDINGS_MAX}`,
  )
  return rows.map(
    ({ reaction, count, attempts, error }) =>
      `${count} events of ${reaction}, tried up to ${attempts} times: ${error}`,
  )
}

async function givenUp(tx: Connection): Promise<string[]> {
  const rows = await tx.rows<{ reaction: string; count: number; since: number; error: string }>(
    `SELECT reaction, count(*) AS count, min(at) AS since, max(error) AS error
     FROM kernel_dead_letters
     WHERE status = 'WAITING' GROUP BY reaction ORDER BY reaction LIMIT ${FINDINGS_MAX}`,
  )
  return rows.map(
    ({ reaction, count, since, error }) => `${count} of ${reaction} since ${at(since)}: ${error}`,
  )
}

async function expired(tx: Connection, now: number): Promise<string[]> {
  const [found] = await tx.rows<{ count: number; since: number | null }>(
    'SELECT count(*) AS count, min(expires_at) AS since FROM kernel_idempotency_keys WHERE expires_at < ?',
    now - KEYS_LATE_MS,
  )
  const { count = 0, since = null } = found ?? {}
  return since === null ? [] : [`${count} keys are still there, expired since ${at(since)}`]
}

const at = (ms: number): string => new Date(ms).toISOString()
