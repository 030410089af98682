// Several processes of one shop, here as apps of one: each hears what the others commit, in the one order of it, shows
// nothing older, and only one of them reacts.
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, expect, inject, onTestFinished, test } from 'vitest'
import type { AppOptions } from '#app'
import { eventsBetween } from '#kernel/journal.ts'
import { reactingTo, reaction } from '#kernel/reaction.ts'
import { Rejection } from '#kernel/rejection.ts'
import { customerRegistered } from '#write/customers/events.ts'
import { openTestApp, type TestApp } from '../app.ts'
import { administered, newDatabase, type TestDatabase } from '../database.ts'
import { asked } from '../graphql.ts'
import { OWNER } from '../shop.ts'
import { violationsOf } from '../storm/inspect.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await newDatabase(inject('template'))
})

async function server(options: Partial<AppOptions> = {}): Promise<TestApp> {
  const { app } = await openTestApp(options, { from: database })
  onTestFinished(app.close)
  return app
}

const registered = ({ ids }: TestApp, name: string) =>
  ids('RegisterCustomer', { email: `${name}@example.com` })

/** Ends the sessions whose last statement begins so, as a server that starts again does; answers how many. */
const cut = async (begins: string): Promise<number> =>
  Number(
    await administered(
      (database.address as { url: string }).url,
      `SELECT count(pg_terminate_backend(pid)) AS result FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '${begins}%'`,
    ),
  )

test('each hears of every commit, whoever made it, in order and with its facts', async () => {
  const [one, ...others] = [await server(), await server(), await server()]
  const apps = [one, ...others]
  const reach = async (sequence: number) => {
    for (const { feed } of apps) await expect.poll(() => feed.last()).toBe(sequence)
  }
  // Who has heard of another's commit has begun to listen.
  for (const [n, app] of apps.entries()) {
    await registered(app, `first-${n}`)
    await reach(await app.writer.lastSequence())
  }
  const start = one.feed.last()
  const heard = apps.map(({ feed }) => {
    const all: { sequence: number; events: unknown }[] = []
    feed.hear((commits) => {
      for (const { sequence, events } of commits ?? []) all.push({ sequence, events })
    })
    return all
  })
  const commands = Array.from({ length: 150 }, (_, n) =>
    registered(apps[n % 3] as TestApp, `c${n}`),
  )
  await Promise.all(commands)
  const last = start + commands.length
  await reach(last)
  const facts = await eventsBetween(await database.openReader(), { from: start + 1, to: last })
  const expected = commands
    .map((_, n) => start + 1 + n)
    .map((sequence) => ({ sequence, events: facts.filter((fact) => fact.sequence === sequence) }))
  expect(facts).toHaveLength(commands.length)
  for (const all of heard) expect(all).toEqual(expected)
})

test('what one has kept from reading is never shown once another has changed it', async () => {
  const [one, other] = [await server(), await server()]
  const { customer } = await registered(one, 'ann')
  const nameAt = async (app: TestApp) =>
    (await asked(app, `{ customer(id: "${customer}") { name } }`)).customer.name
  for (let n = 0; n < 50; n++) {
    const [writes, reads] = n % 2 === 0 ? [one, other] : [other, one]
    await nameAt(reads) // It is kept from here on.
    await writes.accepted('UpdateCustomer', { customerId: customer, name: `Ann ${n}` })
    expect(await nameAt(reads)).toBe(`Ann ${n}`)
  }
})

test('who lost its connection misses nothing', async () => {
  const [one, other] = [await server(), await server()]
  expect(await cut('SELECT pg_try_advisory_lock')).toBeGreaterThan(0)
  await registered(one, 'ann')
  await expect.poll(() => other.isCurrent(), { timeout: 10_000 }).toBe(true)
  const before = other.feed.last()
  await registered(one, 'bob')
  await expect.poll(() => other.feed.last(), { timeout: 500 }).toBe(before + 1) // It is told again.
})

test('commands whose connections are cut end as typed errors, and asked for again each is done once', async () => {
  const apps = [await server(), await server()]
  const told = new Set<string>()
  const registeredAtLast = async (n: number): Promise<number> => {
    const options = { actor: OWNER, options: { idempotencyKey: `key-${n}` } }
    const given = { command: 'RegisterCustomer', input: { email: `${n}@example.com` }, ...options }
    for (let tried = 0; ; tried++) {
      const { dispatch } = apps[(n + tried) % 2] as TestApp
      const { outcome } = await dispatch(given).catch((thrown) => {
        told.add(thrown instanceof Rejection ? thrown.code : String(thrown))
        return { outcome: null }
      })
      if (outcome) return outcome.sequence
    }
  }
  let cuts = 0
  let isOver = false
  const cutting = (async () => {
    for (; !isOver; await sleep(150)) cuts += await cut('')
  })()
  const numbers = Array.from({ length: 100 }, (_, n) => n)
  const sequences = await Promise.all(numbers.map(registeredAtLast))
  isOver = true
  await cutting
  console.info({ cuts, told: [...told] })
  expect(cuts).toBeGreaterThan(5)
  expect(told.size).toBeGreaterThan(0)
  expect([...told].filter((code) => !TYPED.includes(code))).toEqual([])
  const [app] = apps as [TestApp]
  expect(app.rows('SELECT sequence FROM kernel_journal ORDER BY sequence')).toEqual(
    sequences.toSorted((a, b) => a - b).map((sequence) => ({ sequence })),
  )
  expect(app.rows('SELECT count(*) AS count FROM customers')).toEqual([{ count: numbers.length }])
  expect(await database.examine(violationsOf)).toEqual([])
})

const TYPED = ['OUTCOME_UNKNOWN', 'STORAGE_FAILED', 'TIMED_OUT']

test('one of them reacts, and another once that one is gone', async () => {
  const seen: Record<string, number[]> = {}
  const watching = (who: string): Partial<AppOptions> => ({
    reacts: true,
    follows: () => async () => [
      reaction({
        name: 'watch',
        summary: 'Looks on.',
        reactsTo: [
          reactingTo(customerRegistered, (_, { sequence }) => {
            seen[who] = [...(seen[who] ?? []), sequence]
            return { told: 'seen' }
          }),
        ],
      }),
    ],
  })
  const { app: one } = await openTestApp(watching('one'), { from: database })
  const other = await server(watching('other'))
  const all = () =>
    Object.values(seen)
      .flat()
      .toSorted((a, b) => a - b)
  const made: number[] = []
  const make = async (app: TestApp, name: string) => {
    await registered(app, name)
    made.push(await app.writer.lastSequence())
  }
  for (const n of [1, 2, 3])
    for (const app of [one, other]) await make(app, `at-${n}-${app === one}`)
  await expect.poll(all, { timeout: 20_000 }).toEqual(made)
  expect(Object.keys(seen)).toHaveLength(1)

  const [leader, heir] = 'one' in seen ? [one, other] : [other, one]
  await leader.close()
  for (const n of [4, 5]) await make(heir, `later-${n}`)
  await expect.poll(all, { timeout: 20_000 }).toEqual(made)
  expect(Object.keys(seen)).toHaveLength(2)
})
