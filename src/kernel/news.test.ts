import { expect, test } from 'vitest'
import { views } from '#read/views.ts'
import { testApp } from '#testing/app.ts'
import { type Commit, commitsOf, feed } from './feed.ts'
import { newsDesk } from './news.ts'
import type { Outcome } from './outcome.ts'

const commits = commitsOf(views)

/** Commits of a shop, what its process tells of them, and another process that was there before any. */
async function twoProcesses(count: number) {
  const app = await testApp()
  const reader = await app.database.openReader()
  const before = app.feed.last()
  const all: Commit[] = []
  for (let n = 1; n <= count; n++) {
    const outcome: Outcome = await app.accepted('RegisterCustomer', { email: `${n}@example.com` })
    all.push(...commits([outcome]))
  }
  const faults: unknown[] = []
  const desk = () => {
    const own = feed({ last: before })
    const heard: (readonly Commit[] | null)[] = []
    own.hear((told) => heard.push(told))
    return { ...newsDesk(own, reader, (fault) => faults.push(fault)), feed: own, heard }
  }
  return { all, before, one: desk(), other: desk(), faults }
}

test('what is told comes out as it was, with its facts', async () => {
  const { all, before, one, other, faults } = await twoProcesses(3)
  one.publish(all)
  other.hear(toldOf(one, all.slice(0, 2)))
  other.hear(toldOf(one, all.slice(2)))
  await expect.poll(() => other.feed.last()).toBe(before + 3)
  expect(other.heard.flat()).toEqual(all)
  expect(faults).toEqual([])
})

test('own commits wait for those before them, of which others have yet to tell', async () => {
  const { all, before, one, other } = await twoProcesses(4)
  const [first, second, third, fourth] = all as [Commit, Commit, Commit, Commit]
  other.publish([fourth])
  other.publish([second])
  expect(other.heard).toEqual([])
  other.hear(toldOf(one, [first]))
  await expect.poll(() => other.feed.last()).toBe(before + 2)
  other.hear(toldOf(one, [third]))
  await expect.poll(() => other.feed.last()).toBe(before + 4)
  expect(other.heard.flat()).toEqual(all)
})

test('what is told again, or by oneself, is heard once', async () => {
  const { all, before, one, other } = await twoProcesses(2)
  one.publish(all)
  one.hear(toldOf(one, all))
  other.hear(toldOf(one, all))
  other.hear(toldOf(one, all.slice(0, 1)))
  other.hear(toldOf(one, all))
  await expect.poll(() => other.feed.last()).toBe(before + 2)
  expect(other.heard.flat()).toEqual(all)
  expect(one.heard.flat()).toEqual(all)
})

test.each([
  ['a connection that was lost', () => null],
  ['what comes of no command', ({ anything }: Told) => anything],
  ['more than fits', (one: Told, all: readonly Commit[]) => toldOf(one, manyTimes(all))],
])('after %s anything may be otherwise, up to where the journal ends', async (_, told) => {
  const { all, before, one, other } = await twoProcesses(2)
  other.hear(told(one, all))
  await expect.poll(() => other.feed.last()).toBe(before + 2)
  expect(other.heard).toEqual([null])
})

const toldOf = ({ newsOf }: Told, commits: readonly Commit[]) => newsOf(commits) as string

type Told = ReturnType<typeof newsDesk>
const manyTimes = (all: readonly Commit[]): readonly Commit[] => Array(200).fill(all).flat()

test('of nothing nobody is told', async () => {
  const { one } = await twoProcesses(0)
  expect(one.newsOf([])).toBeUndefined()
})

test('what is waited for in vain is given up', async () => {
  const { all, before, other } = await twoProcesses(2)
  other.publish(all.slice(1))
  await expect.poll(() => other.heard, { timeout: 10_000 }).toEqual([null])
  expect(other.feed.last()).toBe(before + 2)
})
