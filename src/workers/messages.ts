// What workers and their writer tell each other.
import type { Commit } from '#kernel/feed.ts'
import type { Envelope, Outcome } from '#kernel/outcome.ts'
import type { Refusal } from '#kernel/rejection.ts'
import type { Spent } from '#kernel/spent.ts'

export type FromWorker =
  | {
      kind: 'COMMAND'
      /** The worker's own number, which the answer bears. */
      number: number
      envelope: Envelope
      /** Milliseconds until its deadline: each process has a clock of its own. */
      withinMs: number
    }
  /** Credentials that were used since it said so last. */
  | { kind: 'USED'; ids: readonly string[] }

export type FromWriter =
  /**
   * What was committed up to this sequence nobody is told: the first word on each connection, and said again where
   * rows changed without a commit.
   */
  | { kind: 'BEGIN'; last: number }
  /** Comes before the answers of the same commit, unless another process has yet to tell of one before it. */
  | { kind: 'COMMITTED'; commits: readonly Commit[] }
  /** Where the time went of the commands that are answered next. */
  | { kind: 'SPENT'; spent: readonly { id: string; spent: Spent }[] }
  | { kind: 'OUTCOME'; number: number; outcome: Outcome }
  | { kind: 'REFUSAL'; number: number; refusal: Refusal }
  | { kind: 'FAULT'; number: number; message: string }
