// Takes old commands and their events out of the journal, into archives that are read back first.
import { mkdirSync } from 'node:fs'
import type { Config } from '#config'
import {
  type Archive,
  archivesIn,
  requireSameAsJournal,
  requireUndamaged,
  writeArchive,
} from '#kernel/archive.ts'
import { engineAt } from '#kernel/database/engine-at.ts'
import { archivableUpTo, floorOf } from '#kernel/retention.ts'
import { Failure } from './failures.ts'
import { requireDatabase, settings, withShop } from './shop.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

export async function createArchive(
  folder: string,
  { keepDays }: { keepDays: string },
): Promise<void> {
  if (!/^\d{1,5}$/.test(keepDays))
    throw new Failure(`--keep-days must be a whole number of days, found ${keepDays}.`)
  const given = settings()
  requireDatabase(given.config)
  mkdirSync(folder, { recursive: true })
  await withShop(given, async ({ dropUpTo }) => {
    const archive = await written(given.config, folder, Date.now() - Number(keepDays) * DAY_MS)
    if (!archive) return void process.stdout.write('There is nothing to archive.\n')
    await dropUpTo(archive.to)
    process.stdout.write(`${lineOf(archive)}\n`)
  })
}

/** Of a run that was cut short the archive stands already, and what is in it has yet to go. */
async function written(
  { database }: Config,
  folder: string,
  before: number,
): Promise<Archive | null> {
  const engine = await engineAt(database)
  const readers = engine.readers()
  try {
    return await readers.reading(async (tx) => {
      const floor = await floorOf(tx)
      const last = archivesIn(folder).at(-1)
      if (last && last.to < floor)
        throw new Failure(
          `The archives in ${folder} end with command ${last.to}, but the journal goes on after ${floor}: the ones between are elsewhere.`,
        )
      if (last && last.to > floor) {
        await requireSameAsJournal(tx, folder, { after: floor, to: last.to })
        return last
      }
      const upTo = await archivableUpTo(tx, before)
      return upTo > floor ? await writeArchive(tx, folder, floor + 1, upTo) : null
    })
  } finally {
    await readers.close()
  }
}

export async function verifyArchives(folder: string): Promise<void> {
  const archives = archivesIn(folder)
  for (const archive of archives) {
    await requireUndamaged(archive)
    process.stdout.write(`${lineOf(archive)}\n`)
  }
  process.stdout.write(
    archives.length === 0
      ? `There is no archive in ${folder}.\n`
      : `${archives.length} archives, to the byte what their manifests say.\n`,
  )
}

const lineOf = ({ file, from, to, fromAt, toAt, events, bytes }: Archive) =>
  `${file}: commands ${from} to ${to} with ${events} events, ${fromAt} to ${toAt}, ${bytes} bytes`
