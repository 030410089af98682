// The generated migrations, and which of them a database has been through.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Migration = { tag: string; at: number; hash: string; statements: string[] }

export class DatabaseTooNew extends Error {}
export class MigrationNeeded extends Error {}

type Entry = { idx: number; when: number; tag: string }

/** The generated migrations of a folder, in order. */
export function readMigrations(folder: string): Migration[] {
  const file = readFileSync(join(folder, 'meta', '_journal.json'), 'utf8')
  const { entries } = JSON.parse(file) as { entries: Entry[] }
  return entries.map(({ tag, when }) => {
    const sql = readFileSync(join(folder, `${tag}.sql`), 'utf8')
    return {
      tag,
      at: when,
      hash: createHash('sha256').update(sql).digest('hex'),
      statements: sql.split('--> statement-breakpoint').filter((text) => text.trim() !== ''),
    }
  })
}

export type Applied = { tag: string; hash: string }

/** Those of the known that were not applied yet. A database from newer code is refused. */
export function lacking(known: readonly Migration[], applied: readonly Applied[]): Migration[] {
  const byTag = new Map(known.map((migration) => [migration.tag, migration]))
  for (const { tag, hash } of applied) {
    const migration = byTag.get(tag)
    if (!migration)
      throw new DatabaseTooNew(
        `The database has the migration ${tag}, which this release does not know. Use the release that made it, or a newer one, with the MODULES that it had.`,
      )
    if (migration.hash !== hash)
      throw new DatabaseTooNew(
        `The migration ${tag} is not the one that the database was made with.`,
      )
  }
  const done = new Set(applied.map(({ tag }) => tag))
  return known.filter(({ tag }) => !done.has(tag))
}

export const requireMigrating = (migrates: boolean, pending: readonly Migration[]): void => {
  if (!migrates)
    throw new MigrationNeeded(
      `The database lacks ${pending.length} migrations. Start once without --no-migrate.`,
    )
}
