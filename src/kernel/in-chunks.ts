// Long work in small steps: each in a transaction of its own between two batches of commands, and as
// big as fits in a few milliseconds. Where commands wait, most of the time is theirs.
import { setTimeout as sleep } from 'node:timers/promises'
import type { WriteQueue } from './write-queue.ts'

/** What a chunk may take, so that no command waits for longer than for a batch of others. */
const CHUNK_MS = 4
const PER_CHUNK_MAX = 512
/** How much longer than a chunk the pause after it is while commands wait: they get four fifths of the time. */
const PAUSE_TIMES = 4

/** Chunk after chunk, until one says that nothing is left. */
export async function inChunks(
  queue: Pick<WriteQueue, 'maintain' | 'length'>,
  chunk: (size: number) => Promise<boolean>,
): Promise<void> {
  let size = 8
  for (let isMore = true; isMore; ) {
    const tookMs = await queue.maintain(async () => {
      const started = performance.now()
      isMore = await chunk(size)
      return performance.now() - started
    })
    size = tookMs > CHUNK_MS ? Math.max(1, size >> 1) : Math.min(PER_CHUNK_MAX, size * 2)
    if (isMore && queue.length > 0) await sleep(tookMs * PAUSE_TIMES)
  }
}
