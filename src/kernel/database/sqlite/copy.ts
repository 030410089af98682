// Copies a database while it is in use: one consistent moment of it, whole.
import { closeSync, existsSync, fdatasyncSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { openReader, openWriter } from './connection.ts'
import type { SqliteConnection } from './sqlite-of.ts'

const PAGES_PER_STEP = 500

/** Runs on a private copy of a database that others may be writing. The copy goes afterwards. */
export async function onCopy<T>(
  file: string,
  examine: (copy: SqliteConnection) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-copy-'))
  const path = join(folder, basename(file))
  let copy: SqliteConnection | null = null
  try {
    await copyPages(file, path)
    copy = openWriter(path, { synchronous: 'OFF' })
    return await examine(copy)
  } finally {
    copy?.sqlite.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function copyPages(file: string, to: string): Promise<void> {
  const { sqlite } = openReader(file)
  try {
    // Inside one read transaction a busy writer can't make the copy start again and again.
    sqlite.exec('BEGIN')
    sqlite.prepare('SELECT count(*) FROM sqlite_master').get()
    await sqlite.backup(to, {
      progress: () => {
        if (existsSync(to)) syncData(to)
        return PAGES_PER_STEP
      },
    })
  } finally {
    sqlite.close()
  }
}

/** Bit by bit: were all of a big file written at once, the commits of whoever writes would wait for it. */
function syncData(path: string): void {
  const fd = openSync(path, 'r')
  try {
    fdatasyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
