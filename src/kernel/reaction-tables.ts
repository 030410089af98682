// The statements by which reactions remember where they are, what waits for its time, what is to be
// tried again, and what was given up.
import { and, asc, eq, gt, lte, or, sql } from 'drizzle-orm'
import { as, inList, insertInto, type Params, statement } from './database/statement.ts'
import {
  cursors,
  type DeadLetterStatus,
  deadLetters,
  dueCommands,
  events,
  retries,
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
export const dueRetries = statement(
  (db, $: Params<{ reaction: string; now: number; horizon: number; limit: number }>) =>
    db
      .select({ event: events, attempts: retries.attempts })
      .from(retries)
      .innerJoin(
        events,
        and(eq(events.sequence, retries.sequence), eq(events.index, retries.index)),
      )
      .where(
        and(
          eq(retries.reaction, $.reaction),
          or(lte(retries.nextAt, $.now), gt(retries.nextAt, $.horizon)),
        ),
      )
      .orderBy(asc(retries.nextAt), asc(retries.sequence), asc(retries.index))
      .limit($.limit),
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
