// Small pools of sessions that read, one of each server that may be read. An operation takes a session for as long as it
// runs and sees one snapshot, which begins with the question how far it sees: a server that follows another may see less.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection, ConnectionOptions } from '../connection.ts'
import type { Moment } from '../moment.ts'
import type { Readers, Snapshot } from '../readers.ts'
import { nameOf } from './address.ts'
import { LAST_SEQUENCE, openReader, type PostgresConnection } from './connection.ts'
import { ConnectionLost } from './session.ts'

const READERS_MAX = 8
/** Planned once a connection, and asked in the message that begins. */
const PREPARE = `PREPARE last_sequence AS ${LAST_SEQUENCE}`
const BEGIN = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'
const ASK = 'EXECUTE last_sequence'
/** A snapshot that was given back is ended by the next one on its session, or by itself after so long. */
const END_WITHIN_MS = 5
/** How long a server that follows is waited for, before the one that it follows is asked. */
const FOLLOW_MS_MAX = 200
const FOLLOW_POLL_MS = 10
/** One that could not be asked is left alone for so long. */
const LEFT_ALONE_MS = 5_000

type Options = Pick<ConnectionOptions, 'onStatement'>
type Pool = ReturnType<typeof poolOf>
type Taken = { reader: PostgresConnection; pool: Pool }

export function readers(
  { url, replicas }: { url: string; replicas: readonly string[] },
  options: Options = {},
  momentOf: (sequence: number) => Moment | null = () => null,
): Readers {
  const primary = poolOf(url, { ...options, mustWrite: true })
  const followers = replicas.map((replica) => poolOf(replica, { ...options, mustWrite: false }))
  let turn = 0

  /** Of those that follow whoever's turn it is, where it can be asked and sees enough in time. */
  async function begin(atLeast: number): Promise<Taken> {
    for (let tried = 0; tried < followers.length; tried++) {
      const pool = followers[turn++ % followers.length] as Pool
      if (pool.isLeftAlone()) continue
      try {
        const reader = await pool.begin()
        if (await sees(pool, reader, atLeast)) return taken(pool, reader)
        pool.finish(reader)
      } catch {
        pool.leaveAlone()
      }
    }
    return taken(primary, await primary.begin())
  }

  function taken(pool: Pool, reader: PostgresConnection): Taken {
    reader.moment = momentOf(pool.sequenceOf(reader))
    return { pool, reader }
  }

  function snapshot(atLeast: () => number = () => 0): Snapshot {
    let held: Taken | null = null
    let coming: Promise<Taken> | null = null
    return {
      connectionNow: () => held?.reader ?? null,
      connection: async (): Promise<Connection> => {
        coming ??= begin(atLeast())
        held = await coming
        return held.reader
      },
      release: () => {
        // Whoever asked for one that did not come was told.
        void coming?.then(
          ({ pool, reader }) => pool.finish(reader),
          () => {},
        )
        held = null
        coming = null
      },
    }
  }

  return {
    snapshot,
    reading: async (question, atLeast = 0) => {
      const own = snapshot(() => atLeast)
      try {
        return await question(await own.connection())
      } finally {
        own.release()
      }
    },
    betweenSnapshots: async () => {}, // The server keeps no log that readers hold up.
    followers: async () =>
      Promise.all(
        followers.map(async (pool) => ({ name: pool.name, sequence: await pool.seen() })),
      ),
    close: async () => {
      await Promise.all([primary, ...followers].map((pool) => pool.close()))
    },
  }
}

/** Waits a little for a server that follows; each look is a new snapshot. */
async function sees(pool: Pool, reader: PostgresConnection, atLeast: number): Promise<boolean> {
  for (const until = performance.now() + FOLLOW_MS_MAX; pool.sequenceOf(reader) < atLeast; ) {
    if (performance.now() >= until) return false
    await sleep(FOLLOW_POLL_MS)
    await pool.beginAgain(reader)
  }
  return true
}

function poolOf(url: string, options: Options & { mustWrite: boolean }) {
  const idle: PostgresConnection[] = []
  const queue: ((reader: PostgresConnection) => void)[] = []
  const all: PostgresConnection[] = []
  const sequences = new WeakMap<PostgresConnection, number>()
  const endings = new Map<PostgresConnection, NodeJS.Timeout>()
  let aloneUntil = 0

  function take(): PostgresConnection | Promise<PostgresConnection> {
    const free = idle.pop()
    if (free) return free
    if (all.length === READERS_MAX) return new Promise((resolve) => queue.push(resolve))
    const reader = openReader(url, options)
    all.push(reader)
    return reader
  }

  function give(reader: PostgresConnection): void {
    const next = queue.shift()
    if (next) next(reader)
    else idle.push(reader)
  }

  async function begin(): Promise<PostgresConnection> {
    const reader = await take()
    try {
      await begun(reader)
      return reader
    } catch (fault) {
      reader.session.drop(fault) // What it left half begun must not meet whoever is next.
      give(reader)
      throw fault
    }
  }

  /** One that stood idle may have been closed since: then a new one is tried once. */
  async function begun(reader: PostgresConnection): Promise<void> {
    const { session } = reader
    const isOwed = owed(reader)
    const text = (isNew: boolean) =>
      [isNew || !isOwed ? [] : 'COMMIT', BEGIN, isNew ? PREPARE : [], ASK].flat().join('; ')
    const { rows } = await session.begin(text).catch((fault: unknown) => {
      if (fault instanceof ConnectionLost) return session.begin(text)
      throw fault
    })
    sequences.set(reader, rows[0]?.[0] as number)
  }

  /** Whether its last snapshot has yet to be ended: whoever asks sees to it. */
  function owed(reader: PostgresConnection): boolean {
    const timer = endings.get(reader)
    clearTimeout(timer)
    endings.delete(reader)
    return timer !== undefined && reader.session.isOpen
  }

  function ended(reader: PostgresConnection): void {
    if (!reader.session.isOpen) return // Of a session that was lost nothing is left to end.
    const end = () => {
      endings.delete(reader)
      reader.session.end('COMMIT').catch(() => reader.session.drop())
    }
    endings.set(reader, setTimeout(end, END_WITHIN_MS))
  }

  return {
    name: nameOf(url),
    begin,
    sequenceOf: (reader: PostgresConnection): number => sequences.get(reader) ?? 0,
    beginAgain: async (reader: PostgresConnection): Promise<void> => {
      ended(reader)
      await begun(reader)
    },
    finish: (reader: PostgresConnection): void => {
      reader.moment = null
      ended(reader)
      give(reader)
    },
    isLeftAlone: () => performance.now() < aloneUntil,
    leaveAlone: () => {
      aloneUntil = performance.now() + LEFT_ALONE_MS
    },
    /** The last command that it sees; null where it can't be asked. */
    seen: async (): Promise<number | null> => {
      try {
        const reader = await begin()
        const sequence = sequences.get(reader) ?? 0
        ended(reader)
        give(reader)
        return sequence
      } catch {
        return null
      }
    },
    close: async () => {
      for (const timer of endings.values()) clearTimeout(timer)
      await Promise.all(all.map((reader) => reader.close()))
    },
  }
}
