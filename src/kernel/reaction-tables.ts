// The statements by which reactions remember where they are, what waits for its time, what is to be
// tried again, and what was given up.
import {
  aliasedTable,
  and,
  asc,
  desc,
  eq,
  gt,
  inArray,
  lt,
  lte,
  notExists,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import type { Connection, Database } from './database/connection.ts'
import { as, inList, insertInto, type Params, statement } from './database/statement.ts'
import {
  cursors,
  type DeadLetterStatus,
  deadLetters,
  dueCommands,
  events,
  retries,
  tries,
} from './tables.ts'

export type Cursor = { reaction: string; sequence: number; index: number }

export const moveCursor = statement((db, $: Params<Cursor>) =>
  db
    .insert(cursors)
    .values({ reaction: $.reaction, sequence: $.sequence, index: $.index })
    .onConflictDoUpdate({
      target: cursors.reaction,
      set: { sequence: sql`excluded.sequence`, index: sql`excluded."index"` },
    }),
)

export const cursorOf = statement((db, $: Params<{ reaction: string }>) =>
  db.select().from(cursors).where(eq(cursors.reaction, $.reaction)),
)

export const addDue = insertInto(dueCommands)

export const dueById = statement((db, $: Params<{ id: string }>) =>
  db.select().from(dueCommands).where(eq(dueCommands.id, $.id)),
)

export const nextDue = statement((db, $: Params<{ now: number; limit: number }>) =>
  db
    .select()
    .from(dueCommands)
    .where(lte(dueCommands.at, $.now))
    .orderBy(asc(dueCommands.at), asc(dueCommands.id))
    .limit($.limit),
)

export const settleDue = statement((db, $: Params<{ id: string }>) =>
  db.delete(dueCommands).where(eq(dueCommands.id, $.id)),
)

export const postponeDue = statement(
  (db, $: Params<{ id: string; at: number; attempts: number }>) =>
    db
      .update(dueCommands)
      .set({ at: as(dueCommands.at, $.at), attempts: as(dueCommands.attempts, $.attempts) })
      .where(eq(dueCommands.id, $.id)),
)

export type Retry = typeof retries.$inferSelect

export const putRetry = statement((db, $: Params<Retry>) =>
  db
    .insert(retries)
    .values({
      reaction: $.reaction,
      sequence: $.sequence,
      index: $.index,
      aggregateId: $.aggregateId,
      attempts: $.attempts,
      nextAt: $.nextAt,
      error: $.error,
    })
    .onConflictDoUpdate({
      target: [retries.reaction, retries.sequence, retries.index],
      set: {
        attempts: sql`excluded.attempts`,
        nextAt: sql`excluded.next_at`,
        error: sql`excluded.error`,
      },
    }),
)

/**
 * Events of a reaction whose time has come, each with its retry. One that is set for later than
 * anything is ever set (`horizon`) was set by a clock that has been put back since: its time has come.
 */
export const dueRetries = statement((db, $: Params<DueQuestion>) =>
  due(db, $).orderBy(asc(retries.nextAt), asc(retries.sequence), asc(retries.index)).limit($.limit),
)

/** The same, but of each aggregate's events the earliest alone: the others wait behind it. */
export const dueRetriesInOrder = statement((db, $: Params<DueQuestion>) => {
  const earlier = aliasedTable(retries, 'earlier')
  return due(
    db,
    $,
    notExists(
      db
        .select({ one: sql`1` })
        .from(earlier)
        .where(
          and(
            eq(earlier.reaction, retries.reaction),
            eq(earlier.aggregateId, retries.aggregateId),
            sql`(${earlier.sequence}, ${earlier.index}) < (${retries.sequence}, ${retries.index})`,
          ),
        ),
    ),
  )
    .orderBy(asc(retries.nextAt), asc(retries.sequence), asc(retries.index))
    .limit($.limit)
})

type DueQuestion = { reaction: string; now: number; horizon: number; limit: number }

const due = (db: Database, $: Params<DueQuestion>, only?: SQL) =>
  db
    .select({ event: events, attempts: retries.attempts })
    .from(retries)
    .innerJoin(events, and(eq(events.sequence, retries.sequence), eq(events.index, retries.index)))
    .where(
      and(
        eq(retries.reaction, $.reaction),
        or(lte(retries.nextAt, $.now), gt(retries.nextAt, $.horizon)),
        only,
      ),
    )

/** Which of these aggregates have an event that waits for its next try. */
export const aggregatesThatWait = statement(
  (db, $: Params<{ reaction: string; aggregateIds: string }>) =>
    db
      .selectDistinct({ aggregateId: retries.aggregateId })
      .from(retries)
      .where(and(eq(retries.reaction, $.reaction), inList(retries.aggregateId, $.aggregateIds)))
      .orderBy(asc(retries.aggregateId)),
)

export const countRetriesOf = statement((db, $: Params<{ reaction: string }>) =>
  db.select({ count: sql<number>`count(*)` }).from(retries).where(eq(retries.reaction, $.reaction)),
)

export const settleRetry = statement((db, $: Params<Cursor>) =>
  db
    .delete(retries)
    .where(
      and(
        eq(retries.reaction, $.reaction),
        eq(retries.sequence, $.sequence),
        eq(retries.index, $.index),
      ),
    ),
)

/** Takes away what a reaction remembers: where it is, and what it would try again. */
export async function forgetReaction(tx: Connection, reaction: string): Promise<void> {
  await dropCursor(tx, { reaction })
  await dropRetries(tx, { reaction })
}

const dropCursor = statement((db, $: Params<{ reaction: string }>) =>
  db.delete(cursors).where(eq(cursors.reaction, $.reaction)),
)

const dropRetries = statement((db, $: Params<{ reaction: string }>) =>
  db.delete(retries).where(eq(retries.reaction, $.reaction)),
)

export type Try = typeof tries.$inferSelect

export const addTries = insertInto(tries)

/** The oldest lines, up to `limit`, from before a moment. */
export const dropTries = statement((db, $: Params<{ before: number; limit: number }>) =>
  db
    .delete(tries)
    .where(
      inArray(
        tries.id,
        db
          .select({ id: tries.id })
          .from(tries)
          .where(lt(tries.at, $.before))
          .orderBy(asc(tries.at), asc(tries.id))
          .limit($.limit),
      ),
    ),
)

/** The moment of the first try of a reaction since which all have failed; null where the last went well. */
export async function failingSince(tx: Connection, reaction: string): Promise<number | null> {
  const [last] = await lastSuccess(tx, { reaction })
  const [first] = await firstTryAfter(tx, { reaction, at: last?.at ?? -1 })
  return first?.at ?? null
}

const lastSuccess = statement((db, $: Params<{ reaction: string }>) =>
  db
    .select({ at: tries.at })
    .from(tries)
    .where(and(eq(tries.reaction, $.reaction), eq(tries.succeeded, true)))
    .orderBy(desc(tries.at))
    .limit(1),
)

const firstTryAfter = statement((db, $: Params<{ reaction: string; at: number }>) =>
  db
    .select({ at: tries.at })
    .from(tries)
    .where(and(eq(tries.reaction, $.reaction), gt(tries.at, $.at)))
    .orderBy(asc(tries.at))
    .limit(1),
)

/** Drops all of a reaction's that wait, with one reason. */
export const dropDeadLettersOf = statement(
  (db, $: Params<{ reaction: string; reason: string; settledAt: number }>) =>
    db
      .update(deadLetters)
      .set({
        status: 'DROPPED',
        reason: as(deadLetters.reason, $.reason),
        settledAt: as(deadLetters.settledAt, $.settledAt),
      })
      .where(and(eq(deadLetters.reaction, $.reaction), eq(deadLetters.status, 'WAITING'))),
)

export type DeadLetter = typeof deadLetters.$inferSelect
type Parking = Omit<DeadLetter, 'status' | 'reason' | 'settledAt'>

/** Parks an event; one that was retried before waits again under its first id. */
export const park = statement((db, $: Params<Parking>) =>
  db
    .insert(deadLetters)
    .values({
      id: $.id,
      reaction: $.reaction,
      sequence: $.sequence,
      index: $.index,
      error: $.error,
      attempts: $.attempts,
      at: $.at,
      status: 'WAITING',
    })
    .onConflictDoUpdate({
      target: [deadLetters.reaction, deadLetters.sequence, deadLetters.index],
      set: {
        error: sql`excluded.error`,
        attempts: sql`${deadLetters.attempts} + excluded.attempts`,
        at: sql`excluded.at`,
        status: sql`excluded.status`,
        reason: sql`null`,
        settledAt: sql`null`,
      },
    })
    .returning({ id: deadLetters.id }),
)

export const deadLetterById = statement((db, $: Params<{ id: string }>) =>
  db.select().from(deadLetters).where(eq(deadLetters.id, $.id)),
)

type Settling = { id: string; status: DeadLetterStatus; reason: string | null; settledAt: number }

export const settleDeadLetter = statement((db, $: Params<Settling>) =>
  db
    .update(deadLetters)
    .set({
      status: as(deadLetters.status, $.status),
      reason: as(deadLetters.reason, $.reason),
      settledAt: as(deadLetters.settledAt, $.settledAt),
    })
    .where(eq(deadLetters.id, $.id)),
)

/** How many of these events stand after a place, counted no further than `limit`. */
export const countEventsAfter = statement(
  (db, $: Params<{ sequence: number; index: number; names: string; limit: number }>) =>
    db
      .select({
        count: sql<number>`count(*)`,
        oldestAt: sql<number | null>`min(behind.at)`,
      })
      .from(
        db
          .select({ at: events.at })
          .from(events)
          .where(
            and(
              sql`(${events.sequence}, ${events.index}) > (${$.sequence}, ${$.index})`,
              inList(events.name, $.names),
            ),
          )
          .orderBy(asc(events.sequence), asc(events.index))
          .limit($.limit)
          .as('behind'),
      ),
)

export const allCursors = statement((db) =>
  db.select().from(cursors).orderBy(asc(cursors.reaction)),
)

export const countRetries = statement((db) =>
  db
    .select({ reaction: retries.reaction, count: sql<number>`count(*)` })
    .from(retries)
    .groupBy(retries.reaction)
    .orderBy(asc(retries.reaction)),
)

export const countDeadLetters = statement((db) =>
  db
    .select({ reaction: deadLetters.reaction, count: sql<number>`count(*)` })
    .from(deadLetters)
    .where(eq(deadLetters.status, 'WAITING'))
    .groupBy(deadLetters.reaction)
    .orderBy(asc(deadLetters.reaction)),
)
