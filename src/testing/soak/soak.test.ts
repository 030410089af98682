// A server under mixed load for long: what it holds in memory does not grow with what it has done, its log
// stays bounded, and in the end everything is in order. `npm run test:soak` does ten minutes; SOAK says
// how many seconds.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { walBytes } from '#kernel/database/sqlite/checkpoint.ts'
import fc, { SEED } from '#testing/random.ts'
import { type ServerProcess, startServer } from '#testing/server-process.ts'
import { brokenPromises, onDeadCopy, violationsOf } from '../storm/inspect.ts'
import { OWNER_KEY, shopper } from '../storm/load.ts'
import { openedShop } from '../storm/shop.ts'

const SECONDS = Number(process.env.SOAK ?? 12)
const CLIENTS = 8
const READERS = 2
/** The first part fills caches and compiles code; what is held at its end is what must do. */
const WARM_SHARE = 0.5
/** What a collection leaves differs by so much from one time to the next. */
const NOISE_BYTES = 3 * 2 ** 20
/** Less than the smallest thing that could be kept of a command. */
const BYTES_PER_COMMAND_MAX = 100
/** Its limit, and what may be written until it is cut back. */
const WAL_BYTES_MAX = 160 * 2 ** 20

const QUERIES = [
  '{ products(first: 20) { nodes { name variants { sku } } } }',
  '{ orders(first: 50) { nodes { number total { amount } } totalCount } }',
  '{ stockLevels(first: 20) { nodes { onHand } } }',
  '{ events(last: 50) { nodes { name data } } commands(first: 20) { nodes { name input } } }',
]

test(`${SECONDS} seconds of mixed load leave nothing behind in memory`, {
  timeout: SECONDS * 1_000 + 120_000,
}, async () => {
  const { load, folder, file, goods } = await openedShop()
  const server = await startServer(folder, {
    ...{ DATABASE_URL: `file:${file}`, OWNER_KEY, LOG_LEVEL: 'error' },
    NODE_OPTIONS: `--import ${new URL('heap.mjs', import.meta.url).href}`,
  })
  onTestFinished(() => server.kill())
  load.server = server
  const chances = fc.sample(fc.nat(99), { numRuns: 400, seed: SEED })
  let reads = 0
  const reader = async () => {
    while (!load.isOver) await read(server, QUERIES[reads++ % QUERIES.length] as string)
  }
  const clients = Promise.all([
    ...Array.from({ length: CLIENTS }, (_, client) =>
      shopper(load, goods, `client-${client}`, chances.slice(client * 40)),
    ),
    ...Array.from({ length: READERS }, reader),
  ])
  clients.catch(() => {})

  await sleep(SECONDS * WARM_SHARE * 1_000)
  const [warm, doneWarm] = [await heldBy(server), load.answers.size]
  await sleep(SECONDS * (1 - WARM_SHARE) * 1_000)
  const [held, wal] = [await heldBy(server), walBytes(file)]
  load.isOver = true
  await clients
  const done = load.answers.size
  console.info(
    `seed ${SEED}: ${done} commands, ${reads} reads; ${mb(warm)} MB after ${doneWarm}, ${mb(held)} MB in the end`,
  )
  expect(done).toBeGreaterThan(doneWarm * 1.3)
  expect(held - warm).toBeLessThan(NOISE_BYTES + BYTES_PER_COMMAND_MAX * (done - doneWarm))
  expect(wal).toBeLessThan(WAL_BYTES_MAX)
  expect(await server.stop()).toBe(0)
  const found = await onDeadCopy(file, async (copy) => [
    ...(await brokenPromises(copy, load.answers)),
    ...(await violationsOf(copy)),
  ])
  expect(found).toEqual([])
})

async function read({ url }: ServerProcess, query: string): Promise<void> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${OWNER_KEY}` },
    body: JSON.stringify({ query }),
  })
  const { data, errors } = await response.json()
  if (!data) throw new Error(JSON.stringify(errors))
}

/** Bytes that the process still holds once it has let go of what it can. */
async function heldBy(server: ServerProcess): Promise<number> {
  const printed = () => [...server.printed().matchAll(/^heap (\d+)$/gm)]
  const before = printed().length
  server.signal('SIGUSR2')
  await expect.poll(() => printed().length, { timeout: 10_000 }).toBeGreaterThan(before)
  return Number(printed().at(-1)?.[1])
}

const mb = (bytes: number) => Math.round(bytes / 2 ** 20)
