// What several views of one command work out alike is worked out once: between two of its refreshes
// the write tables stand still.
import type { Connection } from './database/connection.ts'
import type { Key } from './view.ts'

type Computing<K extends Key, Result> = (tx: Connection, keys: readonly K[]) => Promise<Result>

/** The same computation, made once a round of refreshes for the same keys. Whoever gets it only reads. */
export function shared<K extends Key, Result>(compute: Computing<K, Result>): Computing<K, Result> {
  const made = new WeakMap<object, { keys: string; result: Promise<Result> }>()
  return (tx, keys) => {
    const { round } = tx
    if (round === null) return compute(tx, keys)
    const wanted = keys.join(' ')
    const known = made.get(round)
    if (known?.keys === wanted) return known.result
    const result = compute(tx, keys)
    made.set(round, { keys: wanted, result })
    return result
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
