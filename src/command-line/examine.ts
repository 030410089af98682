// Verbs that look a database over, or take copies of it. What only looks works on a copy of one
// moment, so that a running server is not disturbed.

import { backUp, manifestOf, requireWhole } from '#kernel/database/backup.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { onCopy } from '#kernel/database/copy.ts'
import { pendingMigrations } from '#kernel/database/migrate.ts'
import { restore } from '#kernel/database/restore.ts'
import { examineViews } from '#kernel/doctor.ts'
import { tallies, views } from '#read/views.ts'
import { allMigrations } from '../modules.ts'
import { bytesOf, diagnosed, examined } from './diagnosis.ts'
import { Failure } from './failures.ts'
import { type ReportOptions, report } from './findings.ts'
import { requireDatabase, settings } from './shop.ts'

export async function backup(to: string): Promise<void> {
  const file = requireDatabase(settings().config)
  const { bytes, sha256, sequence } = await backUp(file, to, Date.now())
  process.stdout.write(
    `${to}: ${bytes} bytes, up to command ${sequence}, SHA-256 ${sha256}\n${manifestOf(to)}: its manifest\n`,
  )
}

/** To the byte what its manifest says, and in order within. */
export async function verifyBackup(file: string, options: ReportOptions): Promise<void> {
  await report(file, options, async () => [await bytesOf(file), ...(await examined(file))])
}

export async function restoreBackup(
  backup: string,
  { replace = false }: { replace?: boolean },
): Promise<void> {
  const { file } = settings().config
  await requireLookedAt(backup)
  const { manifest, keptAs } = await restore(backup, file, { replaces: replace, now: Date.now() })
  process.stdout.write(
    `${file} is the shop as of ${manifest.takenAt}, up to command ${manifest.sequence}.\n`,
  )
  if (keptAs) process.stdout.write(`What stood there is ${keptAs}.\n`)
  await report(file, {}, () => examined(file))
}

/** What can't be looked at is not put in a shop's place. */
async function requireLookedAt(backup: string): Promise<void> {
  await requireWhole(backup)
  const findings = (await examined(backup)).flatMap(({ findings }) => findings)
  const unreadable = findings.find(({ code }) => code === 'DATABASE_UNREADABLE')
  if (unreadable) throw new Failure(`${backup} can't be read: ${unreadable.found}`)
}

export async function doctor(options: ReportOptions): Promise<void> {
  const { config } = settings()
  const file = requireDatabase(config, { isLookedAt: true })
  await report(file, options, () => diagnosed({ file, shop: config.shop, now: Date.now() }))
}

export async function verify(options: ReportOptions): Promise<void> {
  const file = requireDatabase(settings().config)
  await report(file, options, () =>
    onCopy(file, (copy) => {
      requireCurrent(copy)
      return examineViews(copy, { views, tallies })
    }),
  )
}

/** Views of another release are not comparable with what this one would make. */
export function requireCurrent(copy: Connection): void {
  const pending = pendingMigrations(copy, allMigrations()).length
  if (pending > 0)
    throw new Failure(`The database lacks ${pending} migrations: start the server once first.`)
}
