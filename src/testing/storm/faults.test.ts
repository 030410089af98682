// Makes the disk fail under a serving shop, takes its memory, sets its clock, and lets others get in its way: waits are bounded, whoever
// asks is told, reads go on, nothing is half done, and all is well again without a restart.

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import type { Connection } from '#kernel/database/connection.ts'
import { sqliteOf } from '#kernel/database/sqlite/sqlite-of.ts'
import { PASSING_CODES } from '#kernel/rejections.ts'
import { type ServerProcess, startServer } from '#testing/server-process.ts'
import { diskSettings, HAS_COMPILER } from './disk.ts'
import { brokenPromises, onDeadCopy, violationsOf } from './inspect.ts'
import { OWNER_KEY, shopper } from './load.ts'
import { openedShop, type Shop } from './shop.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
const CLIENTS = 4
const FAULT_MS = 700
/** What a command that waits for the storage must have been told by. */
const DEADLINE_MS = 1_000
const CHANCES = [30, 72, 12, 95, 3, 51, 66, 24, 88, 45]

type Trouble = {
  name: string
  /** Whether commands go on meanwhile; otherwise whoever gives one is told to come again. */
  accepts: boolean
  /** Makes it; answers how to end it. */
  begin: (place: { file: string; faultFile: string }) => () => void
}

/** What the word in the file makes of the disk, or of the process. */
const fault = (name: string, word: string, accepts: boolean): Trouble => ({
  ...{ name, accepts },
  begin: ({ faultFile }) => {
    writeFileSync(faultFile, word)
    return () => rmSync(faultFile)
  },
})

const stranger = (name: string, sql: string, accepts: boolean): Trouble => ({
  ...{ name, accepts },
  begin: ({ file }) => {
    const other = new Sqlite(file)
    other.exec(sql)
    return () => other.close()
  },
})

const TROUBLES: readonly Trouble[] = [
  ...(HAS_COMPILER
    ? [
        fault('a disk that fails', 'EIO', false),
        fault('a full disk', 'ENOSPC', false),
        fault('a slow disk', 'SLOW', true),
      ]
    : []),
  fault('no memory for SQLite', 'NOMEM', false),
  fault('a clock that is put forward, and back after', `CLOCK ${20 * DAY_MS}`, true),
  fault('a clock that is put back, and forward after', `CLOCK ${-20 * DAY_MS}`, true),
  stranger('a stranger who holds the lock', 'BEGIN IMMEDIATE', false),
  stranger('a stranger who reads on', 'BEGIN; SELECT count(*) FROM orders', true),
]

async function progress({ load }: Shop): Promise<void> {
  const before = load.answers.size
  await expect.poll(() => load.answers.size, { timeout: 20_000 }).toBeGreaterThan(before + 20)
}

/** Reads are answered, and a command gets a typed answer within its deadline. */
async function requireTold(
  server: ServerProcess,
  { name, accepts }: Pick<Trouble, 'name' | 'accepts'>,
): Promise<void> {
  const read = await ask(server, '{ products(first: 5) { nodes { name } } }')
  expect(read.data.products.nodes, name).toHaveLength(1)
  const since = performance.now()
  const { data } = await ask(
    server,
    'mutation { createLocation(input: { code: "NEW", name: "New", countryCode: "GB" }, options: { dryRun: true }) { location { code } errors { code } } }',
  )
  const codes = data.createLocation.errors.map(({ code }: { code: string }) => code)
  if (!accepts) {
    expect(codes, name).toHaveLength(1)
    expect(PASSING_CODES).toContain(codes[0])
  }
  expect(performance.now() - since, name).toBeLessThan(DEADLINE_MS * 5)
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

test('one server comes through every trouble: all are told in time, reads go on, nothing is lost', {
  timeout: 120_000,
}, async () => {
  const shop = await openedShop()
  const { load, folder, file, goods } = shop
  const faultFile = join(folder, 'fault')
  const server = await startServer(folder, {
    DATABASE_URL: `file:${file}`,
    OWNER_KEY,
    LOG_LEVEL: 'silent',
    COMMAND_DEADLINE_MS: String(DEADLINE_MS),
    NODE_OPTIONS: `--import ${new URL('unwell.mjs', import.meta.url).href}`,
    UNWELL: faultFile,
    ...(HAS_COMPILER && diskSettings({ files: ['shop.db', 'shop.db-wal'], fault: faultFile })),
  })
  onTestFinished(() => server.kill())
  load.server = server
  const clients = Promise.all(
    Array.from({ length: CLIENTS }, (_, client) =>
      shopper(load, goods, `client-${client}`, CHANCES.slice(client).concat(CHANCES)),
    ),
  )
  clients.catch(() => {}) // A client that meets what it can't explain is heard of in the end.
  for (const { name, accepts, begin } of TROUBLES) {
    await progress(shop) // The same process, and it takes orders again.
    const { unknowns } = load
    const end = begin({ file, faultFile })
    await sleep(FAULT_MS)
    await requireTold(server, { name, accepts })
    if (accepts) await progress(shop)
    else expect(load.unknowns, name).toBeGreaterThan(unknowns)
    end()
  }
  await progress(shop)
  load.isOver = true
  await clients
  expect(await server.stop()).toBe(0)
  const found = await onDeadCopy(file, async (copy) => [
    ...(await brokenPromises(copy, load.answers)),
    ...(await violationsOf(copy)),
    ...momentsThatWentBack(copy),
  ])
  expect(await onDeadCopy(file, daysOf)).toBeGreaterThan(19) // The clock was put forward indeed.
  console.log(
    `${TROUBLES.length} troubles, ${load.answers.size} answers, ${load.unknowns} asked again`,
  )
  expect(found).toEqual([])
})

/** Whatever the clock says, nothing is given before what was given before it. */
function momentsThatWentBack(connection: Connection): string[] {
  const rows = sqliteOf(connection)
    .prepare(
      `SELECT sequence FROM (SELECT sequence, at, lag(at) OVER (ORDER BY sequence) AS before
       FROM kernel_journal) WHERE at < before`,
    )
    .pluck()
    .all()
  return rows.map((sequence) => `command ${sequence} was given before the one before it`)
}

const daysOf = (connection: Connection): number =>
  (sqliteOf(connection)
    .prepare('SELECT max(at) - min(at) FROM kernel_journal')
    .pluck()
    .get() as number) / DAY_MS
