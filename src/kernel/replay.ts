// Gives the journal's accepted commands again, each at its own moment with its own seed, to an empty
// shop of the same release. The same events and the same state must come of it.

import { archivedCommands, archivesIn } from './archive.ts'
import type { Connection } from './database/connection.ts'
import { type StateHash, stateHash } from './database/state-hash.ts'
import { acceptedAfter, type EventRow, eventsAfter, type JournalRow } from './journal.ts'
import type { Envelope, Outcome } from './outcome.ts'
import { floorOf } from './retention.ts'

export type ReplayOptions = {
  from: Connection
  into: { writer: Connection; submit: (envelope: Envelope) => Promise<Outcome> }
  release: string
  /** The folder that holds what has left the journal. */
  archives?: string
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
  const past = await pastOf(options)
  const { commands, last, isWhole, refused } = await giveAgain(options, past)
  const { events, differences } = await compareEvents(past, from, into.writer, last)
  const hash = await stateHash(into.writer)
  if (isWhole && !until) differences.push(...compareState(await stateHash(from), hash))
  return { commands, events, differences: [...refused, ...differences], hash: hash.hash }
}

/** What has left the journal, from the archives: nothing where all of it is here. */
type Past = { floor: number; commands: () => ReturnType<typeof archivedCommands> }

async function pastOf({ from, archives }: ReplayOptions): Promise<Past> {
  const floor = await floorOf(from)
  if (floor === 0) return { floor, commands: async function* () {} }
  if (archives === undefined)
    throw new ReplayImpossible(
      `The commands up to ${floor} were archived. Name the folder that holds the archives.`,
    )
  const held = archivesIn(archives)
  const [first, last] = [held[0]?.from, held.at(-1)?.to ?? 0]
  if (first !== 1 || last < floor)
    throw new ReplayImpossible(
      `The archives in ${archives} must hold the commands from 1 to ${floor}, found ${first ?? 'none'} to ${last}.`,
    )
  return { floor, commands: () => archivedCommands(archives, floor) }
}

async function giveAgain({ from, into, release, until, onProgress }: ReplayOptions, past: Past) {
  let commands = 0
  let last = 0
  let isWhole = true
  let page: JournalRow[] = []
  const refused: string[] = []
  const give = async () => {
    requireRelease(page, release)
    const outcomes = await Promise.all(page.map((row) => into.submit(envelopeOf(row))))
    outcomes.forEach(({ outcome }, index) => {
      const { sequence, command } = page[index] as JournalRow
      if (outcome !== 'ACCEPTED') refused.push(`command ${sequence} ${command} is ${outcome} now`)
    })
    commands += page.length
    last = page.at(-1)?.sequence ?? last
    page = []
    onProgress?.(commands)
  }
  for await (const row of acceptedCommands(from, past)) {
    if (isAfter(row, until)) {
      isWhole = false
      break
    }
    page.push(row)
    if (page.length === COMMANDS_PER_PAGE) await give()
  }
  await give()
  return { commands, last, isWhole, refused }
}

async function* acceptedCommands(from: Connection, past: Past): AsyncGenerator<JournalRow> {
  for await (const { command } of past.commands())
    if (command.outcome === 'ACCEPTED' && !command.dryRun) yield command
  for (let last = past.floor; ; ) {
    const page = await acceptedAfter(from, { sequence: last, limit: COMMANDS_PER_PAGE })
    yield* page
    last = page.at(-1)?.sequence ?? last
    if (page.length < COMMANDS_PER_PAGE) return
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
async function compareEvents(past: Past, from: Connection, into: Connection, last: number) {
  const differences: string[] = []
  let events = 0
  const there = eventsOf(into)
  for await (const before of allEvents(past, from)) {
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

async function* allEvents(past: Past, from: Connection): AsyncGenerator<EventRow> {
  for await (const { events } of past.commands()) yield* events
  yield* eventsOf(from)
}

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
