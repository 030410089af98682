// A shop is moved from its file to PostgreSQL while it sells: nothing that was told is lost, whatever is cut short goes on,
// and the file takes no more commands afterwards.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginMove } from '#kernel/database/move.ts'
import { openReader, openWriter } from '#kernel/database/postgres/connection.ts'
import {
  openReader as openFile,
  openWriter as openFileToWrite,
} from '#kernel/database/sqlite/connection.ts'
import { stateHash } from '#kernel/database/state-hash.ts'
import { environmentOf, QUARTERMASTER, startServer } from '../server-process.ts'
import { brokenPromises, violationsOf } from '../storm/inspect.ts'
import { OWNER_KEY, shopper } from '../storm/load.ts'
import { openedShop } from '../storm/shop.ts'
import { type PostgresServer, startPostgres } from './server.ts'

let postgres: PostgresServer

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

/** The verb as a process of its own. */
function moving(folder: string, ...words: string[]) {
  const child = spawn(process.execPath, [QUARTERMASTER, 'move', ...words], {
    cwd: folder,
    env: environmentOf({}),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      said += text
    })
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  return { said: () => said, exited, kill: () => child.kill('SIGKILL') }
}

test('a shop that sells is moved, cut short and gone on with, and sells on from there', async () => {
  await postgres.create('moved')
  const url = postgres.urlOf('moved')
  const { folder, file, goods, load } = await openedShop()
  const settings = { OWNER_KEY, LOG_LEVEL: 'error' }
  let server = await startServer(folder, { ...settings, DATABASE_URL: `file:${file}` })
  load.server = server
  const chances = Array.from({ length: 97 }, (_, n) => (n * 37) % 100)
  const shoppers = Promise.all(
    Array.from({ length: 6 }, (_, n) => shopper(load, goods, `s${n}`, chances.slice(n * 7))),
  )
  const answers = (more: number) =>
    expect
      .poll(() => load.answers.size, { timeout: 60_000 })
      .toBeGreaterThan(load.answers.size + more)
  try {
    await answers(150)
    const cut = moving(folder, '--from', file, '--to', url)
    const reader = openReader(url)
    const begun = () =>
      reader
        .rows<{ count: number }>(
          "SELECT count(*) AS count FROM kernel_move WHERE name LIKE 'copied%'",
        )
        .then(([counted]) => counted?.count ?? 0)
        .catch(() => 0)
    await expect.poll(begun, { timeout: 30_000, interval: 5 }).toBeGreaterThan(3)
    cut.kill()
    await cut.exited

    await answers(50)
    const moved = moving(folder, '--from', file, '--to', url)
    await expect.poll(moved.said, { timeout: 60_000 }).toMatch(/Stop the server now|rror/)
    await answers(100) // It is served on while the move waits.
    load.server = null
    expect(await server.stop()).toBe(0)
    expect(await moved.exited, moved.said()).toBe(0)
    expect(moved.said()).toMatch(/The state is [0-9a-f]{64} on both sides/)

    const told = new Map(load.answers)
    expect(await brokenPromises(reader, told)).toEqual([])
    server = await startServer(folder, { ...settings, DATABASE_URL: url })
    load.server = server
    await answers(100)
    load.isOver = true
    await shoppers
    expect(await server.stop()).toBe(0)
    expect(await brokenPromises(reader, load.answers)).toEqual([])
    expect(await violationsOf(reader)).toEqual([])
    const references = async (of: typeof reader) =>
      of.rows(
        "SELECT conname, pg_get_constraintdef(oid) AS sql FROM pg_constraint WHERE contype = 'f' AND convalidated ORDER BY conname",
      )
    await postgres.create('fresh')
    await openedShop({ url: postgres.urlOf('fresh'), replicas: [] })
    const fresh = openReader(postgres.urlOf('fresh'))
    expect(await references(reader)).toEqual(await references(fresh))
    await fresh.close()
    await reader.close()

    await expect(
      startServer(folder, { ...settings, DATABASE_URL: `file:${file}` }),
    ).rejects.toThrow(/was moved to postgres:\/\/quartermaster@/)
    const left = openFile(file)
    expect(
      await left.rows("SELECT name FROM sqlite_master WHERE name LIKE '\\_%' ESCAPE '\\'"),
    ).toEqual([])
    left.close()

    expect(await moving(folder, '--from', file, '--give-up').exited).toBe(0)
    const stayed = await startServer(folder, { ...settings, DATABASE_URL: `file:${file}` })
    expect(await stayed.stop()).toBe(0)
  } finally {
    load.isOver = true
    await server.kill()
  }
}, 240_000)

test('what is unique may change hands at any time', async () => {
  await postgres.create('swapped')
  const to = openWriter(postgres.urlOf('swapped'))
  const file = join(mkdtempSync(join(tmpdir(), 'quartermaster-move-')), 'shop.db')
  const [from, shop] = [openFileToWrite(file), openFileToWrite(file)]
  await to.rows('CREATE TABLE kernel_journal (sequence bigint)')
  await to.rows('CREATE TABLE kernel_writer (one integer)')
  for (const each of [from, to])
    await each.rows('CREATE TABLE named (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)')
  const last = 2_500 // Three pages.
  const put = from.sqlite.prepare('INSERT INTO named VALUES (?, ?)')
  from.sqlite.transaction(() => {
    for (let id = 1; id <= last; id++) put.run(id, `name ${id}`)
  })()
  const rename = shop.sqlite.prepare('UPDATE named SET name = ? WHERE id = ?')
  const nameOf = shop.sqlite.prepare('SELECT name FROM named WHERE id = ?').pluck()
  const swap = shop.sqlite.transaction((one: number, other: number) => {
    const names = [nameOf.get(one), nameOf.get(other)]
    rename.run('nobody', one)
    rename.run(names[0], other)
    rename.run(names[1], one)
  })

  const move = await beginMove(from, to)
  let pages = 0
  await move.copy(() => swap(1, last - pages++)) // A row that is there, and one that is yet to come.
  for (let id = 1; id < last; id++) swap(id, id + 1)
  expect(await move.catchUp()).toBe(last)
  expect(await move.catchUp()).toBe(0)
  expect(pages).toBeGreaterThan(3)
  expect((await stateHash(to)).tables).toEqual((await stateHash(from)).tables)
  for (const each of [from, shop, to]) await each.close()
})

test('what can not be moved is told, and nothing is done', async () => {
  await postgres.create('taken')
  const url = postgres.urlOf('taken')
  await openedShop({ url, replicas: [] })
  const { folder, file } = await openedShop()
  for (const [words, says] of [
    [['--from', file, '--to', url], /There is a shop already/],
    [['--from', file], /Give --to/],
    [['--from', file, '--to', 'file:elsewhere.db'], /--to must be postgres/],
    [['--from', 'nowhere.db', '--to', url], /no database at/],
    [['--from', file, '--to', postgres.urlOf('nowhere')], /database "nowhere" does not exist/],
  ] as const) {
    const moved = moving(folder, ...words)
    expect(await moved.exited).toBe(1)
    expect(moved.said()).toMatch(says)
  }
})
