import { expect, test } from 'vitest'
import { inChunks } from './in-chunks.ts'

const CHUNKS = 6
const CHUNK_MS = 5

/** Long work beside so many commands that wait: the share of the time that it took, and its chunks' sizes. */
async function work(waiting: number) {
  let busyMs = 0
  const sizes: number[] = []
  const queue = { length: waiting, maintain: <T>(chore: () => Promise<T>) => chore() }
  const began = performance.now()
  await inChunks(queue, async (size) => {
    const started = performance.now()
    while (performance.now() < started + CHUNK_MS);
    busyMs += performance.now() - started
    sizes.push(size)
    return sizes.length < CHUNKS
  })
  return { share: busyMs / (performance.now() - began), sizes }
}

test('long work takes a small part of the time while commands wait, and all of it otherwise', async () => {
  expect((await work(1)).share).toBeLessThan(0.3)
  expect((await work(0)).share).toBeGreaterThan(0.6)
})

test('chunks that take too long become smaller', async () => {
  expect((await work(0)).sizes).toEqual([8, 4, 2, 1, 1, 1])
})
