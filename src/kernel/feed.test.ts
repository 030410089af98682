import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { views } from '#read/views.ts'
import { commitsOf, type Feed, feed } from './feed.ts'
import type { Accepted, Outcome } from './outcome.ts'

const commits = commitsOf(views)

const accepted = (sequence: number, ...orders: string[]): Accepted => ({
  ...{ outcome: 'ACCEPTED', id: `cmd_${sequence}`, sequence, replayed: false, dryRun: false },
  ...{ result: {}, events: [], refreshed: { order_view: orders.map((id) => ({ id })) }, gone: {} },
})

/** Follows the sequences that come. */
const sequences = (followed: Feed, place = followed.last()) =>
  followed.follow(async () => {
    const commits = followed.since(place)
    if (!commits) throw new Error('too far behind')
    place = commits.at(-1)?.sequence ?? place
    return commits.map(({ sequence }) => sequence)
  })

test('each who follows gets all that comes, at its own pace', async () => {
  const followed = feed({ last: 7 })
  const [swift, slow] = [sequences(followed), sequences(followed)]
  followed.publish(commits([accepted(8), accepted(9)]))
  expect([await swift.next(), await swift.next()].map(({ value }) => value)).toEqual([8, 9])
  const next = swift.next()
  followed.publish(commits([accepted(10)]))
  expect((await next).value).toBe(10)
  for (const expected of [8, 9, 10]) expect((await slow.next()).value).toBe(expected)
})

test('what was refused, tried dry or answered again is no news, but its sequence is reached', async () => {
  const followed = feed()
  const news = sequences(followed)
  const refusal = { code: 'X', message: '', facts: {}, path: null }
  const refused: Outcome = { ...accepted(1), outcome: 'REFUSED', refusal }
  followed.publish(commits([refused, { ...accepted(2), dryRun: true }, accepted(3)]))
  followed.publish(commits([{ ...accepted(2), replayed: true }]))
  expect((await news.next()).value).toBe(3)
  expect(followed.last()).toBe(3)
  expect(await followed.reached(3, 0)).toBe(true)
  expect(await followed.reached(4, 10)).toBe(false)
})

test('the keys of what was refreshed are told, each once', () => {
  const followed = feed()
  sequences(followed)
  followed.publish(commits([accepted(1, 'ord_1', 'ord_2', 'ord_1')]))
  expect(followed.since(0)?.[0]?.changed).toEqual({ order_view: ['ord_1', 'ord_2'] })
})

test('who is too far behind is told so, and is gone', async () => {
  const followed = feed({ keptMax: 3 })
  const slow = sequences(followed)
  for (let sequence = 1; sequence <= 3; sequence++) followed.publish(commits([accepted(sequence)]))
  expect(followed.since(0)).toHaveLength(3)
  followed.publish(commits([accepted(4)]))
  expect(followed.since(0)).toBeNull()
  expect(followed.since(1)).toHaveLength(3)
  await expect(slow.next()).rejects.toThrow('too far behind')
  expect(followed.followers).toBe(0)
})

test('nothing is kept while nobody follows', () => {
  const followed = feed()
  followed.publish(commits([accepted(1)]))
  expect(followed.since(0)).toBeNull()
  expect(followed.since(1)).toEqual([])
})

test('who leaves while nothing comes is gone at once, and so are all when it closes', async () => {
  const followed = feed()
  const [one, other] = [sequences(followed), sequences(followed)]
  const waiting = [one.next(), other.next()]
  await sleep(1)
  await one.return?.()
  expect(await waiting[0]).toEqual({ done: true, value: undefined })
  expect(followed.followers).toBe(1)
  followed.close()
  expect((await waiting[1])?.done).toBe(true)
  expect(followed.followers).toBe(0)
})

test('what is read in pages is read to its end without a commit in between', async () => {
  const followed = feed()
  const pages = [[1, 2], [3], []]
  const read = followed.follow(async () => pages.shift() ?? [])
  for (const expected of [1, 2, 3]) expect((await read.next()).value).toBe(expected)
})

test('who follows past a restart is told that it is behind, and nothing that was known counts as known', async () => {
  const followed = feed({ last: 3 })
  const news = sequences(followed)
  const waiting = news.next()
  followed.restart(9)
  await expect(waiting).rejects.toThrow('too far behind')
  expect(followed.last()).toBe(9)
  expect(followed.lastChangeOf('order_view')).toBe(9)
  followed.restart(5)
  expect(followed.last()).toBe(9)
})
