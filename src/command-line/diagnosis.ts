// All that can be looked at of a database: what surrounds the file on its disk, what is in it, by a copy
// of one moment, and what waits in it. Nothing of it is changed.
import { allReactions } from '#app'
import type { Shop } from '#domain/shop.ts'
import type { Connection } from '#kernel/database/connection.ts'
import type { DatabaseAddress, Engine } from '#kernel/database/engine.ts'
import { engineAt } from '#kernel/database/engine-at.ts'
import { ensureFullText } from '#kernel/database/full-text.ts'
import { BackupDamaged, requireWhole } from '#kernel/database/sqlite/backup.ts'
import { examineSurroundings, surroundingsOf } from '#kernel/database/sqlite/surroundings.ts'
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
  database,
  shop,
  now,
}: {
  database: DatabaseAddress
  shop: Shop
  now: number
}): Promise<Check[]> {
  return [
    ...('file' in database ? examineSurroundings(await surroundingsOf(database.file)) : []),
    ...(await examined(database, async (copy) =>
      examineReactions(copy, [...allReactions(shop, []), ...(await declaredWebhooks(copy))], now),
    )),
  ]
}

/** What is in a database. On one of an older release, what needs the tables of this one is left out. */
export async function examined(
  database: DatabaseAddress,
  more: (copy: Connection) => Promise<Check[]> = async () => [],
): Promise<Check[]> {
  const engine = await engineAt(database)
  const checks: Check[] = []
  const opened = await looked('the file', () =>
    engine.examine(async (copy) => {
      checks.push(...(await examineFile(copy)))
      const migrations = await looked('migrations', () => migrationsOf(engine, copy))
      checks.push(migrations)
      if (migrations.findings.length === 0)
        checks.push(
          await looked('schema', () => schemaOf(engine, copy)),
          ...(await examineViews(copy, { views, tallies })),
          ...(await examineBooks(copy)),
          ...(await more(copy)),
        )
      return { name: 'the file', rows: null, findings: [] }
    }),
  )
  return [opened, ...checks]
}

async function migrationsOf(engine: Engine, copy: Connection): Promise<Check> {
  const name = 'migrations'
  const pending = await engine.pending(copy, allMigrations(copy.dialect))
  const findings = pending.map(
    ({ tag }): Finding => ({ code: 'MIGRATIONS_MISSING', check: name, found: `${tag} is missing` }),
  )
  return { name, rows: null, findings }
}

const schemaOf = (engine: Engine, copy: Connection): Promise<Check> =>
  engine.empty(allMigrations(copy.dialect), async (empty) => {
    for (const { fullText } of views) if (fullText) await ensureFullText(empty, fullText)
    return examineSchema(copy, empty)
  })

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
