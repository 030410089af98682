// The journal says what was asked, by whom, and what came of it, in the one order in which it
// happened. Its sequence is dense and never reused; events and idempotency keys hang from it.
import { and, asc, desc, eq, gt, gte, lte, sql } from 'drizzle-orm'
import type { Connection } from './database/connection.ts'
import { insertInto, type Params, statement, statementOfRows } from './database/statement.ts'
import type { Event } from './event.ts'
import { aggregateVersions, events, idempotencyKeys, journal, journalSubjects } from './tables.ts'

export type JournalRow = typeof journal.$inferSelect
export type EventRow = typeof events.$inferSelect

const lastOne = statement((db) =>
  db
    .select({ sequence: journal.sequence, at: journal.at })
    .from(journal)
    .orderBy(desc(journal.sequence))
    .limit(1),
)

/** The sequence and moment of the last journaled command, which is the latest; zeros where there is none. */
export async function journalEnd(tx: Connection): Promise<{ sequence: number; at: number }> {
  const [last] = await lastOne(tx, {})
  return last ?? { sequence: 0, at: 0 }
}

export const appendToJournal = insertInto(journal)
export const appendEvents = insertInto(events)
export const appendSubjects = insertInto(journalSubjects)

export const journalRow = statement((db, $: Params<{ sequence: number }>) =>
  db.select().from(journal).where(eq(journal.sequence, $.sequence)),
)

export const acceptedAfter = statement((db, $: Params<{ sequence: number; limit: number }>) =>
  db
    .select()
    .from(journal)
    .where(
      and(
        gt(journal.sequence, $.sequence),
        eq(journal.outcome, 'ACCEPTED'),
        eq(journal.dryRun, false),
      ),
    )
    .orderBy(asc(journal.sequence))
    .limit($.limit),
)

type Range = { from: number; to: number }

export const commandsBetween = statement((db, $: Params<Range>) =>
  db
    .select()
    .from(journal)
    .where(and(gte(journal.sequence, $.from), lte(journal.sequence, $.to)))
    .orderBy(asc(journal.sequence)),
)

export const eventsBetween = statement((db, $: Params<Range>) =>
  db
    .select()
    .from(events)
    .where(and(gte(events.sequence, $.from), lte(events.sequence, $.to)))
    .orderBy(asc(events.sequence), asc(events.index)),
)

export const eventsAfter = statement(
  (db, $: Params<{ sequence: number; index: number; limit: number }>) =>
    db
      .select()
      .from(events)
      .where(sql`(${events.sequence}, ${events.index}) > (${$.sequence}, ${$.index})`)
      .orderBy(asc(events.sequence), asc(events.index))
      .limit($.limit),
)

export const eventAt = statement((db, $: Params<{ sequence: number; index: number }>) =>
  db
    .select()
    .from(events)
    .where(and(eq(events.sequence, $.sequence), eq(events.index, $.index))),
)

type Aggregate = { id: string; aggregate: string }

const bump = statementOfRows((db, rows: Params<Aggregate>[]) =>
  db
    .insert(aggregateVersions)
    .values(rows.map(({ id, aggregate }) => ({ id, aggregate, version: 1 })))
    .onConflictDoUpdate({
      target: aggregateVersions.id,
      set: { version: sql`${aggregateVersions.version} + 1` },
    }),
)

/** Raises the version of each aggregate that these events name, once. */
export async function bumpVersions(tx: Connection, recorded: readonly Event[]): Promise<void> {
  const aggregates = new Map(recorded.map(({ aggregateId, aggregate }) => [aggregateId, aggregate]))
  await bump(
    tx,
    [...aggregates].map(([id, aggregate]) => ({ id, aggregate })),
  )
}

const versionById = statement((db, $: Params<{ id: string }>) =>
  db
    .select({ version: aggregateVersions.version })
    .from(aggregateVersions)
    .where(eq(aggregateVersions.id, $.id)),
)

/** The version of an aggregate: how many commands have changed it; 0 where there is none. */
export async function versionOf(tx: Connection, id: string): Promise<number> {
  return (await versionById(tx, { id }))[0]?.version ?? 0
}

/** The first outcome of a key that has not expired. */
export const keyed = statement(
  (db, $: Params<{ actorId: string; scope: string; key: string; now: number }>) =>
    db
      .select({ inputHash: idempotencyKeys.inputHash, sequence: idempotencyKeys.sequence })
      .from(idempotencyKeys)
      .where(
        and(
          eq(idempotencyKeys.actorId, $.actorId),
          eq(idempotencyKeys.scope, $.scope),
          eq(idempotencyKeys.key, $.key),
          gte(idempotencyKeys.expiresAt, $.now),
        ),
      ),
)

export const keepKey = statement((db, $: Params<typeof idempotencyKeys.$inferInsert>) =>
  db
    .insert(idempotencyKeys)
    .values({
      actorId: $.actorId,
      scope: $.scope,
      key: $.key,
      inputHash: $.inputHash,
      sequence: $.sequence,
      expiresAt: $.expiresAt,
    })
    .onConflictDoUpdate({
      target: [idempotencyKeys.actorId, idempotencyKeys.scope, idempotencyKeys.key],
      set: {
        inputHash: sql`excluded.input_hash`,
        sequence: sql`excluded.sequence`,
        expiresAt: sql`excluded.expires_at`,
      },
    }),
)

const keyColumns = sql.join(
  [idempotencyKeys.actorId, idempotencyKeys.scope, idempotencyKeys.key],
  sql`, `,
)

export const dropExpiredKeys = statement((db, $: Params<{ now: number; limit: number }>) =>
  db
    .delete(idempotencyKeys)
    .where(
      sql`(${keyColumns}) in (select ${keyColumns} from ${idempotencyKeys} where ${idempotencyKeys.expiresAt} < ${$.now} limit ${$.limit})`,
    ),
)
