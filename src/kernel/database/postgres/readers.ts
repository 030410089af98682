// A small pool of sessions that read. An operation takes one for as long as it runs and sees one snapshot, which begins
// with the question how far it sees.
import type { Connection } from '../connection.ts'
import type { Moment } from '../moment.ts'
import type { Readers, Snapshot } from '../readers.ts'
import { LAST_SEQUENCE, openReader, type PostgresConnection } from './connection.ts'
import { ConnectionLost } from './session.ts'

const READERS_MAX = 8
const BEGIN = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${LAST_SEQUENCE}`

export function readers(
  url: string,
  momentOf: (sequence: number) => Moment | null = () => null,
): Readers {
  const idle: PostgresConnection[] = []
  const queue: ((reader: PostgresConnection) => void)[] = []
  const all: PostgresConnection[] = []

  function take(): PostgresConnection | Promise<PostgresConnection> {
    const free = idle.pop()
    if (free) return free
    if (all.length === READERS_MAX) return new Promise((resolve) => queue.push(resolve))
    const reader = openReader(url)
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
      const { rows } = await begun(reader)
      reader.moment = momentOf(rows[0]?.[0] as number)
      return reader
    } catch (fault) {
      give(reader)
      throw fault
    }
  }

  function finish(reader: PostgresConnection): void {
    reader.moment = null
    // Nobody waits for it, and of a session that was lost nothing is left to end.
    if (reader.session.isOpen) reader.session.end('COMMIT').catch(() => reader.session.drop())
    give(reader)
  }

  function snapshot(): Snapshot {
    let held: PostgresConnection | null = null
    let coming: Promise<PostgresConnection> | null = null
    return {
      connectionNow: () => held,
      connection: async (): Promise<Connection> => {
        if (held) return held
        coming ??= begin()
        held = await coming
        return held
      },
      release: () => {
        // Whoever asked for one that did not come was told.
        void coming?.then(finish, () => {})
        held = null
        coming = null
      },
    }
  }

  return {
    snapshot,
    reading: async (question) => {
      const taken = snapshot()
      try {
        return await question(await taken.connection())
      } finally {
        taken.release()
      }
    },
    betweenSnapshots: async () => {}, // The server keeps no log that readers hold up.
    close: async () => void (await Promise.all(all.map((reader) => reader.close()))),
  }
}

/** One that stood idle may have been closed since: then a new one is tried once. */
async function begun({ session }: PostgresConnection) {
  try {
    return await session.begin(BEGIN)
  } catch (fault) {
    if (!(fault instanceof ConnectionLost)) throw fault
    return session.begin(BEGIN)
  }
}
