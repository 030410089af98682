import { expect, test } from 'vitest'
import { testApp } from '#testing/app.ts'
import { openWriter } from './database/connection.ts'
import { Overloaded, TimedOut } from './rejections.ts'
import { QUEUE_LIMITS } from './write-queue.ts'

const location = (code: string) => ({ code, name: code, countryCode: 'GB' })

test('a batch shares one commit, and a refused command in it rolls back alone', async () => {
  const commits: string[] = []
  const app = await testApp({
    queue: { ...QUEUE_LIMITS, batchMsMax: 10_000 },
    connection: {
      synchronous: 'OFF',
      onStatement: (sql) => sql === 'COMMIT' && commits.push(sql),
    },
  })
  await app.accepted('CreateLocation', location('FIRST')) // Prepares the statements.
  commits.length = 0
  const outcomes = await Promise.all(
    ['A', 'B', 'A', 'C'].map((code) => app.give('CreateLocation', location(code))),
  )
  expect(outcomes.map(({ outcome }) => outcome)).toEqual([
    'ACCEPTED',
    'ACCEPTED',
    'REFUSED',
    'ACCEPTED',
  ])
  expect(outcomes.map(({ sequence }) => sequence)).toEqual([2, 3, 4, 5])
  expect(commits).toHaveLength(1)
  expect(app.rows('select code from locations order by code')).toHaveLength(4)
})

test('past the bound of the queue the answer is OVERLOADED, and nothing of it is done', async () => {
  const app = await testApp({ queue: { queueLengthMax: 2, batchCommandsMax: 1, batchMsMax: 5 } })
  const settled = await Promise.allSettled(
    ['A', 'B', 'C'].map((code) => app.give('CreateLocation', location(code))),
  )
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  expect((settled[2] as PromiseRejectedResult).reason).toBeInstanceOf(Overloaded)
  expect(app.rows('select * from kernel_journal')).toHaveLength(2)
})

test('while a stranger holds the lock commands time out, reads go on, and later ones succeed', async () => {
  const app = await testApp({ deadlineMs: 300 })
  const stranger = openWriter(app.file)
  stranger.sqlite.exec('BEGIN IMMEDIATE')
  await expect(app.give('CreateLocation', location('A'))).rejects.toBeInstanceOf(TimedOut)
  expect(app.rows('select * from locations')).toEqual([])
  stranger.sqlite.exec('ROLLBACK')
  stranger.sqlite.close()
  await app.accepted('CreateLocation', location('A'))
})

test('a full disk fails the whole batch, leaves nothing half done, and passes when space returns', async () => {
  const app = await testApp()
  await app.accepted('CreateLocation', location('FIRST'))
  const { sqlite } = app.writer
  const pages = sqlite.pragma('page_count', { simple: true }) as number
  sqlite.pragma(`max_page_count = ${pages}`)

  const settled = await Promise.allSettled(
    Array.from({ length: 40 }, (_, index) =>
      app.give('CreateLocation', { ...location(`L${index}`), name: 'x'.repeat(200) }),
    ),
  )
  const accepted = settled.filter(
    (one) => one.status === 'fulfilled' && one.value.outcome === 'ACCEPTED',
  ).length
  expect(accepted).toBeLessThan(40)
  expect(sqlite.inTransaction).toBe(false)
  expect(app.rows('select * from locations')).toHaveLength(accepted + 1)
  expect(app.rows('select * from location_view')).toHaveLength(accepted + 1)

  sqlite.pragma('max_page_count = 1000000')
  const { sequence } = await app.accepted('CreateLocation', location('LAST'))
  const sequences = app.rows<{ sequence: number }>('select sequence from kernel_journal order by 1')
  expect(sequences.map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: sequence }, (_, index) => index + 1),
  )
})

test('closing answers what was accepted and refuses the rest', async () => {
  const app = await testApp()
  const accepted = app.give('CreateLocation', location('A'))
  await Promise.resolve()
  const closed = app.queue.close()
  await expect(app.give('CreateLocation', location('B'))).rejects.toBeInstanceOf(Overloaded)
  await closed
  expect((await accepted).outcome).toBe('ACCEPTED')
})
