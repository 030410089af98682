// Kills real servers under mixed load: at random moments, and at named ones. What was acknowledged must
// be there, whole and once; what was not is sent again, and has its effect once too.
// `npm run test:crash` does a thousand.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import fc, { SEED } from '#testing/random.ts'
import { type ServerProcess, startServer } from '#testing/server-process.ts'
import { expectAllKept } from './all-kept.ts'
import { brokenPromises, onDeadCopy, violationsOf } from './inspect.ts'
import { type Load, OWNER_KEY, post, shopper } from './load.ts'
import { failpoint, type Point, SERVING_POINTS } from './points.ts'
import { openedShop, type Shop } from './shop.ts'

const KILLS = Number(process.env.CRASHES ?? 20)
/** Two shops at once, each anew after so many kills: what is looked at after each stays small. */
const SIDE_BY_SIDE = 2
const KILLS_PER_SHOP = 40
const CLIENTS = 8
/** A named moment that does not come within this time is a random one. */
const POINT_WAIT_MS = 4_000
const ANSWERS_ASKED_AGAIN = 6

type Kill = { point: Point | null; nth: number; afterMs: number }

const counts = { kills: 0, acknowledged: 0, unknowns: 0, askedAgain: 0, violations: 0 }
const hits = new Map<string, number>()

/** A server that lives until it is killed, or kills itself at a named moment, be it while it starts. */
async function started(
  { folder, file }: Shop,
  { point, nth }: Kill,
): Promise<ServerProcess | null> {
  const settings = { DATABASE_URL: `file:${file}`, OWNER_KEY, LOG_LEVEL: 'error' }
  if (!point) return startServer(folder, settings)
  return startServer(folder, { ...settings, ...failpoint(point, nth) }).catch(() => null)
}

async function killedOnce(shop: Shop, kill: Kill): Promise<void> {
  const { load, file } = shop
  const server = await started(shop, kill)
  if (server) await askAgain(load, server.url)
  load.server = server
  if (kill.point) {
    const late = sleep(POINT_WAIT_MS).then(() => 'late')
    const isHit = (await Promise.race([server?.exited, late])) !== 'late'
    note(isHit ? kill.point.name : 'a named moment that did not come')
  } else {
    await sleep(kill.afterMs)
    note('a random moment')
  }
  const acknowledged = new Map(load.answers)
  load.server = null
  await server?.kill()
  counts.kills++
  if (counts.kills % 100 === 0) console.info(`${counts.kills} kills`)

  const found = await onDeadCopy(file, async (copy) => [
    ...(await brokenPromises(copy, acknowledged)),
    ...(await violationsOf(copy)),
  ])
  counts.violations += found.length
  expect(found, `after ${kill.point?.name ?? 'a random moment'}, SEED=${SEED}`).toEqual([])
}

const note = (name: string) => hits.set(name, (hits.get(name) ?? 0) + 1)

/** The same keys again: the first outcome again, and no second effect. */
async function askAgain({ answers }: Load, url: string): Promise<void> {
  for (const [key, { field, input, ...first }] of [...answers].slice(-ANSWERS_ASKED_AGAIN)) {
    const second = await post(url, key, field, input)
    if (!second) return // Killed already.
    counts.askedAgain++
    expect(second, `${field} ${key} again`).toEqual({ ...first, replayed: true })
  }
}

/** The storm is over: clients get their last answers. */
async function settled(shop: Shop, clients: Promise<unknown>): Promise<void> {
  const { load, file } = shop
  const server = await startServer(shop.folder, {
    DATABASE_URL: `file:${file}`,
    OWNER_KEY,
    LOG_LEVEL: 'error',
  })
  load.server = server
  load.isOver = true
  await clients
  expect(await server.stop()).toBe(0)
  await expectAllKept(shop)
  counts.acknowledged += load.answers.size
  counts.unknowns += load.unknowns
}

/** Half of the kills come at random, half at a named moment. */
function planned(kills: number): Kill[] {
  const chosen = fc.record({
    at: fc.nat(),
    nth: fc.double({ min: 0, max: 1, noNaN: true }),
    afterMs: fc.integer({ min: 50, max: 900 }),
  })
  return fc.sample(chosen, { numRuns: kills, seed: SEED }).map(({ at, nth, afterMs }, index) => {
    const point = index % 2 === 0 ? pointAt(at + index) : null
    return { point, nth: 1 + Math.floor(nth * ((point?.nthMax ?? 1) - 1)), afterMs }
  })
}

const pointAt = (at: number): Point => SERVING_POINTS[at % SERVING_POINTS.length] as Point

test(`nothing acknowledged is lost or doubled over ${KILLS} kills`, {
  timeout: 120_000 + KILLS * 15_000,
}, async () => {
  const kills = planned(KILLS)

  async function overShops(side: number): Promise<void> {
    const own = kills.filter((_, at) => at % SIDE_BY_SIDE === side)
    for (let at = 0; at < own.length; at += KILLS_PER_SHOP)
      await overOne(own.slice(at, at + KILLS_PER_SHOP), SEED + at + side)
  }

  async function overOne(own: readonly Kill[], seed: number): Promise<void> {
    const shop = await openedShop()
    const chances = fc.sample(fc.nat(99), { numRuns: 500, seed })
    const clients = Promise.all(
      Array.from({ length: CLIENTS }, (_, client) =>
        shopper(shop.load, shop.goods, `client-${client}`, [
          ...chances.slice(client * 7),
          ...chances.slice(0, client * 7),
        ]),
      ),
    )
    clients.catch(() => {}) // A client that meets what it can't explain is heard of in the end.
    try {
      for (const kill of own) await killedOnce(shop, kill)
      await settled(shop, clients)
    } finally {
      shop.load.isOver = true
      await shop.load.server?.kill()
    }
  }

  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, (_, side) => overShops(side)))
  console.log(`seed ${SEED}`, counts, Object.fromEntries(hits))
  expect(counts.kills).toBe(KILLS)
  expect(counts.acknowledged).toBeGreaterThan(KILLS * 5)
})
