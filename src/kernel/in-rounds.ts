/** Asks once for all who wait: who comes while it is being asked shares the next answer, never one that was asked before. */
export function inRounds<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let underWay: Promise<unknown> = Promise.resolve()
  let next: Promise<Value> | null = null
  const begin = () => {
    next = null
    const asked = ask()
    underWay = asked.catch(() => {})
    return asked
  }
  return () => {
    next ??= underWay.then(begin)
    return next
  }
}
