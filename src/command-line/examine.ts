// Verbs that look a database over, or take copies of it. What only looks works on a copy of one
// moment, so that a running server is not disturbed.

import { MIGRATIONS_FOLDER } from '#app'
import { backUp, manifestOf, requireWhole, restore } from '#kernel/database/backup.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { onCopy } from '#kernel/database/copy.ts'
import { pendingMigrations, readMigrations } from '#kernel/database/migrate.ts'
import { type Check, examine } from '#kernel/doctor.ts'
import { verifyViews } from '#kernel/verify-views.ts'
import { tallies, views } from '#read/views.ts'
import { examineBooks } from '#write/doctor.ts'
import { Failure } from './failures.ts'
import { requireDatabase, settings } from './shop.ts'

const FINDINGS_SHOWN_MAX = 20

export async function backup(to: string): Promise<void> {
  const file = requireDatabase(settings().config)
  const { bytes, sha256, sequence } = await backUp(file, to, Date.now())
  process.stdout.write(
    `${to}: ${bytes} bytes, up to command ${sequence}, SHA-256 ${sha256}\n${manifestOf(to)}: its manifest\n`,
  )
}

/** To the byte what its manifest says, and in order within. */
export async function verifyBackup(file: string): Promise<void> {
  const { takenAt, sequence } = await requireWhole(file)
  process.stdout.write(`ok  the bytes of ${takenAt}, up to command ${sequence}\n`)
  await report(() => examined(file))
}

export async function restoreBackup(
  backup: string,
  { replace = false }: { replace?: boolean },
): Promise<void> {
  const { file } = settings().config
  await examined(backup) // What can't be looked at is not put in a shop's place.
  const { manifest, keptAs } = await restore(backup, file, { replaces: replace, now: Date.now() })
  process.stdout.write(
    `${file} is the shop as of ${manifest.takenAt}, up to command ${manifest.sequence}.\n`,
  )
  if (keptAs) process.stdout.write(`What stood there is ${keptAs}.\n`)
  await report(() => examined(file))
}

export async function doctor(): Promise<void> {
  const file = requireDatabase(settings().config)
  await report(() => examined(file))
}

const examined = (file: string): Promise<Check[]> =>
  onCopy(file, async (copy) => {
    requireCurrent(copy)
    return [...(await examine(copy, { views, tallies })), ...(await examineBooks(copy))]
  })

export async function verify(): Promise<void> {
  const file = requireDatabase(settings().config)
  await report(() =>
    onCopy(file, async (copy) => {
      requireCurrent(copy)
      const verified = await verifyViews(copy, views, tallies)
      return verified.map(({ view, rows, findings }) => ({ name: view, rows, findings }))
    }),
  )
}

/** Views of another release are not comparable with what this one would make. */
export function requireCurrent(copy: Connection): void {
  const pending = pendingMigrations(copy, readMigrations(MIGRATIONS_FOLDER)).length
  if (pending > 0)
    throw new Failure(`The database lacks ${pending} migrations: start the server once first.`)
}

async function report(look: () => Promise<Check[]>): Promise<void> {
  const checks = await look()
  let found = 0
  for (const { name, rows, findings } of checks) {
    found += findings.length
    const count = rows === null ? '' : ` (${rows} rows)`
    process.stdout.write(`${findings.length === 0 ? 'ok ' : 'BAD'} ${name}${count}\n`)
    for (const finding of findings.slice(0, FINDINGS_SHOWN_MAX))
      process.stdout.write(`      ${finding.found}\n`)
    const hidden = findings.length - FINDINGS_SHOWN_MAX
    if (hidden > 0) process.stdout.write(`      and ${hidden} more\n`)
  }
  if (found > 0) throw new Failure(`${found} findings.`)
}
