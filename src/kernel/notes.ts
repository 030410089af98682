// Facts about the database itself, by name.
import { eq, sql } from 'drizzle-orm'
import type { Connection } from './database/connection.ts'
import { type Params, statement } from './database/statement.ts'
import { notes } from './tables.ts'

export async function noteNamed(tx: Connection, name: string): Promise<string | null> {
  return (await noteBy(tx, { name }))[0]?.value ?? null
}

const noteBy = statement((db, $: Params<{ name: string }>) =>
  db.select({ value: notes.value }).from(notes).where(eq(notes.name, $.name)),
)

export const dropNote = statement((db, $: Params<{ name: string }>) =>
  db.delete(notes).where(eq(notes.name, $.name)),
)

export const keepNote = statement((db, $: Params<{ name: string; value: string }>) =>
  db
    .insert(notes)
    .values({ name: $.name, value: $.value })
    .onConflictDoUpdate({ target: notes.name, set: { value: sql`excluded.value` } }),
)
