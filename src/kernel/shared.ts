// What several views of one command work out alike is worked out once: between two of its refreshes
// the write tables stand still.
import type { Connection } from './database/connection.ts'
import type { Key } from './row-store.ts'

type Computing<K extends Key, Row> = (tx: Connection, keys: readonly K[]) => Promise<Row[]>

/**
 * The same rows, each worked out once a round of refreshes. Keys of which there is none are left out.
 * Whoever gets a row only reads it.
 */
export function shared<K extends Key, Row>(
  keyOf: (row: Row) => K,
  compute: Computing<K, Row>,
): Computing<K, Row> {
  const made = new WeakMap<object, Map<K, Row | null>>()
  return async (tx, keys) => {
    const { round } = tx
    if (round === null) return compute(tx, keys)
    const known = made.get(round) ?? new Map<K, Row | null>()
    made.set(round, known)
    const missing = keys.filter((key) => !known.has(key))
    if (missing.length > 0) {
      for (const key of missing) known.set(key, null)
      for (const row of await compute(tx, missing)) known.set(keyOf(row), row)
    }
    return keys.flatMap((key) => known.get(key) ?? [])
  }
}

/** Runs what refreshes the views of one command, of which computations may be shared. */
export async function inOneRound<Result>(
  tx: Connection,
  refresh: () => Promise<Result>,
): Promise<Result> {
  tx.round = {}
  try {
    return await refresh()
  } finally {
    tx.round = null
  }
}
