// Only one process may write a database. It holds an exclusive lock on a file beside it, which the
// operating system takes back when the process dies, however it dies.
import { existsSync } from 'node:fs'
import Sqlite from 'better-sqlite3'

/** Whoever looks whether it is held has it for less than this. */
const LOOK_MS_MAX = 50

export class DatabaseInUse extends Error {
  constructor(file: string) {
    super(`Another process has ${file} open for writing. Stop it first, or use another database.`)
  }
}

/** Takes the lock, or throws DatabaseInUse. Answers how to give it back. */
export function lockForWriting(file: string): () => void {
  const lock = new Sqlite(`${file}-lock`, { timeout: LOOK_MS_MAX })
  try {
    lock.pragma('journal_mode = DELETE')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (fault) {
    lock.close()
    if (isBusy(fault)) throw new DatabaseInUse(file)
    throw fault
  }
  return () => lock.close()
}

/** Whether some process has the database open for writing. */
export function isLocked(file: string): boolean {
  if (!existsSync(`${file}-lock`)) return false
  const lock = new Sqlite(`${file}-lock`, { readonly: true, timeout: 0 })
  try {
    lock.prepare('SELECT count(*) FROM sqlite_master').get()
    return false
  } catch (fault) {
    if (isBusy(fault)) return true
    throw fault
  } finally {
    lock.close()
  }
}

const isBusy = (fault: unknown): boolean =>
  String((fault as { code?: string }).code).startsWith('SQLITE_BUSY')
