// Kills a restore before each thing that it does to a file: whoever comes next finds the old shop or the
// new one, whole, never the old file without its log.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { openApp } from '#app'
import { testApp } from '#testing/app.ts'
import { TEST_SHOP } from '#testing/shop.ts'
import { stateHash } from '../state-hash.ts'
import { backUp } from './backup.ts'
import { openWriter } from './connection.ts'
import { restore, unfinishedRestore } from './restore.ts'

const NOW = Date.UTC(2026, 2, 2, 12)
const CALLS_MAX = 40
const CHILD = fileURLToPath(new URL('../../../testing/storm/restore-child.ts', import.meta.url))
const PRELOAD = new URL('../../../testing/storm/kill-at-call.mjs', import.meta.url).href

const place = (code: string) => ({ code, name: code, countryCode: 'GB' })

/** A folder with a backup, and a shop that has gone on since, much of it in its log alone. */
async function brokenOff(): Promise<{ folder: string; hashes: { old: string; new: string } }> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-restore-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const app = await testApp({
    checkpoints: { everyMs: 3_600_000, walBytesMax: 2 ** 40, othersMsMax: 0 },
  })
  await app.accepted('CreateLocation', place('BEFORE'))
  await backUp(app.file, join(folder, 'copy.db'), NOW)
  const backedUp = (await stateHash(app.writer)).hash
  for (const code of ['A', 'B', 'C']) await app.accepted('CreateLocation', place(code))
  for (const suffix of ['', '-wal'])
    cpSync(`${app.file}${suffix}`, join(folder, `shop.db${suffix}`))
  return { folder, hashes: { old: (await stateHash(app.writer)).hash, new: backedUp } }
}

/** Answers whether it was killed on the way. */
async function killedAt(call: number, folder: string): Promise<boolean> {
  const child = spawn(
    process.execPath,
    [
      '--import',
      PRELOAD,
      '--import',
      'tsx',
      CHILD,
      join(folder, 'copy.db'),
      join(folder, 'shop.db'),
    ],
    { env: { ...process.env, KILL_AT_CALL: String(call) }, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const [code, signal] = await once(child, 'exit')
  expect(signal === 'SIGKILL' || code === 0, `call ${call}`).toBe(true)
  return signal === 'SIGKILL'
}

async function hashOf(file: string): Promise<string> {
  const connection = openWriter(file)
  try {
    return (await stateHash(connection)).hash
  } finally {
    connection.close()
  }
}

/** The shop as the next start finds it. */
async function startedIn(folder: string): Promise<string> {
  const file = join(folder, 'shop.db')
  const app = await openApp({ database: { file }, shop: TEST_SHOP, release: 'test', reacts: false })
  const { hash } = await stateHash(app.writer)
  await app.close()
  expect(unfinishedRestore(file)).toBeNull()
  return hash
}

const keptIn = (folder: string): string[] =>
  readdirSync(folder).filter((name) => /\.before-restore-[\dTZ-]+$/.test(name))

test('a restore that is killed at any step leaves the old shop or the new one', async () => {
  const { folder: template, hashes } = await brokenOff()
  expect(hashes.old).not.toBe(hashes.new)
  const found = { old: 0, new: 0 }
  let isKilled = true
  for (let call = 1; isKilled; call++) {
    expect(call).toBeLessThan(CALLS_MAX)
    const [folder, again] = [1, 2].map((n) => `${template}-${call}-${n}`) as [string, string]
    onTestFinished(() => {
      for (const path of [folder, again]) rmSync(path, { recursive: true, force: true })
    })
    cpSync(template, folder, { recursive: true })
    isKilled = await killedAt(call, folder)
    cpSync(folder, again, { recursive: true })

    const hash = await startedIn(folder)
    const isNew = hash === hashes.new
    expect(isNew || hash === hashes.old, `before call ${call}`).toBe(true)
    found[isNew ? 'new' : 'old']++
    const kept = await Promise.all(keptIn(folder).map((name) => hashOf(join(folder, name))))
    expect(kept, `kept before call ${call}`).toEqual(isNew ? [hashes.old] : [])

    await restore(join(again, 'copy.db'), join(again, 'shop.db'), { replaces: true, now: NOW })
    expect(await startedIn(again)).toBe(hashes.new)
    const oldest = join(again, keptIn(again).sort()[0] as string)
    expect(await hashOf(oldest)).toBe(hashes.old)
    expect(existsSync(join(again, 'shop.db.restore-partial'))).toBe(false)
  }
  console.log('killed before each step of a restore; the next start finds', found)
  expect(found.old).toBeGreaterThan(2)
  expect(found.new).toBeGreaterThan(4)
})
