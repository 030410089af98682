// A small pool of read-only connections. An operation that reads takes one for as long as it runs and
// sees one snapshot; two that overlap never share a transaction.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Statement } from 'better-sqlite3'
import { type Connection, type ConnectionOptions, openReader } from './connection.ts'

/** One operation's view of the database: opened at the first read, the same until released. */
export type Snapshot = {
  connection: () => Promise<Connection>
  /** Ends the snapshot; the next read begins another. */
  release: () => void
}

export type Readers = {
  snapshot: () => Snapshot
  /** Answers one question in a snapshot of its own. */
  reading: <Value>(question: (connection: Connection) => Promise<Value>) => Promise<Value>
  /**
   * Does a chore at a moment when no snapshot is held: new ones wait for it. Where those that are held
   * don't end within `withinMs`, it is not done.
   */
  betweenSnapshots: (chore: () => void, withinMs: number) => Promise<void>
  close: () => void
}

const READERS_MAX = 8

type Reader = { connection: Connection; begin: Statement; commit: Statement }

export function readers(file: string, options: ConnectionOptions = {}): Readers {
  const idle: Reader[] = []
  const queue: ((reader: Reader) => void)[] = []
  const all: Reader[] = []
  let held = 0
  let onAllReleased = () => {}
  let gate: Promise<void> | null = null

  async function take(): Promise<Reader> {
    const free = idle.pop()
    if (free) return free
    if (all.length === READERS_MAX) return new Promise((resolve) => queue.push(resolve))
    const connection = openReader(file, options)
    const begin = connection.sqlite.prepare('BEGIN')
    const reader = { connection, begin, commit: connection.sqlite.prepare('COMMIT') }
    all.push(reader)
    return reader
  }

  function give(reader: Reader): void {
    const next = queue.shift()
    if (next) next(reader)
    else idle.push(reader)
  }

  async function begin(): Promise<Reader> {
    while (gate) await gate
    held++
    try {
      const reader = await take()
      reader.begin.run()
      return reader
    } catch (fault) {
      end()
      throw fault
    }
  }

  function end(): void {
    held--
    if (held === 0) onAllReleased()
  }

  function snapshot(): Snapshot {
    let begun: Promise<Reader> | null = null
    return {
      connection: async () => {
        begun ??= begin()
        return (await begun).connection
      },
      release: () => {
        void begun?.then(
          (reader) => {
            reader.commit.run()
            give(reader)
            end()
          },
          () => {}, // Whoever asked for it was told.
        )
        begun = null
      },
    }
  }

  async function reading<Value>(
    question: (connection: Connection) => Promise<Value>,
  ): Promise<Value> {
    const taken = snapshot()
    try {
      return await question(await taken.connection())
    } finally {
      taken.release()
    }
  }

  async function betweenSnapshots(chore: () => void, withinMs: number): Promise<void> {
    if (gate) return
    let open = () => {}
    gate = new Promise((resolve) => {
      open = resolve
    })
    try {
      if (held > 0)
        await Promise.race([
          new Promise<void>((resolve) => {
            onAllReleased = resolve
          }),
          sleep(withinMs),
        ])
      if (held === 0) chore()
    } finally {
      onAllReleased = () => {}
      gate = null
      open()
    }
  }

  return {
    snapshot,
    reading,
    betweenSnapshots,
    close: () => {
      for (const { connection } of all) connection.sqlite.close()
    },
  }
}
