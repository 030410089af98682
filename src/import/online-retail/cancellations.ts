// Matches a cancellation with what the same customer bought before: order lines of that stock code,
// newest first. A row is taken whole or refused; it may reach over several orders.
import type { Cancellation } from './classify.ts'
import type { Reason } from './reasons.ts'

export type PastOrder = {
  id: string
  placedAt: number
  lines: PastLine[]
  /** Minor units that can still be given back. */
  refundable: number
  /** Why money was given back so far. */
  refundReasons: (string | null)[]
}
export type PastLine = {
  id: string
  sku: string
  isService: boolean
  /** Units that can still be taken back. */
  open: number
}

/** What is taken back of one order, and the minor units that are given back for it. */
export type Part = {
  orderId: string
  isService: boolean
  lines: { orderLineId: string; quantity: number }[]
  amount: number
}
export type Match = { parts: Part[] } | { reason: Reason; detail: string }

/** @param orders The customer's, newest first. */
export function matchCancellation(
  { stockCode, quantity, unitPrice, at }: Cancellation,
  orders: readonly PastOrder[],
): Match {
  const parts: Part[] = []
  let left = quantity
  let seen = false
  for (const { id, placedAt, lines, refundable } of orders) {
    if (placedAt > at) continue
    let affordable = Math.floor(refundable / unitPrice)
    for (const line of lines.toReversed()) {
      if (line.sku !== stockCode) continue
      seen = true
      const units = Math.min(left, line.open, affordable)
      if (units === 0) continue
      const last = parts.at(-1)
      const part =
        last?.orderId === id
          ? last
          : { orderId: id, isService: line.isService, lines: [], amount: 0 }
      if (part !== last) parts.push(part)
      part.lines.push({ orderLineId: line.id, quantity: units })
      part.amount += units * unitPrice
      affordable -= units
      left -= units
    }
    if (left === 0) break
  }
  if (!seen)
    return { reason: 'CANCELLATION_WITHOUT_SALE', detail: `${quantity} units of ${stockCode}` }
  if (left > 0)
    return {
      reason: 'CANCELLATION_EXCEEDS_SALES',
      detail: `${quantity} units of ${stockCode}, ${quantity - left} can be given back`,
    }
  return { parts }
}
