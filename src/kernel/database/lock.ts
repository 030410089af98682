// Only one process may write a database. It holds an exclusive lock on a file beside it, which the
// operating system takes back when the process dies, however it dies.
import Sqlite from 'better-sqlite3'

export class DatabaseInUse extends Error {
  constructor(file: string) {
    super(`Another process has ${file} open for writing. Stop it first, or use another database.`)
  }
}

/** Takes the lock, or throws DatabaseInUse. Answers how to give it back. */
export function lockForWriting(file: string): () => void {
  const lock = new Sqlite(`${file}-lock`, { timeout: 0 })
  try {
    lock.pragma('journal_mode = DELETE')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (fault) {
    lock.close()
    if (String((fault as { code?: string }).code).startsWith('SQLITE_BUSY'))
      throw new DatabaseInUse(file)
    throw fault
  }
  return () => lock.close()
}
