// Moves the WAL into the database on our own time: passively on a timer, and truncating once the WAL
// has passed a limit, so that a long reader can't grow it without bound.
import { statSync } from 'node:fs'
import type { Connection } from './connection.ts'

export type CheckpointLimits = {
  everyMs: number
  /** Bytes of WAL past which the next checkpoint truncates it. */
  walBytesMax: number
}

export const CHECKPOINT_LIMITS: CheckpointLimits = { everyMs: 1_000, walBytesMax: 64 * 2 ** 20 }

export function walBytes(file: string): number {
  return statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
}

export function checkpoint({ sqlite }: Connection, mode: 'PASSIVE' | 'TRUNCATE'): void {
  sqlite.pragma(`wal_checkpoint(${mode})`)
}

/** Checkpoints on a timer, between batches. Answers how to stop. */
export function ownCheckpoints(
  connection: Connection,
  file: string,
  limits: CheckpointLimits = CHECKPOINT_LIMITS,
): () => void {
  const timer = setInterval(() => {
    if (connection.sqlite.inTransaction) return // The next tick finds it between two batches.
    checkpoint(connection, walBytes(file) > limits.walBytesMax ? 'TRUNCATE' : 'PASSIVE')
  }, limits.everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
