import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing/app.ts'
import { walBytes } from './checkpoint.ts'
import { openReader } from './connection.ts'

const LIMITS = { everyMs: 20, walBytesMax: 256 * 2 ** 10 }

/** Gives commands until the WAL has grown past its limit several times over. */
async function grow(app: TestApp): Promise<void> {
  for (let n = 0; walBytes(app.file) < 4 * LIMITS.walBytesMax; n++)
    await app.accepted('CreateLocation', {
      code: `L${n}`,
      name: 'x'.repeat(200),
      countryCode: 'GB',
    })
}

/** Somebody of our own is always reading: as one snapshot ends, another stands already. Answers how to stop. */
function alwaysRead({ readers }: TestApp): () => Promise<unknown> {
  let isOver = false
  const read = async (forMs: number) => {
    while (!isOver) {
      const snapshot = readers.snapshot()
      const { sqlite } = await snapshot.connection()
      sqlite.prepare('SELECT count(*) FROM kernel_notes').get()
      await sleep(forMs)
      snapshot.release()
    }
  }
  const reading = Promise.all([11, 13, 17, 19].map(read))
  return () => {
    isOver = true
    return reading
  }
}

test('a stranger who reads on holds no command up, and the WAL shrinks once it has gone', async () => {
  const app = await testApp({ checkpoints: LIMITS })
  const { sqlite } = openReader(app.file)
  sqlite.exec('BEGIN')
  const seen = sqlite.prepare('SELECT count(*) FROM kernel_journal').pluck()
  const before = seen.get()
  await grow(app)
  expect(seen.get()).toBe(before)
  sqlite.close()
  await expect.poll(() => walBytes(app.file), { timeout: 5_000 }).toBeLessThan(LIMITS.walBytesMax)
})

test('the WAL shrinks although somebody always reads', async () => {
  const app = await testApp({ checkpoints: LIMITS })
  const stop = alwaysRead(app)
  const sizes: number[] = []
  for (let n = 0; n < 1_500; n++) {
    await app.accepted('CreateLocation', { code: `L${n}`, name: 'A place', countryCode: 'GB' })
    if (n % 10 === 0) {
      await sleep(1)
      sizes.push(walBytes(app.file))
    }
  }
  await stop()
  expect(Math.max(...sizes)).toBeGreaterThan(LIMITS.walBytesMax)
  expect(sizes.some((size, at) => at > 0 && size < (sizes[at - 1] as number))).toBe(true)
})

test('a checkpoint that fails is told of, and the next one does its work', async () => {
  const faults: unknown[] = []
  const app = await testApp({ checkpoints: LIMITS, onFault: (fault) => faults.push(fault) })
  const { sqlite } = app.writer
  const { pragma } = sqlite
  sqlite.pragma = () => {
    throw new Error('disk I/O error')
  }
  await expect.poll(() => faults.length, { timeout: 5_000 }).toBeGreaterThan(0)
  sqlite.pragma = pragma
  expect(String(faults[0])).toContain('disk I/O error')
  await app.accepted('CreateLocation', { code: 'L', name: 'L', countryCode: 'GB' })
})
