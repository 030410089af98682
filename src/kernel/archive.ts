// Archives of the journal: a file of compressed lines, a command with its events each, and a manifest
// beside it that says what the file must be, to the byte. Archives of a folder follow each other
// without a gap.
import {
  createReadStream,
  createWriteStream,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { z } from 'zod'
import type { Connection } from './database/connection.ts'
import { damageOf, digestOf, synced } from './database/whole-file.ts'
import { commandsBetween, type EventRow, eventsBetween, type JournalRow } from './journal.ts'

export class ArchiveDamaged extends Error {}

/** A line of an archive. */
export type ArchivedCommand = { command: JournalRow; events: EventRow[] }

const MANIFEST = z.strictObject({
  format: z.literal(1),
  /** The first and the last sequence. */
  from: z.int().min(1),
  to: z.int().min(1),
  /** RFC 3339: when these two were given. */
  fromAt: z.string(),
  toAt: z.string(),
  events: z.int().min(0),
  bytes: z.int().min(1),
  /** Of the compressed file, hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

export type Archive = z.infer<typeof MANIFEST> & { file: string }

const NAME = /^journal-\d{12}-\d{12}\.jsonl\.gz$/
const PARTIAL = '.jsonl.gz.partial'
const nameOf = (from: number, to: number) =>
  `journal-${String(from).padStart(12, '0')}-${String(to).padStart(12, '0')}.jsonl.gz`

/** A folder's archives, the oldest first; ArchiveDamaged where one lacks its manifest, or between them. */
export function archivesIn(folder: string): Archive[] {
  if (!existsSync(folder)) return []
  const found = readdirSync(folder)
    .filter((name) => NAME.test(name))
    .sort()
    .map((name) => ({ file: join(folder, name), ...readManifest(join(folder, name)) }))
  for (const [at, { file, from }] of found.entries()) {
    const before = found[at - 1]
    if (before && from !== before.to + 1)
      throw new ArchiveDamaged(
        `${file} begins with command ${from}, but the one before it ends with ${before.to}.`,
      )
  }
  return found
}

function readManifest(file: string): z.infer<typeof MANIFEST> {
  try {
    return MANIFEST.parse(JSON.parse(readFileSync(`${file}.json`, 'utf8')))
  } catch (fault) {
    throw new ArchiveDamaged(`${file}.json is not the manifest of an archive.`, { cause: fault })
  }
}

/**
 * Archives what stands between two sequences, both included, and reads it back before it counts. Under
 * its name there is the whole of it or nothing, whenever the process or the power ends.
 * @param tx Within one transaction, of which all is read.
 */
export async function writeArchive(
  tx: Connection,
  folder: string,
  from: number,
  to: number,
): Promise<Archive> {
  const file = join(folder, nameOf(from, to))
  const partial = file.replace(/\.jsonl\.gz$/, PARTIAL)
  for (const left of readdirSync(folder)) if (left.endsWith(PARTIAL)) rmSync(join(folder, left)) // Of a run that was killed.
  try {
    await pipeline(
      Readable.from(linesOf(tx, from, to)),
      createGzip({ level: 9 }),
      createWriteStream(partial),
    )
    synced(partial)
    const { first, last, events } = await requireEqual(partial, tx, from, to)
    const manifest = MANIFEST.parse({
      ...{ format: 1, from, to, events },
      fromAt: new Date(first).toISOString(),
      toAt: new Date(last).toISOString(),
      ...(await digestOf(partial)),
    })
    writeFileSync(`${file}.json`, `${JSON.stringify(manifest, null, 2)}\n`)
    synced(`${file}.json`)
    renameSync(partial, file)
    synced(folder)
    return { file, ...manifest }
  } finally {
    rmSync(partial, { force: true })
  }
}

async function* linesOf(tx: Connection, from: number, to: number): AsyncGenerator<string> {
  for await (const archived of standing(tx, from, to)) yield `${JSON.stringify(archived)}\n`
}

const COMMANDS_PER_PAGE = 500

/** What stands in the journal itself. */
async function* standing(
  tx: Connection,
  from: number,
  to: number,
): AsyncGenerator<ArchivedCommand> {
  for (let at = from; at <= to; at += COMMANDS_PER_PAGE) {
    const range = { from: at, to: Math.min(to, at + COMMANDS_PER_PAGE - 1) }
    const recorded = await eventsBetween(tx, range)
    let next = 0
    for (const command of await commandsBetween(tx, range)) {
      const events: EventRow[] = []
      for (; recorded[next]?.sequence === command.sequence; next++)
        events.push(recorded[next] as EventRow)
      yield { command, events }
    }
  }
}

/**
 * Throws ArchiveDamaged where a folder's archives do not hold, from after a sequence on, what the journal
 * holds: they may be another shop's, or of a time before a backup was restored.
 */
export async function requireSameAsJournal(
  tx: Connection,
  folder: string,
  { after, to }: { after: number; to: number },
): Promise<void> {
  const standingAfter = standing(tx, after + 1, to)
  for await (const { command, events } of archivedCommands(folder, to)) {
    if (command.sequence <= after) continue
    const { value } = await standingAfter.next()
    if (JSON.stringify({ command, events }) !== JSON.stringify(value))
      throw new ArchiveDamaged(
        `The archives in ${folder} hold another command ${command.sequence} than the journal. If somebody was erased since, delete the archive that holds it; otherwise it belongs to another shop, or to this one before a backup was restored.`,
      )
  }
}

async function requireEqual(file: string, tx: Connection, from: number, to: number) {
  const found = { first: 0, last: 0, commands: 0, events: 0 }
  const source = standing(tx, from, to)
  for await (const archived of readLines(file)) {
    const { value } = await source.next()
    if (JSON.stringify(archived) !== JSON.stringify(value))
      throw new ArchiveDamaged(`${file} does not hold what the journal holds. Is the disk sound?`)
    found.first ||= archived.command.at
    found.last = archived.command.at
    found.commands++
    found.events += archived.events.length
  }
  if (found.commands !== to - from + 1)
    throw new ArchiveDamaged(
      `${file} holds ${found.commands} commands, must hold ${to - from + 1}. Run doctor.`,
    )
  return found
}

async function* readLines(file: string): AsyncGenerator<ArchivedCommand> {
  const input = createReadStream(file).pipe(createGunzip())
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }))
    yield JSON.parse(line)
}

/** Throws ArchiveDamaged where an archive is not, to the byte, what its manifest says. */
export async function requireUndamaged(archive: Archive): Promise<void> {
  const damage = await damageOf(archive.file, archive)
  if (damage !== null) throw new ArchiveDamaged(damage)
}

/** The commands of a folder's archives up to a sequence, each archive looked at before it is read. */
export async function* archivedCommands(
  folder: string,
  upTo: number,
): AsyncGenerator<ArchivedCommand> {
  for (const archive of archivesIn(folder)) {
    await requireUndamaged(archive)
    for await (const archived of readLines(archive.file))
      if (archived.command.sequence <= upTo) yield archived
  }
}
