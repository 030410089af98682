// A backup is one file and a manifest beside it, which says what the file must be, to the byte. SQLite
// keeps no checksums of its pages: without the manifest nobody would notice a bit that flipped.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { z } from 'zod'
import { damageOf, digestOf, synced } from '../whole-file.ts'
import { copyPages } from './copy.ts'

export class BackupFailed extends Error {}
/** Its bytes are not those of its manifest. */
export class BackupDamaged extends BackupFailed {}

const MANIFEST = z.strictObject({
  format: z.literal(1),
  /** RFC 3339. */
  takenAt: z.string(),
  /** The last command that is in it. */
  sequence: z.int().min(0),
  bytes: z.int().min(0),
  /** Of the whole file, hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

export type Manifest = z.infer<typeof MANIFEST>

export const manifestOf = (backup: string): string => `${backup}.json`

/**
 * Copies a database, in use or not, into a file that can be opened as it is. Nothing is overwritten, and
 * under its name there is the whole of it or nothing, whenever the process or the power ends.
 * @param takenAt Epoch milliseconds.
 */
export async function backUp(file: string, to: string, takenAt: number): Promise<Manifest> {
  for (const path of [to, manifestOf(to)])
    if (existsSync(path))
      throw new BackupFailed(`${path} exists already. Give a name that is free.`)
  const partial = join(dirname(to), `.${basename(to)}.partial`)
  rmSync(partial, { force: true })
  try {
    await copyPages(file, partial)
    const sequence = requireSound(partial)
    synced(partial)
    const manifest: Manifest = {
      format: 1,
      takenAt: new Date(takenAt).toISOString(),
      sequence,
      ...(await digestOf(partial)),
    }
    writeFileSync(manifestOf(to), `${JSON.stringify(manifest, null, 2)}\n`, { flag: 'wx' })
    synced(manifestOf(to))
    renameSync(partial, to)
    synced(dirname(to))
    return manifest
  } finally {
    rmSync(partial, { force: true })
  }
}

/** The manifest of a backup that is to the byte what it says; otherwise BackupDamaged or BackupFailed. */
export async function requireWhole(backup: string): Promise<Manifest> {
  const path = manifestOf(backup)
  if (!existsSync(backup)) throw new BackupFailed(`There is no backup at ${backup}.`)
  if (!existsSync(path))
    throw new BackupFailed(`There is no manifest at ${path}: nobody can tell whether it is whole.`)
  const manifest = readManifest(path)
  const damage = await damageOf(backup, manifest)
  if (damage !== null) throw new BackupDamaged(damage)
  return manifest
}

function readManifest(path: string): Manifest {
  try {
    return MANIFEST.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (fault) {
    throw new BackupFailed(`${path} is not a backup's manifest.`, { cause: fault })
  }
}

/** Checks the copy quickly, makes it one file, and answers the last command in it. */
function requireSound(file: string): number {
  const copy = new Sqlite(file)
  try {
    copy.pragma('journal_mode = DELETE') // One file, without the two that WAL would keep beside it.
    const verdict = copy.pragma('quick_check(1)', { simple: true })
    if (verdict !== 'ok') throw new BackupFailed(`The copy is damaged: ${verdict}. Run doctor.`)
    return copy
      .prepare('SELECT coalesce(max(sequence), 0) FROM kernel_journal')
      .pluck()
      .get() as number
  } finally {
    copy.close()
  }
}
