import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { type TestApp, testApp } from '#testing/app.ts'
import { walBytes } from './checkpoint.ts'
import { openReader } from './connection.ts'
import { sqliteOf } from './sqlite-of.ts'

const LIMITS = { everyMs: 20, walBytesMax: 256 * 2 ** 10, othersMsMax: 0 }

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
      const connection = await snapshot.connection()
      sqliteOf(connection).prepare('SELECT count(*) FROM kernel_notes').get()
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

/** Whether it did at any time while commands came in, and past its limit. */
async function hasShrunk(app: TestApp): Promise<boolean> {
  const sizes: number[] = []
  for (let n = 0; n < 1_500; n++) {
    await app.accepted('CreateLocation', { code: `L${n}`, name: 'A place', countryCode: 'GB' })
    if (n % 10 === 0) {
      await sleep(1)
      sizes.push(walBytes(app.file))
    }
  }
  expect(Math.max(...sizes)).toBeGreaterThan(LIMITS.walBytesMax)
  return sizes.some((size, at) => at > 0 && size < (sizes[at - 1] as number))
}

test('the WAL shrinks although somebody always reads', async () => {
  const app = await testApp({ checkpoints: LIMITS })
  const stop = alwaysRead(app)
  expect(await hasShrunk(app)).toBe(true)
  await stop()
})

test('a checkpoint that finds a batch under way waits for its end, and not for the next', async () => {
  const everyMs = 500
  const app = await testApp({ checkpoints: { ...LIMITS, everyMs } })
  await grow(app)
  await app.writer.transaction.begin()
  const before = walBytes(app.file)
  await sleep(everyMs + 100)
  expect(walBytes(app.file)).toBe(before)
  await app.writer.transaction.rollback()
  await expect.poll(() => walBytes(app.file), { timeout: everyMs / 2, interval: 10 }).toBe(0)
})

/** As a process of workers does: two connections elsewhere, of which one always stands in a snapshot. */
async function readElsewhere(file: string): Promise<void> {
  const worker = new Worker(
    `const { workerData } = require('node:worker_threads')
     const connections = [0, 1].map(() => new (require('better-sqlite3'))(workerData, { readonly: true }))
     const turn = (at) => {
       connections[at].exec('BEGIN')
       connections[at].prepare('SELECT count(*) FROM kernel_notes').get()
       if (connections[1 - at].inTransaction) connections[1 - at].exec('COMMIT')
       setTimeout(turn, 20, 1 - at)
     }
     turn(0)
     require('node:worker_threads').parentPort.postMessage('reading')`,
    { eval: true, workerData: file },
  )
  onTestFinished(() => void worker.terminate())
  await once(worker, 'message')
}

test('the WAL shrinks although other processes of the server always read', async () => {
  const app = await testApp({ checkpoints: { ...LIMITS, othersMsMax: 100 } })
  await readElsewhere(app.file)
  expect(await hasShrunk(app)).toBe(true)
})

test('a checkpoint that fails is told of, and the next one does its work', async () => {
  const faults: unknown[] = []
  const app = await testApp({ checkpoints: LIMITS, onFault: (fault) => faults.push(fault) })
  const sqlite = sqliteOf(app.writer)
  const { pragma } = sqlite
  sqlite.pragma = () => {
    throw new Error('disk I/O error')
  }
  await expect.poll(() => faults.length, { timeout: 5_000 }).toBeGreaterThan(0)
  sqlite.pragma = pragma
  expect(String(faults[0])).toContain('disk I/O error')
  await app.accepted('CreateLocation', { code: 'L', name: 'L', countryCode: 'GB' })
})
