// The kernel's own tables: what was asked and what came of it, the facts, and the bookkeeping that
// makes each key count once. None of them is part of a shop's state.

import type { Actor } from './actor.ts'
import type { Result } from './command.ts'
import {
  flag,
  index,
  instant,
  integer,
  json,
  primaryKey,
  table,
  text,
  unique,
  word,
} from './database/table.ts'
import type { Refusal } from './rejection.ts'

export type OutcomeWord = 'ACCEPTED' | 'REFUSED' | 'FAILED'

export const journal = table(
  'kernel_journal',
  {
    sequence: integer().primaryKey(),
    id: text().notNull().unique(),
    command: text().notNull(),
    actorId: text().notNull(),
    actor: json<Actor>().notNull(),
    targetId: text(),
    input: json<unknown>().notNull(),
    outcome: word<OutcomeWord>().notNull(),
    dryRun: flag().notNull(),
    result: json<Result>(),
    refusal: json<Refusal>(),
    eventCount: integer().notNull(),
    at: instant().notNull(),
    seed: text().notNull(),
    durationUs: integer().notNull(),
    correlationId: text().notNull(),
    causationId: text(),
    release: text().notNull(),
  },
  (t) => [
    index('kernel_journal_by_command').on(t.command, t.sequence),
    index('kernel_journal_by_target').on(t.targetId, t.sequence),
    index('kernel_journal_by_actor').on(t.actorId, t.sequence),
    index('kernel_journal_by_outcome').on(t.outcome, t.sequence),
  ],
)

/** Whom a command with personal values is about, so that erasing a person finds them. */
export const journalSubjects = table(
  'kernel_journal_subjects',
  {
    /** An id, or in lower case what identifies a person: an e-mail. */
    subjectId: text().notNull(),
    sequence: integer().notNull(),
    /** True where a fact of the command is about it, false where its input only names it. */
    isFact: flag().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.sequence] }),
    index('kernel_journal_subjects_by_sequence').on(t.sequence),
  ],
)

export const events = table(
  'kernel_events',
  {
    sequence: integer().notNull(),
    index: integer().notNull(),
    name: text().notNull(),
    aggregate: text().notNull(),
    aggregateId: text().notNull(),
    data: json<Record<string, unknown>>().notNull(),
    at: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.sequence, t.index] }),
    index('kernel_events_by_aggregate').on(t.aggregateId, t.sequence, t.index),
  ],
)

export const aggregateVersions = table('kernel_aggregate_versions', {
  id: text().primaryKey(),
  aggregate: text().notNull(),
  version: integer().notNull(),
})

export const idempotencyKeys = table(
  'kernel_idempotency_keys',
  {
    actorId: text().notNull(),
    /** The target's id, or empty where a command has none. */
    scope: text().notNull(),
    key: text().notNull(),
    inputHash: text().notNull(),
    sequence: integer().notNull(),
    expiresAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.actorId, t.scope, t.key] }),
    index('kernel_idempotency_keys_by_expiry').on(t.expiresAt),
  ],
)

/** How far each reaction has come: the last event that it has dealt with. */
export const cursors = table('kernel_cursors', {
  reaction: text().primaryKey(),
  sequence: integer().notNull(),
  index: integer().notNull(),
})

/** Commands that wait for their time. */
export const dueCommands = table(
  'kernel_due',
  {
    id: text().primaryKey(),
    reaction: text().notNull(),
    at: instant().notNull(),
    command: text().notNull(),
    input: json<unknown>().notNull(),
    causationId: text().notNull(),
    attempts: integer().notNull(),
  },
  (t) => [index('kernel_due_by_time').on(t.at, t.id)],
)

/** Events that a reaction failed at and tries again, each at its own time. */
export const retries = table(
  'kernel_retries',
  {
    reaction: text().notNull(),
    sequence: integer().notNull(),
    index: integer().notNull(),
    /** What it happened to: where order counts, its later events wait behind it. */
    aggregateId: text().notNull(),
    /** 0 for one that waits behind another and was not tried itself. */
    attempts: integer().notNull(),
    nextAt: instant().notNull(),
    error: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.reaction, t.sequence, t.index] }),
    index('kernel_retries_by_time').on(t.nextAt, t.reaction, t.sequence, t.index),
    index('kernel_retries_by_aggregate').on(t.reaction, t.aggregateId, t.sequence, t.index),
  ],
)

/** Every try of the reactions that keep a line of each. */
export const tries = table(
  'kernel_tries',
  {
    id: text().primaryKey(),
    reaction: text().notNull(),
    sequence: integer().notNull(),
    index: integer().notNull(),
    /** Which try of this event it was, from 1; a replay begins anew. */
    attempt: integer().notNull(),
    at: instant().notNull(),
    tookMs: integer().notNull(),
    succeeded: flag().notNull(),
    /** What was answered, or what went wrong. */
    said: text().notNull(),
  },
  (t) => [
    index('kernel_tries_by_reaction').on(t.reaction, t.at, t.id),
    index('kernel_tries_by_time').on(t.at, t.id),
  ],
)

export type DeadLetterStatus = 'WAITING' | 'RETRIED' | 'DROPPED'

/** What a reaction could not deal with after its last try, until an operator retries or drops it. */
export const deadLetters = table(
  'kernel_dead_letters',
  {
    id: text().primaryKey(),
    reaction: text().notNull(),
    sequence: integer().notNull(),
    index: integer().notNull(),
    error: text().notNull(),
    attempts: integer().notNull(),
    at: instant().notNull(),
    status: word<DeadLetterStatus>().notNull(),
    /** Why it was dropped. */
    reason: text(),
    settledAt: instant(),
  },
  (t) => [
    unique('kernel_dead_letters_once').on(t.reaction, t.sequence, t.index),
    index('kernel_dead_letters_by_status').on(t.status, t.at, t.id),
    index('kernel_dead_letters_by_reaction').on(t.reaction, t.at, t.id),
    index('kernel_dead_letters_by_time').on(t.at, t.id),
  ],
)

/** When each credential was last used, to the minute or so. */
export const lastUsed = table('kernel_last_used', {
  id: text().primaryKey(),
  at: instant().notNull(),
})

/** Facts about the database itself: the release that last opened it, the shape of its views. */
export const notes = table('kernel_notes', { name: text().primaryKey(), value: text().notNull() })
