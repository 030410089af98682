// A small pool of read-only connections. An operation that reads takes one for as long as it runs and
// sees one snapshot; two that overlap never share a transaction. One that follows another may: where nothing was
// committed since, it sees the same, and what BEGIN and COMMIT cost is spared.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Statement } from 'better-sqlite3'
import type { Connection, ConnectionOptions } from '../connection.ts'
import type { Moment } from '../moment.ts'
import type { Readers, Snapshot } from '../readers.ts'
import { openReader } from './connection.ts'
import type { SqliteConnection } from './sqlite-of.ts'

const READERS_MAX = 8
/** A snapshot that nobody holds stands for no longer: the log can't begin anew before it ends. */
const STANDS_MS_MAX = 5

type Reader = {
  connection: SqliteConnection
  begin: Statement
  commit: Statement
  /** What it sees, for as long as its transaction stands. */
  seen: { sequence: number; commits: number } | null
}

type Options = ConnectionOptions & {
  momentOf?: ((sequence: number) => Moment | null) | undefined
  /** By which alone the file is written; left out where another process writes it. */
  writer?: Pick<Connection, 'commits'> | undefined
}

export function readers(
  file: string,
  { momentOf = () => null, writer, ...options }: Options = {},
): Readers {
  const idle: Reader[] = []
  const queue: ((reader: Reader) => void)[] = []
  const all: Reader[] = []
  let held = 0
  let onAllReleased = () => {}
  let gate: Promise<void> | null = null
  let ending: NodeJS.Timeout | undefined

  /** Null where all are taken. */
  function takeNow(): Reader | null {
    const free = idle.pop()
    if (free) return free
    if (all.length === READERS_MAX) return null
    const connection = openReader(file, options)
    const begin = connection.sqlite.prepare('BEGIN')
    const commit = connection.sqlite.prepare('COMMIT')
    const reader: Reader = { connection, begin, commit, seen: null }
    all.push(reader)
    return reader
  }

  const take = (): Reader | Promise<Reader> =>
    takeNow() ?? new Promise((resolve) => queue.push(resolve))

  function give(reader: Reader): void {
    const next = queue.shift()
    if (next) next(reader)
    else idle.push(reader)
  }

  async function begin(): Promise<Reader> {
    while (gate) await gate
    held++
    try {
      return begun(await take())
    } catch (fault) {
      end()
      throw fault
    }
  }

  function beginNow(): Reader | null {
    if (gate) return null
    const reader = takeNow()
    if (!reader) return null
    held++
    try {
      return begun(reader)
    } catch (fault) {
      end()
      throw fault
    }
  }

  function begun(reader: Reader): Reader {
    const { connection, begin } = reader
    try {
      if (reader.seen?.commits !== writer?.commits) ended(reader)
      if (!reader.seen) {
        begin.run()
        reader.seen = {
          sequence: connection.lastSequence() as number,
          commits: writer?.commits ?? 0,
        }
      }
      connection.moment = momentOf(reader.seen.sequence)
      return reader
    } catch (fault) {
      ended(reader)
      give(reader)
      throw fault
    }
  }

  function ended(reader: Reader): void {
    reader.seen = null
    if (reader.connection.sqlite.inTransaction) reader.commit.run()
  }

  function end(): void {
    held--
    if (held === 0) onAllReleased()
  }

  function snapshot(): Snapshot {
    let held: Reader | null = null
    let coming: Promise<Reader> | null = null

    function connectionNow(): Connection | null {
      if (!coming) held ??= beginNow()
      return held?.connection ?? null
    }

    async function begun(): Promise<Connection> {
      coming ??= begin()
      return (await coming).connection
    }

    return {
      connectionNow,
      connection: async () => connectionNow() ?? begun(),
      release: () => {
        if (held) finish(held)
        // Whoever asked for one that did not come was told.
        else void coming?.then(finish, () => {})
        held = null
        coming = null
      },
    }
  }

  function finish(reader: Reader): void {
    reader.connection.moment = null
    if (!writer) ended(reader)
    else ending ??= setTimeout(endStanding, STANDS_MS_MAX)
    give(reader)
    end()
  }

  function endStanding(): void {
    clearTimeout(ending)
    ending = undefined
    for (const reader of idle) ended(reader)
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

  async function betweenSnapshots(chore: () => Promise<void>, withinMs: number): Promise<void> {
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
      if (held > 0) return
      endStanding()
      await chore()
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
    followers: async () => [],
    close: () => {
      clearTimeout(ending)
      for (const { connection } of all) connection.sqlite.close()
    },
  }
}
