// Each small change leaves a full-text index in one piece more, and every search looks into all of them. They are joined
// between batches, a few pages at a time.
import type { Connection } from './database/connection.ts'
import { mergeFullText } from './database/full-text.ts'
import type { View } from './view.ts'
import type { WriteQueue } from './write-queue.ts'

export type Pieces = {
  /** Joins what there is to join. */
  join: () => Promise<void>
  stop: () => Promise<void>
}

export function joinPieces(
  writer: Connection,
  { queue, views }: { queue: Pick<WriteQueue, 'maintain'>; views: readonly View[] },
): Pieces {
  let joining: Promise<void> | null = null
  let isStopped = false

  async function joinAll(): Promise<void> {
    try {
      for (const { fullText } of views) {
        if (!fullText) continue
        let isLeft = true
        while (isLeft && !isStopped)
          isLeft = await queue.maintain(() => mergeFullText(writer, fullText))
      }
    } finally {
      joining = null
    }
  }

  return {
    join: () => {
      joining ??= joinAll()
      return joining
    },
    stop: async () => {
      isStopped = true
      await joining?.catch(() => {}) // Whoever asked was told.
    },
  }
}
