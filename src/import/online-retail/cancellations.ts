// Matches a cancellation with what the same customer bought before: order lines of that stock code,
// newest first. A row is taken whole or refused; it may reach over several orders.
import type { Cancellation } from './classify.ts'
import type { Reason } from './reasons.ts'

export type PastOrder = {
  id: string
  placedAt: number
  lines: PastLine[]
  /** What was cancelled so far, and why. */
  cancellations: { reason: string | null; units: number }[]
}
export type PastLine = {
  id: string
  sku: string
  /** Units that can still be cancelled. */
  open: number
}

/** One command: lines of one order. */
export type Part = { orderId: string; lines: { orderLineId: string; quantity: number }[] }
export type Match = { parts: Part[] } | { reason: Reason; detail: string }

/**
 * @param orders The customer's, newest first.
 * @param done Units that an interrupted import cancelled for this row already.
 */
export function matchCancellation(
  { stockCode, quantity, at }: Cancellation,
  orders: readonly PastOrder[],
  done = 0,
): Match {
  const parts: Part[] = []
  let left = quantity - done
  let seen = done > 0
  for (const { id, placedAt, lines } of orders) {
    if (placedAt > at) continue
    const part: Part = { orderId: id, lines: [] }
    for (const line of lines.toReversed()) {
      if (line.sku !== stockCode) continue
      seen = true
      const units = Math.min(left, line.open)
      if (units === 0) continue
      part.lines.push({ orderLineId: line.id, quantity: units })
      left -= units
    }
    if (part.lines.length > 0) parts.push(part)
    if (left === 0) break
  }
  if (!seen)
    return { reason: 'CANCELLATION_WITHOUT_SALE', detail: `${quantity} units of ${stockCode}` }
  if (left > 0)
    return {
      reason: 'CANCELLATION_EXCEEDS_SALES',
      detail: `${quantity} units of ${stockCode}, ${quantity - done - left} can be cancelled`,
    }
  return { parts }
}
