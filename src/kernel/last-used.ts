// When each credential was last used: noted in memory, and written down now and then in one transaction,
// so that no request waits for it. Bookkeeping; a killed process forgets what it had not written.
import { sql } from 'drizzle-orm'
import type { Connection } from './database/connection.ts'
import { named, type Params, statementOfRows } from './database/statement.ts'
import { rowsByKey } from './load.ts'
import { lastUsed } from './tables.ts'
import type { WriteQueue } from './write-queue.ts'

export type LastUsed = {
  note: (id: string) => void
  /** Writes down what was noted since the last time. */
  keep: () => Promise<void>
}

export function noteLastUsed(
  tx: Connection,
  { queue, clock }: { queue: Pick<WriteQueue, 'maintain'>; clock: () => number },
): LastUsed {
  let noted = new Map<string, number>()
  return {
    note: (id) => noted.set(id, clock()),
    keep: async () => {
      if (noted.size === 0) return
      const rows = [...noted].map(([id, at]) => ({ id, at }))
      noted = new Map()
      await queue.maintain(() => upsert(tx, rows))
    },
  }
}

/** Epoch milliseconds by id, null where it was never used or not written down yet. */
export async function loadLastUsed(
  tx: Connection,
  ids: readonly string[],
): Promise<(number | null)[]> {
  const rows = await rowsById(tx, ids)
  return rows.map((row) => row?.at ?? null)
}

const rowsById = rowsByKey(lastUsed, lastUsed.id)

const upsert = statementOfRows((db, rows: Params<{ id: string; at: number }>[]) =>
  db
    .insert(lastUsed)
    .values(rows.map((row) => named(['id', 'at'], row)) as never)
    .onConflictDoUpdate({
      target: lastUsed.id,
      set: { at: sql`excluded.at` },
    }),
)
