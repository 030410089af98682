// What crosses the queue's boundary, in and out: plain JSON both ways.
import type { Actor } from './actor.ts'
import type { Result } from './command.ts'
import type { Event } from './event.ts'
import type { Refusal } from './rejection.ts'
import type { Key, Row } from './row-store.ts'

/** A parsed, authorized command on its way to the writer. */
export type Envelope = {
  command: string
  actor: Actor
  /** As parsed; a secret's kept part included. */
  input: unknown
  targetId: string | null
  /** Under which its outcome is kept, and what must be asked under it again. */
  key: { idempotencyKey: string; inputHash: string } | null
  expectedVersion: number | null
  dryRun: boolean
  seed: string
  /** When it is no longer started, by `performance.now()`: a clock that is set changes nothing. */
  deadline: number
  correlationId: string
  causationId: string | null
  /** The due command that this is; its row goes with it. */
  dueId: string | null
  /** Given only by replay: the moment to run at. */
  at: number | null
}

type Settled = {
  /** The command's own id, `cmd_…`. */
  id: string
  sequence: number
  replayed: boolean
  dryRun: boolean
}

export type Accepted = Settled & {
  outcome: 'ACCEPTED'
  result: Result
  events: readonly Event[]
  /** Every view row that was refreshed, by view. */
  refreshed: Readonly<Record<string, readonly Row[]>>
  /** Keys that it woke and that have no row now, by view. */
  gone: Readonly<Record<string, readonly Key[]>>
}
export type Refused = Settled & { outcome: 'REFUSED'; refusal: Refusal }
export type Failed = Settled & { outcome: 'FAILED'; error: string }

export type Outcome = Accepted | Refused | Failed
