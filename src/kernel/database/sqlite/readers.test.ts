import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { testApp } from '#testing/app.ts'
import type { Connection } from '../connection.ts'
import { readers } from './readers.ts'
import { sqliteOf } from './sqlite-of.ts'

/** Readers of a shop's file that tell what they run. */
async function watched({ standing = true } = {}) {
  const app = await testApp()
  const statements: string[] = []
  const pool = readers(app.file, {
    onStatement: (sql) => statements.push(sql),
    ...(standing && { writer: app.writer }),
  })
  onTestFinished(() => pool.close())
  const count = (tx: Connection) =>
    sqliteOf(tx).prepare('SELECT count(*) FROM customers').pluck().get() as number
  const begins = () => statements.filter((sql) => sql === 'BEGIN').length
  const register = (n: number) => app.accepted('RegisterCustomer', { email: `${n}@example.com` })
  return {
    app,
    pool,
    begins,
    register,
    counted: () => pool.reading(async (tx) => count(tx)),
    count,
  }
}

/** Whether anybody still reads from the log. */
const isRead = ({ writer }: Pick<Awaited<ReturnType<typeof testApp>>, 'writer'>): boolean => {
  const [{ busy } = { busy: 1 }] = sqliteOf(writer).pragma('wal_checkpoint(TRUNCATE)') as [
    { busy: number },
  ]
  return busy === 1
}

test('who follows another goes on with its snapshot, until something is committed', async () => {
  const { begins, register, counted } = await watched()
  for (let n = 1; n <= 20; n++) {
    await register(n)
    const before = begins()
    for (let again = 0; again < 5; again++) expect(await counted()).toBe(n)
    expect(begins() - before).toBeLessThan(5)
  }
})

test('who overlaps another has a snapshot of its own, and keeps it', async () => {
  const { pool, register, counted, count } = await watched()
  await register(1)
  const early = pool.snapshot()
  const seen = await early.connection()
  expect(count(seen)).toBe(1)
  await register(2)
  expect(await counted()).toBe(2)
  expect(count(seen)).toBe(1)
  early.release()
  expect(await counted()).toBe(2)
})

test('what nobody holds is over in a moment, and the log can begin anew', async () => {
  const { app, register, counted } = await watched()
  await register(1)
  await counted()
  await sleep(50)
  expect(isRead(app)).toBe(false)
})

test('a chore between snapshots finds none that stands', async () => {
  const { app, pool, register, counted } = await watched()
  await register(1)
  await counted()
  let wasRead: boolean | null = null
  await pool.betweenSnapshots(async () => {
    wasRead = isRead(app)
  }, 0)
  expect(wasRead).toBe(false)
})

test('where another process writes, each begins anew', async () => {
  const { begins, counted } = await watched({ standing: false })
  for (let n = 0; n < 3; n++) await counted()
  expect(begins()).toBe(3)
})
