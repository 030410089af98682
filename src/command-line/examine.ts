// Verbs that look a database over, or take copies of it. What only looks works on a copy of one
// moment, so that a running server is not disturbed.
import type { Config } from '#config'
import type { Connection } from '#kernel/database/connection.ts'
import type { Engine } from '#kernel/database/engine.ts'
import { engineAt } from '#kernel/database/engine-at.ts'
import { backUp, manifestOf, requireWhole } from '#kernel/database/sqlite/backup.ts'
import { restore } from '#kernel/database/sqlite/restore.ts'
import { examineViews } from '#kernel/doctor.ts'
import { tallies, views } from '#read/views.ts'
import { allMigrations } from '../modules.ts'
import { bytesOf, diagnosed, examined } from './diagnosis.ts'
import { Failure } from './failures.ts'
import { type ReportOptions, report } from './findings.ts'
import { requireDatabase, requireFile, settings } from './shop.ts'

export async function backup(to: string): Promise<void> {
  const { config } = settings()
  const file = requireFile(config)
  requireDatabase(config)
  const { bytes, sha256, sequence } = await backUp(file, to, Date.now())
  process.stdout.write(
    `${to}: ${bytes} bytes, up to command ${sequence}, SHA-256 ${sha256}\n${manifestOf(to)}: its manifest\n`,
  )
}

/** To the byte what its manifest says, and in order within. */
export async function verifyBackup(file: string, options: ReportOptions): Promise<void> {
  await report(file, options, async () => [await bytesOf(file), ...(await examined({ file }))])
}

export async function restoreBackup(
  backup: string,
  { replace = false }: { replace?: boolean },
): Promise<void> {
  const file = requireFile(settings().config)
  await requireLookedAt(backup)
  const { manifest, keptAs } = await restore(backup, file, { replaces: replace, now: Date.now() })
  process.stdout.write(
    `${file} is the shop as of ${manifest.takenAt}, up to command ${manifest.sequence}.\n`,
  )
  if (keptAs) process.stdout.write(`What stood there is ${keptAs}.\n`)
  await report(file, {}, () => examined({ file }))
}

/** What can't be looked at is not put in a shop's place. */
async function requireLookedAt(backup: string): Promise<void> {
  await requireWhole(backup)
  const findings = (await examined({ file: backup })).flatMap(({ findings }) => findings)
  const unreadable = findings.find(({ code }) => code === 'DATABASE_UNREADABLE')
  if (unreadable) throw new Failure(`${backup} can't be read: ${unreadable.found}`)
}

export async function doctor(options: ReportOptions): Promise<void> {
  const { config } = settings()
  requireDatabase(config, { isLookedAt: true })
  const { database, file, shop } = config
  await report(file, options, () => diagnosed({ database, shop, now: Date.now() }))
}

export async function verify(options: ReportOptions): Promise<void> {
  const { config } = settings()
  await report(config.file, options, () =>
    onMoment(config, (moment) => examineViews(moment, { views, tallies })),
  )
}

/** Looks at one moment of a database that is of this release. */
export async function onMoment<Value>(
  config: Config,
  look: (moment: Connection) => Promise<Value>,
): Promise<Value> {
  const engine = await engineOf(config)
  return engine.examine(async (moment) => {
    await requireCurrent(engine, moment)
    return look(moment)
  })
}

/** Reads a database of this release as it is, whoever writes to it meanwhile. */
export async function reading<Value>(
  config: Config,
  read: (reader: Connection) => Promise<Value>,
): Promise<Value> {
  const engine = await engineOf(config)
  const reader = await engine.openReader()
  try {
    await requireCurrent(engine, reader)
    return await read(reader)
  } finally {
    await reader.close()
  }
}

function engineOf(config: Config): Promise<Engine> {
  requireDatabase(config)
  return engineAt(config.database)
}

/** Views of another release are not comparable with what this one would make. */
async function requireCurrent(engine: Engine, connection: Connection): Promise<void> {
  const pending = await engine.pending(connection, allMigrations(connection.dialect))
  if (pending.length > 0)
    throw new Failure(
      `The database lacks ${pending.length} migrations: start the server once first.`,
    )
}
