// Damages the WAL in every way that a failing disk could, and opens what is left: it must be the shop as
// it stood after the last commit before the damage, to the last row, or be refused. Never anything else.
// `npm run test:crash` tries every place.
import { createHash } from 'node:crypto'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Connection } from '#kernel/database/connection.ts'
import { checkpoint } from '#kernel/database/sqlite/checkpoint.ts'
import { openWriter } from '#kernel/database/sqlite/connection.ts'
import { sqliteOf } from '#kernel/database/sqlite/sqlite-of.ts'
import { type TestApp, testApp } from '#testing/app.ts'
import fc, { SEED } from '#testing/random.ts'

const TRIES = process.env.CRASHES ? Number.POSITIVE_INFINITY : 200
const HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24
const PAGE_BYTES = 4_096
const FRAME_BYTES = FRAME_HEADER_BYTES + PAGE_BYTES

type Left = {
  database: Buffer
  wal: Buffer
  /** What the database holds without its WAL. */
  base: string
  /** What it holds after each commit that stands in the WAL. */
  commits: { endsAtFrame: number; state: string }[]
}

type Damage = { name: string; damaged: (wal: Buffer) => Buffer; firstFrame: number }

/** Every row of every table, the kernel's and the full-text index's own too. */
function contentOf(connection: Connection): string {
  const sqlite = sqliteOf(connection)
  const tables = sqlite
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 ORDER BY name")
    .pluck()
    .all() as string[]
  const hash = createHash('sha256')
  for (const table of tables)
    for (const row of sqlite.prepare(`SELECT * FROM "${table}"`).raw().iterate())
      hash.update(`${table} ${JSON.stringify(row)}\n`)
  return hash.digest('hex')
}

/** A shop at work: commands of every weight, one a commit. Calls back after each. */
async function trade(app: TestApp, rounds: number, onCommit: () => void): Promise<void> {
  const given = async (command: string, input: unknown) => {
    const ids = await app.ids(command, input)
    onCommit()
    return ids
  }
  const [{ id: variantId } = { id: '' }] = app.rows<{ id: string }>('select id from variants')
  const [{ id: locationId } = { id: '' }] = app.rows<{ id: string }>('select id from locations')
  for (let round = 0; round < rounds; round++) {
    await given('ReceiveStock', { locationId, lines: [{ variantId, quantity: 5 }] })
    const lines = [{ variantId, quantity: 2 }]
    const { cart: cartId } = await given('StartCart', { currency: 'GBP', lines })
    const shippingAddress = {
      name: 'A Buyer',
      line1: '1 High Street',
      city: 'London',
      postalCode: 'N1 1AA',
      countryCode: 'GB',
    }
    const email = `buyer-${round}@example.com`
    const { order: orderId } = await given('PlaceOrder', { cartId, email, shippingAddress })
    if (round % 2 === 0) await given('CancelOrder', { orderId })
    await given('UpdateVariant', { variantId, name: `Mug ${app.clock()} ${round}` })
  }
}

/** A WAL that was begun anew after a checkpoint, so that frames of its earlier life follow the live ones. */
async function tradedShop(): Promise<Left> {
  const app = await testApp()
  await app.accepted('CreateLocation', { code: 'MAIN', name: 'Main', countryCode: 'GB' })
  const prices = [{ amount: 500, currency: 'GBP' }]
  const variants = [{ sku: 'MUG', name: 'Mug', prices }]
  await app.accepted('CreateProduct', { slug: 'mug', name: 'Mug', status: 'PUBLISHED', variants })
  await trade(app, 6, () => {})
  checkpoint(app.writer, 'PASSIVE')
  const base = contentOf(app.writer)
  const database = readFileSync(app.file)

  const states: string[] = []
  await trade(app, 4, () => states.push(contentOf(app.writer)))
  const wal = readFileSync(`${app.file}-wal`)
  const ends = commitFrames(wal)
  expect(ends.length).toBe(states.length)
  expect((ends.at(-1) as number) + 1).toBeLessThan(framesIn(wal))
  return {
    ...{ database, wal, base },
    commits: states.map((state, at) => ({ endsAtFrame: ends[at] as number, state })),
  }
}

const framesIn = (wal: Buffer): number => Math.floor((wal.length - HEADER_BYTES) / FRAME_BYTES)
const frameAt = (frame: number): number => HEADER_BYTES + frame * FRAME_BYTES

/** The frames that end a transaction of the WAL's present life, which its salts tell. */
function commitFrames(wal: Buffer): number[] {
  const salts = wal.subarray(16, 24)
  const ends: number[] = []
  for (let frame = 0; frame < framesIn(wal); frame++) {
    const header = wal.subarray(frameAt(frame), frameAt(frame) + FRAME_HEADER_BYTES)
    if (!header.subarray(8, 16).equals(salts)) break
    if (header.readUInt32BE(4) > 0) ends.push(frame)
  }
  return ends
}

function damagesOf({ wal, commits }: Left): Damage[] {
  const live = (commits.at(-1)?.endsAtFrame as number) + 1
  const damages: Damage[] = [
    { name: 'no WAL at all', firstFrame: 0, damaged: () => Buffer.alloc(0) },
    { name: 'half a header', firstFrame: 0, damaged: (whole) => whole.subarray(0, 16) },
  ]
  for (let byte = 0; byte < HEADER_BYTES; byte++)
    damages.push({ name: `header byte ${byte} flipped`, firstFrame: 0, damaged: flipped(byte) })
  for (let frame = 0; frame < live; frame++) {
    const at = frameAt(frame)
    const add = (name: string, damaged: Damage['damaged']) =>
      damages.push({ name: `frame ${frame}: ${name}`, firstFrame: frame, damaged })
    add('cut before it', (whole) => whole.subarray(0, at))
    add('cut in its header', (whole) => whole.subarray(0, at + 12))
    add('cut in its page', (whole) => whole.subarray(0, at + FRAME_HEADER_BYTES + 2_000))
    add('cut a byte short', (whole) => whole.subarray(0, at + FRAME_BYTES - 1))
    add('all zero from it on', zeroed(at, wal.length))
    add('its first sector is zero', zeroed(at, at + 512))
    add('a sector of its page is zero', zeroed(at + 1_024, at + 1_536))
    add('overwritten by the first of the earlier life', (whole) => {
      const copy = Buffer.from(whole)
      whole.copy(copy, at, frameAt(live), frameAt(live + 1))
      return copy
    })
    for (const byte of [0, 5, 9, 14, 17, 22, 24, 700, FRAME_BYTES - 1])
      add(`byte ${byte} flipped`, flipped(at + byte))
  }
  return damages
}

const flipped = (at: number) => (whole: Buffer) => {
  const copy = Buffer.from(whole)
  copy[at] = (copy[at] as number) ^ (1 << (at % 8))
  return copy
}

const zeroed = (from: number, to: number) => (whole: Buffer) => Buffer.from(whole).fill(0, from, to)

test('whatever happens to the WAL, the shop opens as it was after a commit, or not at all', {
  timeout: 600_000,
}, async () => {
  const left = await tradedShop()
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-wal-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const [from, file] = [join(folder, 'left.db'), join(folder, 'shop.db')]
  writeFileSync(from, left.database)

  const opened = (wal: Buffer, shm?: Buffer): string => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
    copyFileSync(from, file)
    writeFileSync(`${file}-wal`, wal)
    if (shm) writeFileSync(`${file}-shm`, shm)
    const connection = openWriter(file, { synchronous: 'OFF' })
    try {
      expect(sqliteOf(connection).pragma('integrity_check', { simple: true })).toBe('ok')
      return contentOf(connection)
    } finally {
      connection.close()
    }
  }
  const stateBefore = (frame: number): string =>
    left.commits.filter(({ endsAtFrame }) => endsAtFrame < frame).at(-1)?.state ?? left.base

  expect(opened(left.wal)).toBe(left.commits.at(-1)?.state)
  expect(opened(left.wal, Buffer.alloc(32_768, 0xa5))).toBe(left.commits.at(-1)?.state)

  const all = damagesOf(left)
  const tried: readonly Damage[] =
    all.length <= TRIES
      ? all
      : (fc.sample(fc.shuffledSubarray(all, { minLength: TRIES, maxLength: TRIES }), {
          numRuns: 1,
          seed: SEED,
        })[0] ?? [])
  let [changed, refused] = [0, 0]
  for (const { name, damaged, firstFrame } of tried) {
    const wal = damaged(left.wal)
    if (wal.equals(left.wal)) continue // What was zero stays as it was.
    changed++
    let state: string
    try {
      state = opened(wal)
    } catch (fault) {
      expect(String((fault as { code?: string }).code), name).toMatch(/^SQLITE_/)
      refused++
      continue
    }
    expect(state, name).toBe(stateBefore(firstFrame))
  }
  console.log(
    `seed ${SEED}: ${changed} damaged WALs, ${refused} refused, the rest a commit's state`,
  )
  expect(changed).toBeGreaterThan(tried.length * 0.9)
  expect(refused).toBeLessThan(changed * 0.1)
})
