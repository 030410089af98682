// The statements by which reactions remember where they are and what waits for its time.
import { asc, eq, lte, sql } from 'drizzle-orm'
import { insertInto, type Params, statement } from './database/statement.ts'
import { cursors, deadLetters, dueCommands } from './tables.ts'

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

export const postponeDue = statement((db, $: Params<{ id: string; at: number }>) =>
  db
    .update(dueCommands)
    .set({ at: sql`${$.at}`, attempts: sql`${dueCommands.attempts} + 1` })
    .where(eq(dueCommands.id, $.id)),
)

export const park = insertInto(deadLetters)
