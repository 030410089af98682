// A server that follows by streaming: it is read, never shows less than was asked for, and takes over when the one that
// it follows is killed.
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openReader } from '#kernel/database/postgres/connection.ts'
import { startServer } from '../server-process.ts'
import { brokenPromises, violationsOf } from '../storm/inspect.ts'
import { give, OWNER_KEY, shopper } from '../storm/load.ts'
import { openedShop } from '../storm/shop.ts'
import { type PostgresServer, startPostgres } from './server.ts'

let primary: PostgresServer
let follower: PostgresServer

beforeEach(async () => {
  primary = await startPostgres()
  await primary.create('shop')
  follower = await primary.follower()
}, 60_000)
afterEach(() => primary.stop())

async function asked(server: PostgresServer, sql: string, database = 'postgres'): Promise<void> {
  const client = new pg.Client(server.urlOf(database))
  await client.connect()
  await client.query(sql)
  await client.end()
}

type Answer = { data?: Record<string, unknown>; errors?: { extensions: { code: string } }[] }

async function query(url: string, text: string, minSequence?: number): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${OWNER_KEY}`,
      ...(minSequence !== undefined && { 'min-sequence': String(minSequence) }),
    },
    body: JSON.stringify({ query: text }),
  })
  return (await response.json()) as Answer
}

test('reads go to who follows, see as much as they must, and how far behind it is can be seen', async () => {
  const url = primary.urlOf('shop')
  const { folder, goods, load } = await openedShop({ url, replicas: [] })
  const server = await startServer(folder, {
    ...{ DATABASE_URL: url, DATABASE_REPLICA_URLS: follower.urlOf('shop') },
    ...{ OWNER_KEY, LOG_LEVEL: 'error' },
  })
  try {
    load.server = server
    const customers = '{ customers { totalCount } }'
    const count = async (minSequence?: number) => {
      const { data } = await query(server.url, customers, minSequence)
      return (data?.customers as { totalCount: number } | undefined)?.totalCount
    }
    await give(load, 'a', 'registerCustomer', { email: 'a@example.com' })
    await expect.poll(() => count()).toBe(1)

    await asked(follower, 'SELECT pg_wal_replay_pause()')
    const { sequence } = await give(load, 'b', 'registerCustomer', { email: 'b@example.com' })
    expect(await count()).toBe(1) // It stands still.
    expect(await count(sequence)).toBe(2)
    const told = await query(
      server.url,
      `mutation { registerCustomer(input: { email: "c@example.com" }) { customer { email orders { totalCount } } } }`,
    )
    expect(told.data?.registerCustomer).toMatchObject({ customer: { email: 'c@example.com' } })
    const health = await (await fetch(`${server.url}/health`)).json()
    expect(health).toMatchObject({ replicas: [{ name: follower.host, commandsBehind: 2 }] })

    await asked(follower, 'SELECT pg_wal_replay_resume()')
    await expect.poll(() => count()).toBe(3)
    // Whatever is asked for at once after a command is never older than it.
    for (let n = 0; n < 50; n++) {
      const { sequence } = await give(load, `n${n}`, 'registerCustomer', {
        email: `n${n}@example.com`,
      })
      expect(await count(sequence)).toBe(4 + n)
    }
    expect(goods.locationId).toMatch(/^loc_/)
  } finally {
    await server.stop()
  }
})

test('the primary is killed in the middle of commands, who follows takes over, and nothing that was told is lost or done twice', async () => {
  const url = primary.urlOf('shop').replace(primary.host, `${primary.host},${follower.host}`)
  const { folder, goods, load } = await openedShop({ url, replicas: [] })
  await asked(primary, "ALTER SYSTEM SET synchronous_standby_names = 'follower'")
  await asked(primary, 'SELECT pg_reload_conf()')
  const settings = { DATABASE_URL: url, OWNER_KEY, LOG_LEVEL: 'fatal' }
  const servers = await Promise.all([startServer(folder, settings), startServer(folder, settings)])
  let turn = 0
  const any = Object.defineProperty({ ...load }, 'server', {
    get: () => servers[turn++ % servers.length],
  }) as typeof load
  try {
    const chances = Array.from({ length: 97 }, (_, n) => (n * 37) % 100)
    const shoppers = Promise.all(
      Array.from({ length: 8 }, (_, n) => shopper(any, goods, `s${n}`, chances.slice(n * 5))),
    )
    await expect.poll(() => any.answers.size, { timeout: 30_000 }).toBeGreaterThan(150)
    await primary.kill()
    const before = any.answers.size
    await sleep(1_000)
    await asked(follower, 'SELECT pg_promote()')
    await expect.poll(() => any.answers.size, { timeout: 60_000 }).toBeGreaterThan(before + 150)
    any.isOver = true
    await shoppers
    for (const server of servers) expect(await server.stop()).toBe(0)
    expect(any.unknowns).toBeGreaterThan(0)
    console.info({ answers: any.answers.size, unknowns: any.unknowns })

    const reader = openReader(follower.urlOf('shop'))
    try {
      expect(await brokenPromises(reader, any.answers)).toEqual([])
      expect(await violationsOf(reader)).toEqual([])
    } finally {
      await reader.close()
    }
  } finally {
    any.isOver = true
    for (const server of servers) await server.kill()
  }
}, 180_000)
