// Several processes of one shop, here as apps of one: each hears what the others commit, in the one order of it, shows
// nothing older, and only one of them reacts.
import { beforeEach, expect, inject, onTestFinished, test } from 'vitest'
import type { AppOptions } from '#app'
import { eventsBetween } from '#kernel/journal.ts'
import { reactingTo, reaction } from '#kernel/reaction.ts'
import { customerRegistered } from '#write/customers/events.ts'
import { openTestApp, type TestApp } from '../app.ts'
import { newDatabase, type TestDatabase } from '../database.ts'
import { asked } from '../graphql.ts'

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

/** Ends the sessions whose last statement began so, as a server that starts again does. */
const cut = ({ writer }: TestApp, begins: string) =>
  writer.rows(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE ?`,
    `${begins}%`,
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
  await cut(one, 'LISTEN')
  await registered(one, 'ann')
  await expect.poll(() => other.isCurrent(), { timeout: 10_000 }).toBe(true)
  const before = other.feed.last()
  await registered(one, 'bob')
  await expect.poll(() => other.feed.last(), { timeout: 500 }).toBe(before + 1) // It is told again.
})

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
