// Puts a backup in a database's place. Whenever the process or the power ends, the next start or the
// next restore finds the old shop or the new one, whole: once the new file is there to the last byte, under
// a name that says so, whoever takes the lock brings the rest to its end.
import { copyFileSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { synced } from '../whole-file.ts'
import { BackupFailed, type Manifest, requireWhole } from './backup.ts'
import { lockForWriting } from './lock.ts'

/**
 * Puts a backup in a database's place, which nobody may serve. What stood there is kept beside it, its
 * log too.
 * @param now Epoch milliseconds.
 * @returns Where that is, or null where nothing stood there.
 */
export async function restore(
  backup: string,
  file: string,
  { replaces, now }: { replaces: boolean; now: number },
): Promise<{ manifest: Manifest; keptAs: string | null }> {
  const manifest = await requireWhole(backup)
  const unlock = lockForWriting(file)
  try {
    finishRestore(file)
    if (existsSync(file) && !replaces)
      throw new BackupFailed(
        `${file} exists already. With --replace it is kept beside the new one.`,
      )
    const partial = `${file}.restore-partial`
    copyFileSync(backup, partial)
    synced(partial)
    renameSync(partial, `${file}${READY}${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`)
    synced(dirname(file))
    return { manifest, keptAs: finishRestore(file) }
  } finally {
    unlock()
  }
}

const READY = '.restoring-'

/** The file that is to take a database's place, where a restore has not come to its end; otherwise null. */
export function unfinishedRestore(file: string): string | null {
  if (!existsSync(dirname(file))) return null
  const prefix = `${basename(file)}${READY}`
  const name = readdirSync(dirname(file)).find((name) => name.startsWith(prefix))
  return name === undefined ? null : join(dirname(file), name)
}

/**
 * Brings a restore that was begun to its end; each step may have been done before. Only for whoever holds
 * the lock.
 * @returns Where the database is that stood there, or null where none did.
 */
export function finishRestore(file: string): string | null {
  const ready = unfinishedRestore(file)
  if (!ready) return null
  const keptAs = `${file}.before-restore-${ready.slice(`${file}${READY}`.length)}`
  // The old log first: beside the new file it would be taken for its own.
  for (const suffix of ['-wal', ''])
    if (existsSync(`${file}${suffix}`)) renameSync(`${file}${suffix}`, `${keptAs}${suffix}`)
  rmSync(`${file}-shm`, { force: true })
  synced(dirname(file))
  renameSync(ready, file)
  synced(dirname(file))
  return existsSync(keptAs) ? keptAs : null
}
