// Verbs that look a database over, or make its views anew. What only looks works on a copy of one
// moment, so that a running server is not disturbed.

import { MIGRATIONS_FOLDER } from '#app'
import type { Connection } from '#kernel/database/connection.ts'
import { backUp, onCopy } from '#kernel/database/copy.ts'
import { pendingMigrations, readMigrations } from '#kernel/database/migrate.ts'
import { type Check, examine } from '#kernel/doctor.ts'
import { rebuildViews } from '#kernel/rebuild-views.ts'
import { verifyViews } from '#kernel/verify-views.ts'
import { tallies, views } from '#read/views.ts'
import { examineBooks } from '#write/doctor.ts'
import { openShop } from '../open-shop.ts'
import { Failure } from './failures.ts'
import { requireDatabase, settings } from './shop.ts'

const FINDINGS_SHOWN_MAX = 20

export async function backup(to: string): Promise<void> {
  const file = requireDatabase(settings().config)
  const { bytes, sha256 } = await backUp(file, to)
  process.stdout.write(`${to}: ${bytes} bytes, SHA-256 ${sha256}\n`)
}

export async function doctor(): Promise<void> {
  const file = requireDatabase(settings().config)
  await report(() =>
    onCopy(file, async (copy) => {
      requireCurrent(copy)
      return [...(await examine(copy, { views, tallies })), ...(await examineBooks(copy))]
    }),
  )
}

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

export async function rebuild(): Promise<void> {
  const { config, log } = settings()
  requireDatabase(config)
  const app = await openShop(config, { log, reacts: false })
  try {
    const rebuilt = await app.queue.maintain(() => rebuildViews(app.writer, views, tallies))
    for (const { view, rows } of rebuilt) process.stdout.write(`${view}: ${rows} rows made anew\n`)
  } finally {
    await app.close()
  }
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
