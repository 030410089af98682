// PostgreSQL: a server, or several that follow one, and any number of processes that share it.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from '../connection.ts'
import type { Engine, EngineOptions, Listening } from '../engine.ts'
import { CHANNEL, openReader, openWriter, type PostgresConnection } from './connection.ts'
import { apply, bringUpToDate, LOCKS, pendingMigrations } from './migrate.ts'
import { readers } from './readers.ts'
import { Session } from './session.ts'

export const postgresEngine = (
  { url, replicas }: { url: string; replicas: readonly string[] },
  { connection = {} }: EngineOptions = {},
): Engine => ({
  claim: () => () => {}, // Who writes takes turns with whoever else does.
  openWriter: async () => openWriter(url, connection),
  openReader: async () => openReader(url, connection),
  readers: (momentOf) => readers({ url, replicas }, connection, momentOf),
  migrate: (writer, migrations) => bringUpToDate(writer as PostgresConnection, migrations),
  examine: async (look) => {
    const reader = openReader(url, { isLong: true })
    try {
      // Its snapshot begins with its first question.
      await reader.session.begin('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1')
      return await look(reader)
    } finally {
      await reader.close()
    }
  },
  empty: async (migrations, look) => {
    const writer = openWriter(url)
    try {
      // Made in a schema that is never committed.
      await writer.session.begin(`BEGIN; CREATE SCHEMA ${EMPTY}; SET LOCAL search_path = ${EMPTY}`)
      await apply(writer, migrations, 0)
      return await look(writer)
    } finally {
      writer.session.drop()
      await writer.close()
    }
  },
  pending: (connection: Connection, migrations) => pendingMigrations(connection, migrations),
  upkeep: () => ({ truncateSoon: () => {}, stop: () => {} }), // Autovacuum and checkpoints are the server's own.
  listen: (hearing) => listen(url, hearing),
})

const EMPTY = 'quartermaster_empty'
const AGAIN_MS = 1_000

/** Hears what others commit, and is the leader where no other process is. It has looked once by the time it answers. */
async function listen(
  url: string,
  { onNews, onLead }: Parameters<Engine['listen']>[0],
): Promise<Listening> {
  const session = new Session(url, { writes: true })
  const stopping = new AbortController()
  const { signal } = stopping
  let isListening = false
  let leads = false
  const lead = (isLeader: boolean) => {
    if (leads === isLeader) return
    leads = isLeader
    onLead(isLeader)
  }
  const lose = () => {
    isListening = false
    lead(false)
  }
  session.onNotification = onNews
  session.onLost = lose

  async function look(): Promise<void> {
    try {
      if (!isListening) {
        await session.run({ text: `LISTEN ${CHANNEL}` })
        isListening = true
        onNews(null) // What was told before then went by.
      }
      const { rows } = leads
        ? await session.run({ text: 'SELECT 1' })
        : await session.run({ text: `SELECT pg_try_advisory_lock(${LOCKS.leading})` })
      if (rows[0]?.[0] === 1) lead(true)
    } catch {
      lose()
    }
  }

  async function tend(): Promise<void> {
    while (!signal.aborted) {
      await sleep(AGAIN_MS, undefined, { signal }).catch(() => {})
      if (!signal.aborted) await look()
    }
  }

  await look()
  const tending = tend()
  return {
    stop: async () => {
      stopping.abort()
      await tending
      await session.close()
    },
  }
}
