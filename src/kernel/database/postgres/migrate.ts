// Brings a database to the shape that the code expects, in one transaction, one process at a time.
import type { Connection } from '../connection.ts'
import type { Migrations } from '../engine.ts'
import { type Applied, lacking, type Migration, requireMigrating } from '../migrations.ts'
import type { PostgresConnection } from './connection.ts'

/** Of this program alone, so that other uses of advisory locks are in nobody's way. */
export const LOCKS = { migrating: 7_261_001, leading: 7_261_002 }

/** Beside the generated migrations: their list, the row that who writes holds, and what SQLite's statements use. */
const OWN = [
  `CREATE TABLE IF NOT EXISTS kernel_migrations (
    tag text COLLATE "C" PRIMARY KEY, hash text NOT NULL, applied_at bigint NOT NULL
  )`,
  'CREATE TABLE IF NOT EXISTS kernel_writer (id bigint PRIMARY KEY)',
  'INSERT INTO kernel_writer VALUES (1) ON CONFLICT DO NOTHING',
  // The elements of a JSON array in a text; of an object, of the array at a path such as `$.lines`.
  `CREATE OR REPLACE FUNCTION json_each(document text, path text DEFAULT '$') RETURNS TABLE (value jsonb)
   LANGUAGE sql IMMUTABLE AS $$
     SELECT element FROM (
       SELECT CASE path WHEN '$' THEN document::jsonb
         ELSE document::jsonb #> string_to_array(substr(path, 3), '.') END AS list
     ) found, jsonb_array_elements(CASE jsonb_typeof(list) WHEN 'array' THEN list ELSE '[]' END) AS element
   $$`,
]

export async function pendingMigrations(
  tx: Connection,
  known: readonly Migration[],
): Promise<Migration[]> {
  const [found] = await tx.rows<{ exists: number }>(
    "SELECT to_regclass('kernel_migrations') IS NOT NULL AS exists",
  )
  const applied = found?.exists
    ? await tx.rows<Applied>('SELECT tag, hash FROM kernel_migrations ORDER BY tag')
    : []
  return lacking(known, applied)
}

/** Runs all or none of them, and what follows upon them; whoever starts meanwhile waits. */
export async function bringUpToDate(
  writer: PostgresConnection,
  { all, migrates, now, prepare }: Migrations,
): Promise<void> {
  const { session } = writer
  await writer.rows('SET lock_timeout = 0')
  await writer.rows(`SELECT pg_advisory_lock(${LOCKS.migrating})`)
  try {
    const pending = await pendingMigrations(writer, all)
    if (pending.length > 0 && pending.length < all.length) requireMigrating(migrates, pending)
    if (pending.length > 0) await migrated(writer, pending, now)
    await prepare()
  } finally {
    if (session.isSound)
      await writer.rows(`SELECT pg_advisory_unlock(${LOCKS.migrating}); SET lock_timeout = '1s'`)
  }
}

async function migrated(
  writer: PostgresConnection,
  pending: readonly Migration[],
  now: number,
): Promise<void> {
  const { session } = writer
  await session.begin('BEGIN')
  try {
    await apply(writer, pending, now)
    await session.end('COMMIT')
  } catch (fault) {
    if (session.isOpen) await session.end('ROLLBACK')
    throw fault
  }
}

/** In the transaction that is open. */
export async function apply(
  writer: Connection,
  pending: readonly Migration[],
  now: number,
): Promise<void> {
  for (const statement of OWN) await writer.rows(statement)
  for (const { tag, hash, statements } of pending) {
    // drizzle-kit names the schema `public`; a shop stands in whichever its connection begins in.
    for (const statement of statements) await writer.rows(statement.replaceAll('"public".', ''))
    await writer.rows('INSERT INTO kernel_migrations VALUES (?, ?, ?)', tag, hash, now)
  }
}
