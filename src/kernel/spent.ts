// Where a command's time went, measured where it was spent: what metrics, slow logs and traces are made of.
import type { Envelope, Outcome } from './outcome.ts'

/** What the executor measures. All times are milliseconds. */
export type Measured = {
  /** The handler with its reads and writes, its key and its version. */
  rulesMs: number
  refreshMs: number
  /** Statements run, the journal's line included. */
  statements: number
  rowsWritten: number
  /** Rows refreshed, by view; what was added, by tally. */
  views: Readonly<Record<string, number>>
}

export type Spent = Measured & {
  /** From being submitted until it began. */
  queueMs: number
  /** From its end until the COMMIT began: for the others of its batch. */
  batchMs: number
  /** The COMMIT that it shared with the others of its batch. */
  commitMs: number
  batchCommands: number
}

/** From being submitted until its answer. */
export const totalMs = ({ queueMs, rulesMs, refreshMs, batchMs, commitMs }: Spent): number =>
  queueMs + rulesMs + refreshMs + batchMs + commitMs

/** A command that was carried out and committed. */
export type Done = { envelope: Envelope; outcome: Outcome; spent: Spent }

/** Commands whose times are kept. */
const KEPT_MAX = 1_000

export type SpentLog = {
  /** @param at Epoch milliseconds. */
  keep: (done: readonly { id: string; spent: Spent }[], at: number) => void
  /** By the command's id; null where that is too long ago. */
  of: (id: string) => Spent | null
  /** What was refreshed of a view, and when last; null where nothing was. */
  ofView: (name: string) => { rows: number; at: number } | null
}

/** The latest commands' times, for whoever asks right after, and what all of them refreshed. */
export function spentLog(keptMax = KEPT_MAX): SpentLog {
  const kept = new Map<string, Spent>()
  const refreshed = new Map<string, { rows: number; at: number }>()
  return {
    keep: (done, at) => {
      for (const { id, spent } of done) {
        kept.set(id, spent)
        for (const [name, rows] of Object.entries(spent.views))
          refreshed.set(name, { rows: (refreshed.get(name)?.rows ?? 0) + rows, at })
      }
      for (const id of kept.keys()) {
        if (kept.size <= keptMax) break
        kept.delete(id)
      }
    },
    of: (id) => kept.get(id) ?? null,
    ofView: (name) => refreshed.get(name) ?? null,
  }
}

/** The same with its times to the microsecond, for people to read. */
export const rounded = (values: object): object =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value,
    ]),
  )
