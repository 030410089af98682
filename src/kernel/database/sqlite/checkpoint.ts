// Moves the WAL into the database on our own time: passively on a timer, and truncating once the WAL
// has passed a limit. SQLite begins a WAL anew only where nobody reads from it, and under load somebody
// always does: new snapshots then wait for the moment that it takes.
import { statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from '../connection.ts'
import type { Readers } from '../readers.ts'
import { type SqliteConnection, sqliteOf } from './sqlite-of.ts'

export type CheckpointLimits = {
  everyMs: number
  /** Bytes of WAL past which the next checkpoint truncates it. */
  walBytesMax: number
  /**
   * How long truncating waits for who reads in other processes: 0 where those are strangers, who must not hold up the
   * writer, whose thread this is. Who begins to read meanwhile is in nobody's way.
   */
  othersMsMax: number
}

export const CHECKPOINT_LIMITS: CheckpointLimits = {
  everyMs: 1_000,
  walBytesMax: 64 * 2 ** 20,
  othersMsMax: 0,
}

/** How long reads may be held back; if some go on for longer, the next tick tries again. */
const GAP_MS_MAX = 100
const TURN_MS = 1

export function walBytes(file: string): number {
  return statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
}

export function checkpoint(connection: Connection, mode: 'PASSIVE' | 'TRUNCATE'): void {
  sqliteOf(connection).pragma(`wal_checkpoint(${mode})`)
}

function truncate(connection: SqliteConnection, othersMsMax: number): void {
  const { sqlite } = connection
  const timeout = sqlite.pragma('busy_timeout', { simple: true })
  sqlite.pragma(`busy_timeout = ${othersMsMax}`)
  try {
    checkpoint(connection, 'TRUNCATE')
  } finally {
    sqlite.pragma(`busy_timeout = ${timeout}`)
  }
}

export type Checkpoints = {
  /** Truncates the WAL at the next tick that finds nobody reading: nothing old is left in it then. */
  truncateSoon: () => void
  stop: () => void
}

/** Checkpoints on a timer, between batches. */
export function ownCheckpoints(
  connection: SqliteConnection,
  file: string,
  {
    readers,
    onFault,
    limits = CHECKPOINT_LIMITS,
  }: { readers: Readers; onFault: (fault: unknown) => void; limits?: CheckpointLimits | undefined },
): Checkpoints {
  const { sqlite } = connection
  let isOwed = true // What a process before this one may have owed.
  let isTicking = false

  /** Between two batches, of which one may go on over several turns of the loop. */
  async function whenFree(chore: () => void): Promise<void> {
    while (sqlite.open && sqlite.inTransaction) await sleep(TURN_MS)
    if (sqlite.open) chore()
  }

  async function tick(): Promise<void> {
    if (isTicking) return
    isTicking = true
    try {
      await whenFree(() => checkpoint(connection, 'PASSIVE'))
      if (walBytes(file) <= (isOwed ? 0 : limits.walBytesMax)) {
        isOwed = false
        return
      }
      const truncateOnce = () => whenFree(() => truncate(connection, limits.othersMsMax))
      await readers.betweenSnapshots(truncateOnce, GAP_MS_MAX)
    } finally {
      isTicking = false
    }
  }
  const timer = setInterval(() => void tick().catch(onFault), limits.everyMs)
  timer.unref()
  return {
    truncateSoon: () => {
      isOwed = true
    },
    stop: () => clearInterval(timer),
  }
}
