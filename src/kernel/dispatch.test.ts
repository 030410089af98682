import { expect, test } from 'vitest'
import { testApp } from '#testing/app.ts'
import { dropExpiredKeys } from './journal.ts'
import type { Accepted } from './outcome.ts'
import { InvalidInput } from './rejections.ts'

const MAIN = { code: 'MAIN', name: 'Main', countryCode: 'GB' }

test('an accepted command writes its row, its event, its view and its journal line', async () => {
  const app = await testApp()
  const { result, refreshed, sequence } = await app.accepted('CreateLocation', MAIN)

  expect(sequence).toBe(1)
  expect(refreshed.location_view).toMatchObject([{ id: result.location, code: 'MAIN', version: 1 }])
  expect(app.rows('select code from locations')).toEqual([{ code: 'MAIN' }])
  expect(app.rows('select name, sequence from kernel_events')).toEqual([
    { name: 'LocationCreated', sequence: 1 },
  ])
  expect(app.rows('select command, outcome from kernel_journal')).toEqual([
    { command: 'CreateLocation', outcome: 'ACCEPTED' },
  ])
})

test('a refused command leaves its journal line and nothing else', async () => {
  const app = await testApp()
  await app.accepted('CreateLocation', MAIN)
  const outcome = await app.give('CreateLocation', { ...MAIN, name: 'Other' })

  expect(outcome).toMatchObject({ outcome: 'REFUSED', refusal: { code: 'LOCATION_CODE_TAKEN' } })
  expect(app.rows('select count(*) as n from kernel_events')).toEqual([{ n: 1 }])
  expect(app.rows('select outcome from kernel_journal order by sequence')).toEqual([
    { outcome: 'ACCEPTED' },
    { outcome: 'REFUSED' },
  ])
})

test('fifty concurrent commands with one key are carried out once', async () => {
  const app = await testApp()
  const outcomes = (await Promise.all(
    Array.from({ length: 50 }, () => app.give('CreateLocation', MAIN, { idempotencyKey: 'once' })),
  )) as Accepted[]

  expect(new Set(outcomes.map(({ result }) => result.location)).size).toBe(1)
  expect(outcomes.filter(({ replayed }) => replayed)).toHaveLength(49)
  expect(app.rows('select count(*) as n from locations')).toEqual([{ n: 1 }])
})

test('keys that have expired are dropped, so many at a time, and no others', async () => {
  const app = await testApp()
  const keys = () =>
    app
      .rows<{ key: string }>('select key from kernel_idempotency_keys order by key')
      .map(({ key }) => key)
  for (const key of ['a', 'b', 'c'])
    await app.accepted('CreateLocation', { ...MAIN, code: key }, { idempotencyKey: key })
  app.pass(60_000)
  await app.accepted('CreateLocation', { ...MAIN, code: 'd' }, { idempotencyKey: 'd' })
  const [last] = app.rows<{ at: number }>(
    "select expires_at as at from kernel_idempotency_keys where key = 'd'",
  )
  const now = last?.at as number // One that expires now still stands.
  await dropExpiredKeys(app.writer, { now, limit: 2 })
  expect(keys()).toHaveLength(2)
  await dropExpiredKeys(app.writer, { now, limit: 2 })
  await dropExpiredKeys(app.writer, { now, limit: 2 })
  expect(keys()).toEqual(['d'])
})

test('a dry run shows the rows that it would make and leaves only its journal line', async () => {
  const app = await testApp()
  const { refreshed, dryRun } = await app.accepted('CreateLocation', MAIN, { dryRun: true })

  expect(dryRun).toBe(true)
  expect(refreshed.location_view).toMatchObject([{ code: 'MAIN' }])
  expect(app.rows('select * from locations')).toEqual([])
  expect(app.rows('select * from location_view')).toEqual([])
  expect(app.rows('select dry_run from kernel_journal')).toEqual([{ dry_run: 1 }])
})

test('bad input is refused with every problem before anything is written', async () => {
  const app = await testApp()
  await expect(
    app.give('CreateLocation', { code: '', name: 'a\0b', countryCode: 'XX' }),
  ).rejects.toSatisfy((thrown) => {
    expect(thrown).toBeInstanceOf(InvalidInput)
    expect(thrown.facts.problems.map(({ path }: { path: string[] }) => path.join('.'))).toEqual([
      'input.code',
      'input.name',
      'input.countryCode',
    ])
    return true
  })
  expect(app.rows('select * from kernel_journal')).toEqual([])
})
