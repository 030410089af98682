// Makes the disk fail under a serving shop, and lets others get in its way: waits are bounded, whoever
// asks is told, reads go on, nothing is half done, and all is well again without a restart.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { PASSING_CODES } from '#kernel/rejections.ts'
import { type ServerProcess, startServer } from '#testing/server-process.ts'
import { diskSettings, HAS_COMPILER } from './disk.ts'
import { brokenPromises, onDeadCopy, violationsOf } from './inspect.ts'
import { OWNER_KEY, shopper } from './load.ts'
import { openedShop, type Shop } from './shop.ts'

const CLIENTS = 4
const FAULT_MS = 700
/** What a command that waits for the storage must have been told by. */
const DEADLINE_MS = 1_000
const CHANCES = [30, 72, 12, 95, 3, 51, 66, 24, 88, 45]

/** Serves a shop under load while `trouble` goes on, then looks at what is left. */
async function under(
  trouble: (shop: Shop, server: ServerProcess, faultFile: string) => Promise<void>,
  { usesDisk }: { usesDisk: boolean },
): Promise<void> {
  const shop = await openedShop()
  const { load, folder, file, goods } = shop
  const fault = join(folder, 'fault')
  const server = await startServer(folder, {
    DATABASE_URL: `file:${file}`,
    OWNER_KEY,
    LOG_LEVEL: 'silent',
    COMMAND_DEADLINE_MS: String(DEADLINE_MS),
    ...(usesDisk && diskSettings({ files: ['shop.db', 'shop.db-wal'], fault })),
  })
  onTestFinished(() => server.kill())
  load.server = server
  const clients = Promise.all(
    Array.from({ length: CLIENTS }, (_, client) =>
      shopper(load, goods, `client-${client}`, CHANCES.slice(client).concat(CHANCES)),
    ),
  )
  clients.catch(() => {})
  await progress(shop)
  await trouble(shop, server, fault)
  await progress(shop) // The same process, and it takes orders again.
  load.isOver = true
  await clients
  expect(await server.stop()).toBe(0)
  const found = await onDeadCopy(file, async (copy) => [
    ...brokenPromises(copy, load.answers),
    ...(await violationsOf(copy)),
  ])
  expect(found).toEqual([])
}

async function progress({ load }: Shop): Promise<void> {
  const before = load.answers.size
  await expect.poll(() => load.answers.size, { timeout: 20_000 }).toBeGreaterThan(before + 20)
}

/** Reads are answered, and a command gets a typed answer within its deadline. */
async function requireTold(
  server: ServerProcess,
  { accepts }: { accepts: boolean },
): Promise<void> {
  const read = await ask(server, '{ products(first: 5) { nodes { name } } }')
  expect(read.data.products.nodes).toHaveLength(1)
  const since = performance.now()
  const { data } = await ask(
    server,
    'mutation { createLocation(input: { code: "NEW", name: "New", countryCode: "GB" }, options: { dryRun: true }) { location { code } errors { code } } }',
  )
  const codes = data.createLocation.errors.map(({ code }: { code: string }) => code)
  if (!accepts) {
    expect(codes).toHaveLength(1)
    expect(PASSING_CODES).toContain(codes[0])
  }
  expect(performance.now() - since).toBeLessThan(DEADLINE_MS * 5)
}

// biome-ignore lint/suspicious/noExplicitAny: a test asserts the shape of what it asked for.
async function ask({ url }: ServerProcess, query: string): Promise<any> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${OWNER_KEY}` },
    body: JSON.stringify({ query }),
  })
  return response.json()
}

test.skipIf(!HAS_COMPILER).for([
  { name: 'a disk that fails', word: 'EIO', accepts: false },
  { name: 'a full disk', word: 'ENOSPC', accepts: false },
  { name: 'a slow disk', word: 'SLOW', accepts: true },
])('$name: told in time, reads go on, and it recovers', async ({ word, accepts }) => {
  await under(
    async ({ load }, server, faultFile) => {
      const [{ size }, { unknowns }] = [load.answers, load]
      writeFileSync(faultFile, word)
      await sleep(FAULT_MS)
      await requireTold(server, { accepts })
      if (accepts) expect(load.answers.size).toBeGreaterThan(size)
      else expect(load.unknowns).toBeGreaterThan(unknowns)
      rmSync(faultFile)
    },
    { usesDisk: true },
  )
})

test('a stranger who holds the lock: told in time, reads go on, and it recovers', async () => {
  await under(
    async ({ file }, server) => {
      const stranger = new Sqlite(file)
      stranger.exec('BEGIN IMMEDIATE')
      await sleep(FAULT_MS)
      await requireTold(server, { accepts: false })
      stranger.exec('ROLLBACK')
      stranger.close()
    },
    { usesDisk: false },
  )
})

test('a stranger who reads on and on: nobody is held up, and it sees one moment', async () => {
  await under(
    async (shop, server) => {
      const reader = new Sqlite(shop.file, { readonly: true })
      reader.exec('BEGIN')
      const seen = reader.prepare('SELECT count(*) FROM kernel_journal').pluck()
      const before = seen.get()
      await progress(shop)
      await requireTold(server, { accepts: true })
      expect(seen.get()).toBe(before)
      reader.close()
    },
    { usesDisk: false },
  )
})
