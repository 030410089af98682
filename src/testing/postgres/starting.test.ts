// Several servers start at once on a database in which nothing is yet, and serve one shop.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openReader } from '#kernel/database/postgres/connection.ts'
import { startServer } from '../server-process.ts'
import { violationsOf } from '../storm/inspect.ts'
import { OWNER_KEY, post } from '../storm/load.ts'
import { type PostgresServer, startPostgres } from './server.ts'

const SERVERS = 4

let postgres: PostgresServer

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

test.each([[OWNER_KEY], [undefined]])(
  'four that start at once, the owner’s key being %s',
  async (key) => {
    const name = key ? 'given' : 'made'
    await postgres.create(name)
    const url = postgres.urlOf(name)
    const folder = mkdtempSync(join(tmpdir(), 'quartermaster-starting-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const settings = { DATABASE_URL: url, LOG_LEVEL: 'error', ...(key && { OWNER_KEY: key }) }
    const servers = await Promise.all(
      Array.from({ length: SERVERS }, () => startServer(folder, settings)),
    )
    try {
      const told = servers.filter((server) => server.printed().includes("The owner's key"))
      expect(told).toHaveLength(key ? 0 : 1)
      if (key)
        for (const [at, { url }] of servers.entries()) {
          const input = { email: `at-${at}@example.com` }
          expect(await post(url, `at-${at}`, 'registerCustomer', input)).toMatchObject({
            codes: [],
          })
        }
      const reader = openReader(url)
      expect(await violationsOf(reader)).toEqual([])
      await reader.close()
    } finally {
      for (const server of servers) expect(await server.stop()).toBe(0)
    }
  },
)
