// Kills what looks after a shop while the shop is under load: the server while it mends views, the process
// that compares them, the process that makes a backup. Nothing acknowledged is lost, a backup is there
// whole or not at all, and the chore given again comes to its end.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { requireWhole } from '#kernel/database/sqlite/backup.ts'
import fc, { SEED } from '#testing/random.ts'
import { runVerb, startServer } from '#testing/server-process.ts'
import { brokenPromises, onDeadCopy, violationsOf } from './inspect.ts'
import { OWNER_KEY, shopper } from './load.ts'
import { BACKUP_POINTS, type ChorePoint, failpoint, REBUILD_POINTS } from './points.ts'
import { openedShop, type Shop } from './shop.ts'

const KILLS = Math.max(2, Math.ceil(Number(process.env.CRASHES ?? 20) / 10))
const CLIENTS = 4

const settingsOf = ({ file }: Shop) => ({
  ...{ DATABASE_URL: `file:${file}`, OWNER_KEY, LOG_LEVEL: 'error' },
})

/** A shop that clients fill and never leave alone, until `during` has come to its end. */
async function underLoad(during: (shop: Shop) => Promise<void>): Promise<Shop> {
  const shop = await openedShop()
  const { load, goods } = shop
  const chances = fc.sample(fc.nat(93), { numRuns: 300, seed: SEED })
  const clients = Promise.all(
    Array.from({ length: CLIENTS }, (_, client) =>
      shopper(load, goods, `client-${client}`, chances.slice(client * 50)),
    ),
  )
  try {
    await during(shop)
    load.server = await startServer(shop.folder, settingsOf(shop))
    load.isOver = true
    await clients
    expect(await load.server.stop()).toBe(0)
  } finally {
    load.isOver = true
    await load.server?.kill()
  }
  return shop
}

function planned(points: readonly ChorePoint[]): { point: ChorePoint; nth: number }[] {
  const chance = fc.double({ min: 0, max: 1, noNaN: true })
  return fc.sample(chance, { numRuns: KILLS, seed: SEED }).map((nth, index) => {
    const point = points[index % points.length] as ChorePoint
    return { point, nth: 1 + Math.floor(nth * (point.nthMax - 1)) }
  })
}

async function answered({ load }: Shop, more: number): Promise<void> {
  const before = load.answers.size
  await expect.poll(() => load.answers.size, { timeout: 30_000 }).toBeGreaterThan(before + more)
}

/** Serves and gives the chore, one of which dies at the point; answers how the chore ended. */
async function killedAt(
  shop: Shop,
  { point, nth }: { point: ChorePoint; nth: number },
  chore: readonly string[],
): Promise<number> {
  const deadly = failpoint(point, nth)
  const settings = settingsOf(shop)
  const server = await startServer(shop.folder, {
    ...settings,
    ...(point.dies === 'server' && deadly),
  })
  shop.load.server = server
  await answered(shop, 5)
  const { code } = await runVerb(
    shop.folder,
    { ...settings, ...(point.dies === 'chore' && deadly) },
    ...chore,
  )
  shop.load.server = null
  await server.kill()
  return code
}

const requireKept = ({ file, load }: Shop) =>
  onDeadCopy(file, async (copy) => expect(await brokenPromises(copy, load.answers)).toEqual([]))

test(
  `views that are mended survive ${KILLS} kills, and are right in the end`,
  async () => {
    const hits = new Map<string, number>()
    const shop = await underLoad(async (shop) => {
      const first = await startServer(shop.folder, settingsOf(shop))
      shop.load.server = first
      await answered(shop, 150)
      shop.load.server = null
      await first.kill()
      for (const kill of planned(REBUILD_POINTS)) {
        const database = new Sqlite(shop.file, { timeout: 5_000 })
        database.exec('DELETE FROM order_view WHERE number % 2 = 0; DELETE FROM order_list_view')
        database.close()
        const acknowledged = shop.load.answers.size
        const code = await killedAt(shop, kill, ['views', 'rebuild'])
        const { name } = kill.point
        hits.set(name, (hits.get(name) ?? 0) + (code === 0 ? 0 : 1))
        await requireKept(shop)
        expect(shop.load.answers.size).toBeGreaterThan(acknowledged)
      }
      const server = await startServer(shop.folder, settingsOf(shop))
      shop.load.server = server
      expect(await runVerb(shop.folder, settingsOf(shop), 'views', 'rebuild')).toMatchObject({
        ...{ code: 0, error: '' },
      })
      await server.stop()
    })
    console.info(`seed ${SEED}, killed`, Object.fromEntries(hits))
    expect([...hits.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(KILLS / 2)
    expect(await onDeadCopy(shop.file, violationsOf)).toEqual([])
  },
  60_000 + KILLS * 30_000,
)

test(
  `a backup that is killed is not there, over ${KILLS} kills`,
  async () => {
    let killed = 0
    const shop = await underLoad(async (shop) => {
      for (const [index, kill] of planned(BACKUP_POINTS).entries()) {
        const to = join(shop.folder, `copy-${index}.db`)
        const code = await killedAt(shop, kill, ['backup', to])
        if (code !== 0) killed++
        expect(existsSync(to)).toBe(code === 0)
        await requireKept(shop)
        const settings = settingsOf(shop)
        expect(await runVerb(shop.folder, settings, 'backup', to)).toMatchObject({ code: 0 })
        await requireWhole(to)
        expect(await onDeadCopy(to, violationsOf)).toEqual([])
      }
    })
    console.info(`seed ${SEED}, ${killed} backups killed`)
    expect(killed).toBe(KILLS)
    expect(await onDeadCopy(shop.file, violationsOf)).toEqual([])
  },
  60_000 + KILLS * 30_000,
)
