import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { type TestApp, testApp } from '#testing/app.ts'
import fc from '#testing/random.ts'
import { stateHash } from '../state-hash.ts'
import { backUp, manifestOf, requireWhole } from './backup.ts'
import { openReader } from './connection.ts'
import { lockForWriting } from './lock.ts'
import { restore } from './restore.ts'

const NOW = Date.UTC(2026, 2, 2, 10)

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-backup-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const place = (code: string) => ({ code, name: code, countryCode: 'GB' })

async function shopWithPlaces(): Promise<TestApp> {
  const app = await testApp()
  for (const code of ['MAIN', 'NORTH', 'SOUTH']) await app.accepted('CreateLocation', place(code))
  return app
}

async function hashOf(file: string): Promise<string> {
  const reader = openReader(file)
  try {
    return (await stateHash(reader)).hash
  } finally {
    reader.close()
  }
}

test('a backup of an open shop is one file that holds it whole, and a manifest', async () => {
  const app = await shopWithPlaces()
  const folder = emptyFolder()
  const copy = join(folder, 'copy.db')
  const manifest = await backUp(app.file, copy, NOW)
  expect(manifest).toMatchObject({ format: 1, takenAt: '2026-03-02T10:00:00.000Z', sequence: 3 })
  expect(readdirSync(folder).sort()).toEqual(['copy.db', 'copy.db.json'])
  expect(await requireWhole(copy)).toEqual(manifest)
  expect(await hashOf(copy)).toBe((await stateHash(app.writer)).hash)
})

test('a backup taken while commands come is the shop after one of them', async () => {
  const app = await shopWithPlaces()
  const hashes = new Map([[3, (await stateHash(app.writer)).hash]])
  const copy = join(emptyFolder(), 'copy.db')
  const taking = backUp(app.file, copy, NOW)
  for (let n = 0; n < 60; n++) {
    const { sequence } = await app.accepted('CreateLocation', place(`L${n}`))
    hashes.set(sequence, (await stateHash(app.writer)).hash)
    if (n % 5 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  const { sequence } = await taking
  expect(await hashOf(copy)).toBe(hashes.get(sequence))
})

test('a backup overwrites nothing, neither a file nor a manifest', async () => {
  const app = await shopWithPlaces()
  const taken = join(emptyFolder(), 'copy.db')
  writeFileSync(manifestOf(taken), 'precious')
  await expect(backUp(app.file, taken, NOW)).rejects.toThrow('exists already')
  writeFileSync(taken, 'precious')
  await expect(backUp(app.file, taken, NOW)).rejects.toThrow('exists already')
  expect(readFileSync(taken, 'utf8')).toBe('precious')
})

test('a single bit that flips anywhere is noticed, and so is a byte too few', async () => {
  const app = await shopWithPlaces()
  const folder = emptyFolder()
  const [whole, damaged] = [join(folder, 'whole.db'), join(folder, 'damaged.db')]
  await backUp(app.file, whole, NOW)
  copyFileSync(manifestOf(whole), manifestOf(damaged))
  const bytes = readFileSync(whole)
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
      const copy = Buffer.from(bytes)
      copy[at] = (copy[at] as number) ^ (1 << bit)
      writeFileSync(damaged, copy)
      await expect(requireWhole(damaged)).rejects.toThrow('is damaged')
    }),
    { numRuns: 40 },
  )
  writeFileSync(damaged, bytes.subarray(0, -1))
  await expect(requireWhole(damaged)).rejects.toThrow('is damaged')
})

test.each([
  ['is not there', (backup: string) => rmSync(manifestOf(backup)), 'There is no manifest'],
  ['is cut off', (backup: string) => writeFileSync(manifestOf(backup), '{'), 'not a backup'],
  ['says nothing', (backup: string) => writeFileSync(manifestOf(backup), '{}'), 'not a backup'],
])('a backup whose manifest %s is not restored', async (_, spoil, told) => {
  const app = await shopWithPlaces()
  const folder = emptyFolder()
  const backup = join(folder, 'copy.db')
  await backUp(app.file, backup, NOW)
  spoil(backup)
  const target = join(folder, 'shop.db')
  await expect(restore(backup, target, { replaces: false, now: NOW })).rejects.toThrow(told)
  expect(existsSync(target)).toBe(false)
})

test('a restored shop is the one that was backed up; what stood there is kept, its log too', async () => {
  const app = await shopWithPlaces()
  const folder = emptyFolder()
  const [backup, target] = [join(folder, 'copy.db'), join(folder, 'shop.db')]
  await backUp(app.file, backup, NOW)
  await app.accepted('CreateLocation', place('LATER'))
  for (const suffix of ['', '-wal']) copyFileSync(`${app.file}${suffix}`, `${target}${suffix}`)

  const refused = restore(backup, target, { replaces: false, now: NOW })
  await expect(refused).rejects.toThrow('exists already')
  const { keptAs, manifest } = await restore(backup, target, { replaces: true, now: NOW })
  expect(manifest.sequence).toBe(3)
  const count = (file: string) => {
    const database = new Sqlite(file)
    const places = database.prepare('SELECT count(*) FROM locations').pluck().get()
    database.close()
    return places
  }
  expect(count(target)).toBe(3)
  expect(count(keptAs as string)).toBe(4)
})

test('nothing is restored over a shop that somebody serves', async () => {
  const app = await shopWithPlaces()
  const folder = emptyFolder()
  const [backup, target] = [join(folder, 'copy.db'), join(folder, 'shop.db')]
  await backUp(app.file, backup, NOW)
  const unlock = lockForWriting(target)
  await expect(restore(backup, target, { replaces: true, now: NOW })).rejects.toThrow(
    'Another process',
  )
  unlock()
})
