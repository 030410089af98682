// How far back the journal reaches. Commands and their events leave it from the oldest on, once they stand
// in an archive and nothing here needs them any more; what is left stays dense.
import { eq, gte, lte, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Connection } from './database/connection.ts'
import { type Params, statement } from './database/statement.ts'
import { inChunks } from './in-chunks.ts'
import { journalEnd } from './journal.ts'
import { keepNote, noteNamed } from './notes.ts'
import {
  cursors,
  deadLetters,
  events,
  idempotencyKeys,
  journal,
  journalSubjects,
  retries,
} from './tables.ts'
import type { WriteQueue } from './write-queue.ts'

const FLOOR = 'journal-floor'

/** The last sequence that is no longer here; 0 where all of the journal is. */
export async function floorOf(tx: Connection): Promise<number> {
  return Number((await noteNamed(tx, FLOOR)) ?? 0)
}

/**
 * The last sequence that may leave: given before a moment, and needed by no key that still counts, by no
 * reaction that has yet to deal with it, and by no dead letter that waits.
 * @param before Epoch milliseconds.
 */
export async function archivableUpTo(tx: Connection, before: number): Promise<number> {
  const { sequence: last } = await journalEnd(tx)
  const [firstKept] = await firstSince(tx, { before })
  const [needed] = await firstNeeded(tx, {})
  // The last command stays: the next sequence is counted from it.
  const first = Math.min(last, firstKept?.sequence ?? last, needed?.sequence ?? last)
  return Math.max(await floorOf(tx), first - 1)
}

/** Takes commands out up to a sequence, their events with them. Commands go on between its chunks. */
export async function dropUpTo(
  { queue, writer }: { queue: Pick<WriteQueue, 'maintain' | 'length'>; writer: Connection },
  upTo: number,
): Promise<void> {
  await queue.maintain(async () => {
    const allowed = await archivableUpTo(writer, Number.MAX_SAFE_INTEGER)
    if (upTo > allowed)
      throw new Error(`The journal is needed from command ${allowed + 1} on, ${upTo} is later.`)
  })
  await inChunks(queue, async (size) => {
    const floor = await floorOf(writer)
    if (upTo <= floor) return false
    const next = Math.min(upTo, floor + size)
    for (const drop of [dropEvents, dropSubjects, dropCommands]) await drop(writer, { upTo: next })
    await keepNote(writer, { name: FLOOR, value: String(next) })
    return next < upTo
  })
}

const firstSince = statement((db, $: Params<{ before: number }>) =>
  db
    .select({ sequence: journal.sequence })
    .from(journal)
    .where(gte(journal.at, $.before))
    .orderBy(journal.sequence)
    .limit(1),
)

const least = (column: SQLiteColumn) => sql<number>`min(${column})`

const firstNeeded = statement((db) => {
  const needed = db
    .select({ sequence: least(idempotencyKeys.sequence).as('sequence') })
    .from(idempotencyKeys)
    .unionAll(db.select({ sequence: least(cursors.sequence).as('sequence') }).from(cursors))
    .unionAll(db.select({ sequence: least(retries.sequence).as('sequence') }).from(retries))
    .unionAll(
      db
        .select({ sequence: least(deadLetters.sequence).as('sequence') })
        .from(deadLetters)
        .where(eq(deadLetters.status, 'WAITING')),
    )
    .as('needed')
  return db.select({ sequence: sql<number | null>`min(${needed.sequence})` }).from(needed)
})

const dropEvents = statement((db, $: Params<{ upTo: number }>) =>
  db.delete(events).where(lte(events.sequence, $.upTo)),
)
const dropSubjects = statement((db, $: Params<{ upTo: number }>) =>
  db.delete(journalSubjects).where(lte(journalSubjects.sequence, $.upTo)),
)
const dropCommands = statement((db, $: Params<{ upTo: number }>) =>
  db.delete(journal).where(lte(journal.sequence, $.upTo)),
)
