// Kills the processes of one server one at a time, the one that writes and those that serve, under mixed load and
// without a pause: the others go on, what died is replaced, and nothing is lost or done twice.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import fc, { SEED } from '#testing/random.ts'
import { pidsOf, startServer } from '#testing/server-process.ts'
import { expectAllKept } from './all-kept.ts'
import { OWNER_KEY, shopper } from './load.ts'
import { openedShop } from './shop.ts'

const CLIENTS = 8
/** `npm run test:crash` kills more. */
const KILLS = Math.max(8, Math.ceil(Number(process.env.CRASHES ?? 0) / 10))

test(`nothing acknowledged is lost or doubled over ${KILLS} deaths of writers and workers`, {
  timeout: 120_000 + KILLS * 15_000,
}, async () => {
  const shop = await openedShop()
  const { load, file, folder, goods } = shop
  const server = await startServer(folder, { DATABASE_URL: `file:${file}`, OWNER_KEY }, [
    'serve',
    '--workers',
    '2',
  ])
  load.server = server
  const chances = fc.sample(fc.nat(99), { numRuns: 500, seed: SEED })
  const clients = Promise.all(
    Array.from({ length: CLIENTS }, (_, client) =>
      shopper(load, goods, `client-${client}`, [
        ...chances.slice(client * 7),
        ...chances.slice(0, client * 7),
      ]),
    ),
  )
  clients.catch(() => {}) // A client that meets what it can't explain is heard of in the end.
  const moments = fc.sample(fc.integer({ min: 50, max: 1_500 }), { numRuns: KILLS, seed: SEED })
  try {
    for (const [at, afterMs] of moments.entries()) {
      await sleep(afterMs)
      const role = at % 3 === 2 ? 'WORKER' : 'WRITER'
      const before = load.answers.size
      process.kill(pidsOf(server, role).at(-1) as number, 'SIGKILL')
      await expect
        .poll(() => load.answers.size, { timeout: 30_000, message: `after a ${role} died` })
        .toBeGreaterThan(before + 20)
    }
    load.isOver = true
    await clients
    expect(pidsOf(server, 'WRITER').length + pidsOf(server, 'WORKER').length).toBe(3 + KILLS)
    expect(await server.stop()).toBe(0)
  } catch (fault) {
    console.error(server.printed())
    throw fault
  } finally {
    load.isOver = true
    await server.kill()
  }
  console.log(`seed ${SEED}`, { answered: load.answers.size, unheard: load.unknowns })
  await expectAllKept(shop)
})
