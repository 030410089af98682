// Pulls the plug: what a process wrote and had not yet synced is lost in part, out of order and in
// sectors, as a disk's cache loses it. Whatever was acknowledged before must be there. The same loss
// on synchronous=OFF must be noticed, or this test would notice nothing.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, inject, onTestFinished, test } from 'vitest'
import type { Connection } from '#kernel/database/connection.ts'
import { openWriter } from '#kernel/database/sqlite/connection.ts'
import { sqliteOf } from '#kernel/database/sqlite/sqlite-of.ts'
import fc, { SEED } from '#testing/random.ts'
import { environmentOf } from '#testing/server-process.ts'
import { diskSettings, HAS_COMPILER, type Operation, operationsOf } from './disk.ts'
import { violationsOf } from './inspect.ts'

const CHILD = fileURLToPath(new URL('power-child.ts', import.meta.url))
const CUTS = Number(process.env.CRASHES ?? 0) || 120
/** Laws 1 and 4 are looked at after every so many cuts; what was acknowledged, after each. */
const LAWS_EVERY = 20
/** Nothing of them is safe, and all of them are dealt out anew at each cut. */
const UNSYNCED_OPERATIONS = 4_000
const TRADES_MS = 1_500
const SECTOR_BYTES = 512
const FILES = ['shop.db', 'shop.db-wal', 'acknowledgements'] as const

type Cut = { at: number; keeps: number; luck: number[] }

/** What a process did to its disk until it was killed. */
async function traded(synchronous: 'FULL' | 'OFF'): Promise<Operation[]> {
  const folder = newFolder()
  copyFileSync(inject('template'), join(folder, 'shop.db'))
  const log = join(folder, 'disk.log')
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      CHILD,
      join(folder, 'shop.db'),
      join(folder, 'acknowledgements'),
      synchronous,
    ],
    { stdio: 'inherit', env: environmentOf(diskSettings({ files: FILES, log })) },
  )
  const exited = once(child, 'exit')
  for (
    let waited = 0;
    sizeOf(join(folder, 'acknowledgements')) === 0 && waited < 30_000;
    waited += 50
  )
    await sleep(50)
  await sleep(TRADES_MS)
  child.kill('SIGKILL')
  expect((await exited)[1]).toBe('SIGKILL')
  return operationsOf(readFileSync(log))
}

const sizeOf = (file: string): number => {
  try {
    return readFileSync(file).length
  } catch {
    return 0
  }
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-power-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A file as the disk has it, and what was written since the last sync and may not be there. */
type Disk = { safe: Buffer; pending: Operation[] }

function applied(bytes: Buffer, operations: readonly Operation[]): Buffer {
  let length = bytes.length
  const ends = operations.map(({ offset, bytes: written }) => offset + written.length)
  const to = Buffer.alloc(ends.reduce((most, end) => Math.max(most, end), length))
  bytes.copy(to)
  for (const { op, offset, bytes: written } of operations) {
    if (op === 'TRUNCATE') {
      to.fill(0, offset)
      length = offset
    } else {
      written.copy(to, offset)
      length = Math.max(length, offset + written.length)
    }
  }
  return to.subarray(0, length)
}

/** Every sector of a write goes its own way. */
const sectorsOf = (operation: Operation): Operation[] =>
  operation.op !== 'WRITE'
    ? [operation]
    : Array.from({ length: Math.ceil(operation.bytes.length / SECTOR_BYTES) }, (_, sector) => ({
        ...operation,
        offset: operation.offset + sector * SECTOR_BYTES,
        bytes: operation.bytes.subarray(sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES),
      }))

const afterCut = ({ safe, pending }: Disk, { keeps, luck }: Cut): Buffer =>
  applied(
    safe,
    pending.flatMap(sectorsOf).filter((_, at) => (luck[at % luck.length] as number) < keeps),
  )

type Found = { lost: number; broken: string[]; laws: string[] }

/** Cuts the power at each of these moments, in order, and looks at what is left. */
async function cutAll(operations: readonly Operation[], cuts: readonly Cut[]): Promise<Found> {
  const file = join(newFolder(), 'shop.db')
  const disks = FILES.map((): Disk => ({ safe: Buffer.alloc(0), pending: [] }))
  const [database, wal] = disks as [Disk, Disk, Disk]
  database.safe = readFileSync(inject('template'))
  let acknowledged = 0
  let done = 0
  const found: Found = { lost: 0, broken: [], laws: [] }
  for (const [index, cut] of cuts.entries()) {
    for (; done < cut.at; done++) {
      const operation = operations[done] as Operation
      const disk = disks[operation.file] as Disk
      if (FILES[operation.file] === 'acknowledgements')
        acknowledged = Math.max(acknowledged, Number(operation.bytes.toString()))
      else if (operation.op === 'SYNC') {
        disk.safe = applied(disk.safe, disk.pending)
        disk.pending = []
      } else disk.pending.push(operation)
    }
    writeFileSync(file, afterCut(database, cut))
    writeFileSync(`${file}-wal`, afterCut(wal, cut))
    rmSync(`${file}-shm`, { force: true })
    await look(file, { acknowledged, withLaws: index % LAWS_EVERY === 0 }, found)
  }
  return found
}

async function look(
  file: string,
  { acknowledged, withLaws }: { acknowledged: number; withLaws: boolean },
  found: Found,
): Promise<void> {
  let connection: Connection | null = null
  try {
    connection = openWriter(file, { synchronous: 'OFF' })
    const sqlite = sqliteOf(connection)
    const verdict = sqlite.pragma('integrity_check(1)', { simple: true })
    if (verdict !== 'ok') found.broken.push(String(verdict))
    const { last, commands } = sqlite
      .prepare(
        'SELECT coalesce(max(sequence), 0) AS last, count(*) AS commands FROM kernel_journal',
      )
      .get() as { last: number; commands: number }
    if (last !== commands) found.broken.push(`${commands} commands up to ${last}`)
    if (last < acknowledged) found.lost++
    if (withLaws) found.laws.push(...(await violationsOf(connection)))
  } catch (fault) {
    found.broken.push(String(fault))
  } finally {
    connection?.close()
  }
}

/** Moments spread over the whole log, each with its own luck. */
const cutsOf = (operations: readonly Operation[], numRuns: number): Cut[] =>
  fc
    .sample(
      fc.record({
        at: fc.integer({ min: 1, max: operations.length }),
        keeps: fc.constantFrom(0, 20, 50, 80, 100),
        luck: fc.array(fc.nat(99), { minLength: 97, maxLength: 97 }),
      }),
      { numRuns, seed: SEED },
    )
    .sort((one, other) => one.at - other.at)

test.skipIf(!HAS_COMPILER)(
  'what was acknowledged survives the loss of power, whatever the disk had not synced',
  { timeout: 120_000 + CUTS * 500 },
  async () => {
    const operations = await traded('FULL')
    const syncs = operations.filter(({ op }) => op === 'SYNC').map(({ file }) => FILES[file])
    expect(syncs.filter((file) => file === 'shop.db-wal').length).toBeGreaterThan(20)
    expect(syncs).toContain('shop.db') // Checkpoints are part of what is cut.
    const found = await cutAll(operations, cutsOf(operations, CUTS))
    console.log(`seed ${SEED}: ${CUTS} power cuts in ${operations.length} operations`, found)
    expect(found).toEqual({ lost: 0, broken: [], laws: [] })
  },
)

test.skipIf(!HAS_COMPILER)(
  'the same loss is noticed where commits are not synced',
  { timeout: 120_000 },
  async () => {
    const operations = (await traded('OFF')).slice(0, UNSYNCED_OPERATIONS)
    const { lost } = await cutAll(operations, cutsOf(operations, 10))
    expect(lost).toBeGreaterThan(0)
  },
)
