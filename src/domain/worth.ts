// What units of an order's line cost, of what the whole line costs. Cancelled units are counted from its
// beginning and those that came back from its end: whatever comes first, all of them together end at
// exactly what the line costs.
import type { OrderLineDiscount, TaxSum } from './order-price.ts'

/** Units of a line, and what they cost together. */
export type Run = { quantity: number; gross: number }

/** Units that were cancelled or had come back when an edit priced the rest anew: theirs stays. */
export type SettledPart = Run & {
  discounts: OrderLineDiscount[]
  discount: number
  net: number
  tax: number
  taxRate: number
}

/** In the order in which they were settled: the first of each stand outermost. */
export type Settled = { cancelled: SettledPart[]; returned: SettledPart[] }

/** A line as it was agreed, and what it costs after discount and with its tax. */
export type Worth = Run & { settled?: Settled | null }

/** Rounded down, so that the last unit takes what rounding left. */
export function worthOfFirst(units: number, line: Worth): number {
  if (!line.settled) return shareOfFirst(units, line.gross, line.quantity)
  let left = units
  let worth = 0
  for (const { quantity, gross } of runsOf(line, line.settled)) {
    const taken = Math.min(left, quantity)
    worth += shareOfFirst(taken, gross, quantity)
    left -= taken
  }
  return worth
}

/** With the first ones beside them, exactly the line. */
export const worthOfLast = (units: number, line: Worth): number =>
  line.gross - worthOfFirst(line.quantity - units, line)

/** Of an amount over so many units, what the first of them have: rounded down. */
export function shareOfFirst(units: number, amount: number, quantity: number): number {
  if (units === 0) return 0
  const product = amount * units
  if (Number.isSafeInteger(product)) return (product - (product % quantity)) / quantity
  return Number((BigInt(amount) * BigInt(units)) / BigInt(quantity))
}

/** The parts of a line that are taxed alike, each with its rate. */
export function taxedParts(line: Worth & TaxSum): TaxSum[] {
  if (!line.settled) return [line]
  const { cancelled, returned } = line.settled
  const rest = { taxRate: line.taxRate, net: line.net, tax: line.tax, gross: line.gross }
  for (const part of [...cancelled, ...returned]) {
    rest.net -= part.net
    rest.tax -= part.tax
    rest.gross -= part.gross
  }
  return [...cancelled, rest, ...returned]
}

function runsOf({ quantity, gross }: Run, { cancelled, returned }: Settled): Run[] {
  const middle = { quantity, gross }
  for (const part of [...cancelled, ...returned]) {
    middle.quantity -= part.quantity
    middle.gross -= part.gross
  }
  return [...cancelled, middle, ...returned.toReversed()]
}
