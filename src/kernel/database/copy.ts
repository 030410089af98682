// Copies a database while it is in use: one consistent moment of it, whole, checked before it counts.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import Sqlite from 'better-sqlite3'
import { type Connection, openReader, openWriter } from './connection.ts'

const PAGES_PER_STEP = 2_000

export class CopyFailed extends Error {}

/** Writes a copy that can be opened as it is. An existing file is never overwritten. */
export async function backUp(file: string, to: string): Promise<{ bytes: number; sha256: string }> {
  if (existsSync(to)) throw new CopyFailed(`${to} exists already. Give a name that is free.`)
  const partial = join(dirname(to), `.${basename(to)}.partial`)
  rmSync(partial, { force: true })
  try {
    await copyPages(file, partial)
    requireSound(partial)
    renameSync(partial, to)
  } finally {
    rmSync(partial, { force: true })
  }
  return digestOf(to)
}

/** Runs on a private copy of a database that others may be writing. The copy goes afterwards. */
export async function onCopy<T>(
  file: string,
  examine: (copy: Connection) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-copy-'))
  const path = join(folder, basename(file))
  let copy: Connection | null = null
  try {
    await copyPages(file, path)
    copy = openWriter(path, { synchronous: 'OFF' })
    return await examine(copy)
  } finally {
    copy?.sqlite.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function copyPages(file: string, to: string): Promise<void> {
  const { sqlite } = openReader(file)
  try {
    // Inside one read transaction a busy writer can't make the copy start again and again.
    sqlite.exec('BEGIN')
    sqlite.prepare('SELECT count(*) FROM sqlite_master').get()
    await sqlite.backup(to, { progress: () => PAGES_PER_STEP })
  } finally {
    sqlite.close()
  }
}

function requireSound(file: string): void {
  const copy = new Sqlite(file)
  try {
    copy.pragma('journal_mode = DELETE') // One file, without the two that WAL would keep beside it.
    const [verdict] = copy.pragma('quick_check(1)') as { quick_check: string }[]
    if (verdict?.quick_check !== 'ok')
      throw new CopyFailed(`The copy is damaged: ${verdict?.quick_check}. Run doctor.`)
  } finally {
    copy.close()
  }
}

async function digestOf(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  await pipeline(createReadStream(file), async (chunks) => {
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      bytes += chunk.length
      hash.update(chunk)
    }
  })
  return { bytes, sha256: hash.digest('hex') }
}
