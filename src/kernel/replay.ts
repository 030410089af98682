// Gives the journal's accepted commands again, each at its own moment with its own seed, to an empty
// shop of the same release. The same events and the same state must come of it.
import type { Connection } from './database/connection.ts'
import { type StateHash, stateHash } from './database/state-hash.ts'
import { acceptedAfter, eventsAfter, type JournalRow } from './journal.ts'
import type { Envelope, Outcome } from './outcome.ts'

export type ReplayOptions = {
  from: Connection
  into: { writer: Connection; submit: (envelope: Envelope) => Promise<Outcome> }
  release: string
  /** The last command to give, by its sequence or its moment in epoch milliseconds. */
  until?: { sequence: number } | { at: number }
  onProgress?: (commands: number) => void
}

export type Replayed = {
  commands: number
  events: number
  /** What came out otherwise than it was; empty where nothing did. */
  differences: string[]
  hash: string
}

/** A journal that can't be replayed here. */
export class ReplayImpossible extends Error {}

const COMMANDS_PER_PAGE = 200
const EVENTS_PER_PAGE = 500
const DIFFERENCES_MAX = 20

export async function replay(options: ReplayOptions): Promise<Replayed> {
  const { from, into, until } = options
  const { commands, last, isWhole, refused } = await giveAgain(options)
  const { events, differences } = await compareEvents(from, into.writer, last)
  const hash = stateHash(into.writer)
  if (isWhole && !until) differences.push(...compareState(stateHash(from), hash))
  return { commands, events, differences: [...refused, ...differences], hash: hash.hash }
}

async function giveAgain({ from, into, release, until, onProgress }: ReplayOptions) {
  let commands = 0
  let last = 0
  const refused: string[] = []
  for (;;) {
    const page = await acceptedAfter(from, { sequence: last, limit: COMMANDS_PER_PAGE })
    const due = page.filter((row) => !isAfter(row, until))
    requireRelease(due, release)
    const outcomes = await Promise.all(due.map((row) => into.submit(envelopeOf(row))))
    outcomes.forEach(({ outcome }, index) => {
      const { sequence, command } = due[index] as JournalRow
      if (outcome !== 'ACCEPTED') refused.push(`command ${sequence} ${command} is ${outcome} now`)
    })
    commands += due.length
    last = due.at(-1)?.sequence ?? last
    onProgress?.(commands)
    if (due.length < COMMANDS_PER_PAGE) {
      return { commands, last, isWhole: due.length === page.length, refused }
    }
  }
}

const isAfter = ({ sequence, at }: JournalRow, until: ReplayOptions['until']): boolean =>
  until !== undefined && ('sequence' in until ? sequence > until.sequence : at > until.at)

function requireRelease(rows: readonly JournalRow[], release: string): void {
  const other = rows.find((row) => row.release !== release)
  if (other)
    throw new ReplayImpossible(
      `Command ${other.sequence} was given to release ${other.release}, this is ${release}: rules may have changed between. Replay with that release.`,
    )
}

const envelopeOf = (row: JournalRow): Envelope => ({
  command: row.command,
  actor: row.actor,
  input: row.input,
  targetId: row.targetId,
  key: null,
  expectedVersion: null,
  dryRun: false,
  seed: row.seed,
  deadline: Number.MAX_SAFE_INTEGER,
  correlationId: row.correlationId,
  causationId: row.causationId,
  dueId: null,
  at: row.at,
})

/** Sequences differ where refused commands took some: events are compared in their order. */
async function compareEvents(from: Connection, into: Connection, last: number) {
  const differences: string[] = []
  let events = 0
  const there = eventsOf(into)
  for await (const before of eventsOf(from)) {
    if (before.sequence > last) break
    const { value: after } = await there.next()
    events++
    if (!after || contentOf(before) !== contentOf(after))
      differences.push(
        `event ${before.sequence}.${before.index} ${before.name} is ${after?.name ?? 'missing'} now`,
      )
    if (differences.length >= DIFFERENCES_MAX) break
  }
  const { value: extra } = await there.next()
  if (extra && differences.length === 0) differences.push(`${extra.name} has come on top`)
  return { events, differences }
}

type EventRow = Awaited<ReturnType<typeof eventsAfter>>[number]

async function* eventsOf(tx: Connection): AsyncGenerator<EventRow, undefined> {
  let place = { sequence: 0, index: 0 }
  for (;;) {
    const page = await eventsAfter(tx, { ...place, limit: EVENTS_PER_PAGE })
    yield* page
    const end = page.at(-1)
    if (!end) return
    place = { sequence: end.sequence, index: end.index }
  }
}

const contentOf = ({ index, name, aggregate, aggregateId, data, at }: EventRow): string =>
  JSON.stringify([index, name, aggregate, aggregateId, data, at])

const compareState = (before: StateHash, after: StateHash): string[] =>
  [...new Set([...Object.keys(before.tables), ...Object.keys(after.tables)])]
    .filter((table) => before.tables[table] !== after.tables[table])
    .map((table) => `the rows of ${table} are others now`)
