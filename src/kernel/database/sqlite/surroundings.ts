// What surrounds a database on its disk: its log, whoever reads from it, the room that is left. Looked
// at on the real file, from another process, and nothing of it is changed.
import { statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import type { Check, Finding } from '../../finding.ts'
import { CHECKPOINT_LIMITS, walBytes } from './checkpoint.ts'
import { isLocked } from './lock.ts'
import { unfinishedRestore } from './restore.ts'

/** A reader that stands for longer than this holds the log; those of a server are gone by then. */
const HELD_MS = 1_500
const ATTEMPTS_MAX = 20
const AGAIN_MS = 25

export type Surroundings = {
  databaseBytes: number
  walBytes: number
  /** Bytes that this user may still write beside it. */
  freeBytes: number
  /** Of the log, what a reader keeps from going into the database; null where no server runs. */
  heldBytes: number | null
  /** The file that an unfinished restore is to put in the database's place. */
  restoring: string | null
}

export async function surroundingsOf(file: string): Promise<Surroundings> {
  const { bavail, bsize } = statfsSync(dirname(file))
  return {
    databaseBytes: statSync(file).size,
    walBytes: walBytes(file),
    freeBytes: bavail * bsize,
    heldBytes: isLocked(file) ? await heldBytes(file) : null,
    restoring: unfinishedRestore(file),
  }
}

/**
 * Asks for what the server does each second anyway, twice: where nothing has moved in between and
 * something is left, somebody has been reading all the while. Without a server it is not asked, for
 * whoever closes such a log as the last writes it into the database.
 */
async function heldBytes(file: string): Promise<number> {
  const sqlite = new Sqlite(file, { timeout: 0, fileMustExist: true })
  try {
    const pageBytes = sqlite.pragma('page_size', { simple: true }) as number
    const before = await passiveCheckpoint(sqlite)
    if (before.left === 0) return 0
    await sleep(HELD_MS)
    const after = await passiveCheckpoint(sqlite)
    return after.moved === before.moved ? after.left * pageBytes : 0
  } finally {
    sqlite.close()
  }
}

type Answer = { busy: number; log: number; checkpointed: number }

/** Frames of the log that are in the database, and those that aren't. */
async function passiveCheckpoint(
  sqlite: Sqlite.Database,
): Promise<{ moved: number; left: number }> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const [answer] = sqlite.pragma('wal_checkpoint(PASSIVE)') as Answer[]
    if (answer && answer.log >= 0)
      return { moved: answer.checkpointed, left: answer.log - answer.checkpointed }
    await sleep(AGAIN_MS) // The server is at its own.
  }
  return { moved: 0, left: 0 }
}

export function examineSurroundings(around: Surroundings): Check[] {
  const { databaseBytes, walBytes, freeBytes, heldBytes, restoring } = around
  const log: Finding[] = []
  if (walBytes > CHECKPOINT_LIMITS.walBytesMax)
    log.push({
      ...{ code: 'WAL_LARGE', check: 'log' },
      found: `the log has ${mib(walBytes)}, must have at most ${mib(CHECKPOINT_LIMITS.walBytesMax)}`,
    })
  if (heldBytes)
    log.push({
      ...{ code: 'WAL_HELD', check: 'log' },
      found: `a reader has kept ${mib(heldBytes)} of the log out of the database for over ${HELD_MS} ms`,
    })
  const required = databaseBytes + CHECKPOINT_LIMITS.walBytesMax
  const disk: Finding[] = []
  if (freeBytes < required)
    disk.push({
      ...{ code: 'DISK_LOW', check: 'disk' },
      found: `${mib(freeBytes)} are free, must be ${mib(required)}: the database and its log once more`,
    })
  const restores: Finding[] = []
  if (restoring)
    restores.push({
      ...{ code: 'RESTORE_UNFINISHED', check: 'restore' },
      found: `${restoring} has yet to take the place of the database`,
    })
  return [
    { name: 'restore', rows: null, findings: restores },
    { name: 'log', rows: null, findings: log },
    { name: 'disk', rows: null, findings: disk },
  ]
}

const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`
