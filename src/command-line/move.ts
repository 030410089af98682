// Moves a shop from its file to PostgreSQL, while it is served until little is left to bring over.
import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig } from '#config'
import type { Connection } from '#kernel/database/connection.ts'
import { type DatabaseAddress, shownAddress } from '#kernel/database/engine.ts'
import { engineAt } from '#kernel/database/engine-at.ts'
import { ensureFullText } from '#kernel/database/full-text.ts'
import { beginMove, giveUpMove, type Move, MoveImpossible } from '#kernel/database/move.ts'
import { DatabaseInUse, lockForWriting } from '#kernel/database/sqlite/lock.ts'
import { sqliteOf } from '#kernel/database/sqlite/sqlite-of.ts'
import { type StateHash, stateHash } from '#kernel/database/state-hash.ts'
import { examine } from '#kernel/doctor.ts'
import { noteMoved, noteStays } from '#kernel/moved.ts'
import { noteShapes } from '#kernel/view-shapes.ts'
import { tallies, views } from '#read/views.ts'
import { examineBooks } from '#write/doctor.ts'
import { allMigrations } from '../modules.ts'
import { Failure } from './failures.ts'
import { requireDatabase, requireFile } from './shop.ts'

export type MoveOptions = { from: string; to?: string; giveUp?: boolean }

const BUSY_MS_MAX = 10_000
const LOOK_EVERY_MS = 200
/** What the shop adds meanwhile is little once it comes over in this. */
const MOMENT_MS = 1_000

export async function move({ from, to, giveUp = false }: MoveOptions): Promise<void> {
  const { file } = fileOf(from)
  const source = await (await engineAt({ file })).openWriter()
  // A server that holds the file lets go of it between two batches.
  sqliteOf(source).pragma(`busy_timeout = ${BUSY_MS_MAX}`)
  try {
    if (giveUp) return await stay(source, file)
    if (to === undefined) throw new Failure('Give --to postgres://<host>/<name>.')
    await moved(source, file, serverOf(to))
  } catch (thrown) {
    throw thrown instanceof MoveImpossible ? new Failure(thrown.message) : thrown
  } finally {
    await source.close()
  }
}

function fileOf(from: string): { file: string } {
  const config = readConfig({ DATABASE_URL: from.startsWith('file:') ? from : `file:${from}` })
  requireDatabase(config)
  return { file: requireFile(config) }
}

function serverOf(to: string): Exclude<DatabaseAddress, { file: string }> {
  const { database: address } = readConfig({ DATABASE_URL: to })
  if ('file' in address) throw new Failure(`--to must be postgres://<host>/<name>, found ${to}.`)
  return address
}

async function moved(
  source: Connection,
  file: string,
  server: Exclude<DatabaseAddress, { file: string }>,
): Promise<void> {
  const [here, there] = [await engineAt({ file }), await engineAt(server)]
  if ((await here.pending(source, allMigrations(source.dialect))).length > 0)
    throw new Failure('The file is of an older release: serve it once with this one first.')
  const target = await there.openWriter()
  try {
    const migrations = allMigrations(target.dialect)
    await there.migrate(target, {
      ...{ all: migrations, migrates: true, now: Date.now() },
      prepare: async () => {},
    })
    const under = await beginMove(source, target)
    await copied(under)
    const letGo = await stopped(under, file)
    try {
      await arrived(under, target)
      await noteMoved(source, shownAddress(server.url))
      await there.examine(async (moment) => {
        say(`The shop is at ${shownAddress(server.url)}: serve it from there, with DATABASE_URL.`)
        say('What has come over is verified meanwhile.')
        await verified(source, moment)
      })
      await under.validate()
      say(
        'Both sides hold the same, and every view is as its recomputation. The file is left as it was.',
      )
    } finally {
      letGo()
    }
  } finally {
    await target.close()
  }
}

async function copied({ copy, catchUp }: Move): Promise<void> {
  let all = 0
  let told = 0
  await copy((_, rows) => {
    all += rows
    if (all - told < 100_000) return
    told = all
    say(`${all} rows`)
  })
  say(`${all} rows were copied.`)
  // Until little is left, or no less than before: the shop changes as fast as it comes over.
  for (let before = Number.POSITIVE_INFINITY; ; ) {
    const began = performance.now()
    await catchUp()
    const lasted = performance.now() - began
    if (lasted < MOMENT_MS || lasted >= before) return
    before = lasted
  }
}

/** Brings over what changes until nobody serves the file any more. Answers how to let go of it. */
async function stopped({ catchUp }: Move, file: string): Promise<() => void> {
  for (let isTold = false; ; await sleep(LOOK_EVERY_MS)) {
    try {
      return lockForWriting(file)
    } catch (thrown) {
      if (!(thrown instanceof DatabaseInUse)) throw thrown
    }
    if (!isTold) say('All but the latest is there. Stop the server now: the rest takes a moment.')
    isTold = true
    await catchUp()
  }
}

/** Nothing changes any more: brings the last of it over, and makes what PostgreSQL keeps of its own. */
async function arrived({ catchUp, refer, tidy }: Move, target: Connection): Promise<void> {
  while ((await catchUp()) > 0);
  await refer()
  for (const { fullText } of views) if (fullText) await ensureFullText(target, fullText)
  await noteShapes(target, { views, tallies })
  await tidy()
}

async function verified(source: Connection, moment: Connection): Promise<void> {
  const [here, there] = [await stateHash(source), await stateHash(moment)]
  const other = differing(here, there)
  if (other.length > 0)
    throw new Failure(
      `These differ, and the file is what counts: ${other.join(', ')}. Give up with --give-up, and tell us.`,
      2,
    )
  say(`The state is ${there.hash} on both sides.`)
  const checks = [...(await examine(moment, { views, tallies })), ...(await examineBooks(moment))]
  const found = checks.flatMap(({ findings }) => findings.map(({ found }) => found))
  if (found.length > 0) throw new Failure(`The doctor finds: ${found.slice(0, 20).join('; ')}`, 2)
}

const differing = (here: StateHash, there: StateHash): string[] =>
  [...new Set([...Object.keys(here.tables), ...Object.keys(there.tables)])].filter(
    (table) => here.tables[table] !== there.tables[table],
  )

async function stay(source: Connection, file: string): Promise<void> {
  giveUpMove(source)
  await noteStays(source)
  say(`The shop stays in ${file}.`)
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)
