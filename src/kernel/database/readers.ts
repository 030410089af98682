// Whoever reads sees one snapshot for as long as the operation lasts.
import type { Soon } from '../soon.ts'
import type { Connection } from './connection.ts'

/** One operation's view of the database: opened at the first read, the same until released. */
export type Snapshot = {
  connection: () => Promise<Connection>
  /** The same without waiting; null where that takes a while. */
  connectionNow: () => Connection | null
  /** Ends the snapshot; the next read begins another. */
  release: () => void
}

export type Readers = {
  /**
   * @param atLeast The last command that it must see, asked as it begins: servers that follow another may not have come so
   * far.
   */
  snapshot: (atLeast?: () => number) => Snapshot
  /** Answers one question in a snapshot of its own. */
  reading: <Value>(
    question: (connection: Connection) => Promise<Value>,
    atLeast?: number,
  ) => Promise<Value>
  /**
   * Does a chore at a moment when no snapshot is held: new ones wait for it. Where those that are held
   * don't end within `withinMs`, it is not done.
   */
  betweenSnapshots: (chore: () => Promise<void>, withinMs: number) => Promise<void>
  /** Servers that follow the one that writes, and the last command that each sees; null where it can't be asked. */
  followers: () => Promise<{ name: string; sequence: number | null }[]>
  close: () => Soon<void>
}
