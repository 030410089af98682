// Commands that take long, in the log: at once, but one a second, with how many more there were since. What makes
// one command slow makes hundreds slow.
import type { Logger } from '#http/log.ts'
import { type Done, rounded, totalMs } from '#kernel/spent.ts'

const TELL_EVERY_MS = 1_000

export function slowLog(log: Logger, slowMs: number): (done: readonly Done[]) => void {
  let toldAt = Number.NEGATIVE_INFINITY
  let untold = 0

  function tell({ envelope, outcome, spent }: Done): void {
    const now = performance.now()
    if (now - toldAt < TELL_EVERY_MS) {
      untold++
      return
    }
    const { command, correlationId } = envelope
    log.warn(
      { command, commandId: outcome.id, correlationId, ...rounded(spent), untold },
      'Slow command',
    )
    toldAt = now
    untold = 0
  }

  return (done) => {
    for (const one of done) if (totalMs(one.spent) >= slowMs) tell(one)
  }
}
