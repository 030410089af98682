// A small pool of read-only connections. An operation that reads takes one for as long as it runs and
// sees one snapshot; two that overlap never share a transaction.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Statement } from 'better-sqlite3'
import type { Connection, ConnectionOptions } from '../connection.ts'
import type { Moment } from '../moment.ts'
import type { Readers, Snapshot } from '../readers.ts'
import { openReader } from './connection.ts'
import type { SqliteConnection } from './sqlite-of.ts'

const READERS_MAX = 8

type Reader = { connection: SqliteConnection; begin: Statement; commit: Statement }

/** @param momentOf Says what a snapshot sees as it begins, where rows are kept between snapshots. */
export function readers(
  file: string,
  options: ConnectionOptions = {},
  momentOf: (sequence: number) => Moment | null = () => null,
): Readers {
  const idle: Reader[] = []
  const queue: ((reader: Reader) => void)[] = []
  const all: Reader[] = []
  let held = 0
  let onAllReleased = () => {}
  let gate: Promise<void> | null = null

  /** Null where all are taken. */
  function takeNow(): Reader | null {
    const free = idle.pop()
    if (free) return free
    if (all.length === READERS_MAX) return null
    const connection = openReader(file, options)
    const begin = connection.sqlite.prepare('BEGIN')
    const reader = { connection, begin, commit: connection.sqlite.prepare('COMMIT') }
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
    const { connection, begin, commit } = reader
    try {
      begin.run()
      connection.moment = momentOf(connection.lastSequence() as number)
      return reader
    } catch (fault) {
      if (connection.sqlite.inTransaction) commit.run()
      give(reader)
      throw fault
    }
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
    reader.commit.run()
    give(reader)
    end()
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
    followers: async () => [],
    close: () => {
      for (const { connection } of all) connection.sqlite.close()
    },
  }
}
