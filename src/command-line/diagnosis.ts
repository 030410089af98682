// All that can be looked at of a database: what surrounds the file on its disk, what is in it, by a copy
// of one moment, and what waits in it. Nothing of it is changed.
import { allReactions } from '#app'
import type { Shop } from '#domain/shop.ts'
import { BackupDamaged, requireWhole } from '#kernel/database/backup.ts'
import { type Connection, openWriter } from '#kernel/database/connection.ts'
import { onCopy } from '#kernel/database/copy.ts'
import { ensureFullText } from '#kernel/database/full-text.ts'
import { migrate, pendingMigrations } from '#kernel/database/migrate.ts'
import { examineSurroundings, surroundingsOf } from '#kernel/database/surroundings.ts'
import { examineFile, examineSchema, examineViews, looked } from '#kernel/doctor.ts'
import { examineReactions } from '#kernel/examine-reactions.ts'
import type { Check, Finding } from '#kernel/finding.ts'
import { tallies, views } from '#read/views.ts'
import { declaredWebhooks } from '#webhooks/webhooks.ts'
import { examineBooks } from '#write/doctor.ts'
import { allMigrations } from '../modules.ts'

/**
 * A live or cold database, with all that is around it.
 * @param now Epoch milliseconds.
 */
export async function diagnosed({
  file,
  shop,
  now,
}: {
  file: string
  shop: Shop
  now: number
}): Promise<Check[]> {
  return [
    ...examineSurroundings(await surroundingsOf(file)),
    ...(await examined(file, async (copy) =>
      examineReactions(copy, [...allReactions(shop, []), ...(await declaredWebhooks(copy))], now),
    )),
  ]
}

/** What is in a database. On one of an older release, what needs the tables of this one is left out. */
export async function examined(
  file: string,
  more: (copy: Connection) => Promise<Check[]> = async () => [],
): Promise<Check[]> {
  const checks: Check[] = []
  const opened = await looked('the file', () =>
    onCopy(file, async (copy) => {
      checks.push(...(await examineFile(copy)))
      const migrations = await looked('migrations', async () => migrationsOf(copy))
      checks.push(migrations)
      if (migrations.findings.length === 0)
        checks.push(
          await looked('schema', async () => schemaOf(copy)),
          ...(await examineViews(copy, { views, tallies })),
          ...(await examineBooks(copy)),
          ...(await more(copy)),
        )
      return { name: 'the file', rows: null, findings: [] }
    }),
  )
  return [opened, ...checks]
}

function migrationsOf(copy: Connection): Check {
  const name = 'migrations'
  const pending = pendingMigrations(copy, allMigrations())
  const findings = pending.map(
    ({ tag }): Finding => ({ code: 'MIGRATIONS_MISSING', check: name, found: `${tag} is missing` }),
  )
  return { name, rows: null, findings }
}

function schemaOf(copy: Connection): Check {
  const fresh = openWriter(':memory:')
  try {
    migrate(fresh, pendingMigrations(fresh, allMigrations()), 0)
    for (const { fullText } of views) if (fullText) ensureFullText(fresh, fullText)
    return examineSchema(copy, fresh)
  } finally {
    fresh.sqlite.close()
  }
}

/** Whether a backup is to the byte what its manifest says. */
export async function bytesOf(file: string): Promise<Check> {
  try {
    const { takenAt, sequence } = await requireWhole(file)
    return { name: `the bytes of ${takenAt}, up to command ${sequence}`, rows: null, findings: [] }
  } catch (thrown) {
    if (!(thrown instanceof BackupDamaged)) throw thrown
    const name = 'its bytes'
    const findings: Finding[] = [{ code: 'BACKUP_DAMAGED', check: name, found: thrown.message }]
    return { name, rows: null, findings }
  }
}
