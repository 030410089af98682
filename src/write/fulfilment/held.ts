// What each location can make ready for an order: what it holds for a line and has in no fulfilment.
// Units that are not tracked are held by nobody, and any location may send them.
import { type OrderAllocation, type OrderLine, openUnitsOf } from '#write/orders/order.ts'
import type { LinePart } from '#write/orders/quantities.ts'

export type Holdings = {
  /** What a location can make ready of a line. */
  at: (line: OrderLine, locationId: string) => LinePart
  /** Units of these lines by the location that holds them, where it holds any. */
  byLocation: (lines: readonly OrderLine[]) => Map<string, number>
  /** True where some of these lines are open and held by no location. */
  anywhere: (lines: readonly OrderLine[]) => boolean
}

export function holdingsOf(allocations: readonly OrderAllocation[]): Holdings {
  const byLine = new Map<string, Map<string, number>>()
  for (const { orderLineId, locationId, quantity, inFulfilment } of allocations) {
    const known = byLine.get(orderLineId) ?? new Map<string, number>()
    byLine.set(orderLineId, known.set(locationId, quantity - inFulfilment))
  }
  return {
    at: (line, locationId) => {
      const held = byLine.get(line.id)
      const quantity = held ? (held.get(locationId) ?? 0) : openUnitsOf(line)
      return { orderLineId: line.id, locationId, quantity, isAllocated: held !== undefined }
    },
    byLocation: (lines) => {
      const sums = new Map<string, number>()
      for (const { id } of lines)
        for (const [locationId, held] of byLine.get(id) ?? [])
          if (held > 0) sums.set(locationId, (sums.get(locationId) ?? 0) + held)
      return sums
    },
    anywhere: (lines) => lines.some((line) => !byLine.has(line.id) && openUnitsOf(line) > 0),
  }
}
