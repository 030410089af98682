// A small pool of read-only connections. An operation that reads takes one for as long as it runs and
// sees one snapshot; two that overlap never share a transaction.
import { type Connection, type ConnectionOptions, openReader } from './connection.ts'

/** One operation's view of the database: opened at the first read, the same until released. */
export type Snapshot = {
  connection: () => Promise<Connection>
  /** Ends the snapshot; the next read begins another. */
  release: () => void
}

export type Readers = { snapshot: () => Snapshot; close: () => void }

const READERS_MAX = 8

export function readers(file: string, options: ConnectionOptions = {}): Readers {
  const idle: Connection[] = []
  const queue: ((connection: Connection) => void)[] = []
  const all: Connection[] = []

  function take(): Promise<Connection> {
    const free = idle.pop()
    if (free) return Promise.resolve(free)
    if (all.length < READERS_MAX) {
      const opened = openReader(file, options)
      all.push(opened)
      return Promise.resolve(opened)
    }
    return new Promise((resolve) => queue.push(resolve))
  }

  function give(connection: Connection): void {
    const next = queue.shift()
    if (next) next(connection)
    else idle.push(connection)
  }

  function snapshot(): Snapshot {
    let held: Promise<Connection> | null = null
    return {
      connection: () => {
        held ??= take().then((connection) => {
          connection.sqlite.exec('BEGIN')
          return connection
        })
        return held
      },
      release: () => {
        void held?.then((connection) => {
          connection.sqlite.exec('COMMIT')
          give(connection)
        })
        held = null
      },
    }
  }

  return {
    snapshot,
    close: () => {
      for (const { sqlite } of all) sqlite.close()
    },
  }
}
