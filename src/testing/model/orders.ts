// The model's orders: what is owed and paid, which status follows, and how units of a line move.
import type { Model, ModelFulfilment, ModelLine, ModelOrder, ModelReturn } from './model.ts'
import { sum } from './model.ts'
import { paidFor, promisedFor } from './payments.ts'
import { levelAt } from './stock.ts'

export const totalOf = ({ lines, shipping }: ModelOrder): number =>
  shipping.gross + sum(lines.map(({ cost }) => cost.gross))

/** Shipping is owed until all is cancelled. */
export function owedOf({ lines, shipping, granted }: ModelOrder): number {
  if (lines.every(({ quantity, cancelled }) => quantity === cancelled)) return 0
  const kept = lines.map((line) => line.cost.gross - worthOfFirst(line, line.cancelled))
  return Math.max(0, shipping.gross + sum(kept) - granted)
}

/** What the first units of a line cost: the last one takes what rounding down left. */
export const worthOfFirst = ({ cost, quantity }: ModelLine, units: number): number =>
  Math.floor((cost.gross * units) / quantity)

export const dueOf = (model: Model, order: ModelOrder): number =>
  owedOf(order) - paidFor(model, order)

export const readyOf = ({ held, looseReady }: ModelLine): number =>
  looseReady + sum([...held.values()].map(({ ready }) => ready))

/** Units that are neither cancelled nor in a fulfilment. */
export const openOf = (line: ModelLine): number =>
  line.quantity - line.cancelled - line.shipped - readyOf(line)

export const takesMoney = ({ status }: ModelOrder): boolean =>
  status === 'PENDING' || status === 'CONFIRMED' || status === 'COMPLETED'

export const isOpen = ({ status }: ModelOrder): boolean =>
  status === 'PENDING' || status === 'CONFIRMED'

/** @param reopens Units that had shipped are to be shipped once more. */
export function settle(model: Model, order: ModelOrder, reopens = false): void {
  if (!isOpen(order) && !(reopens && order.status === 'COMPLETED')) return
  if (order.lines.every(({ quantity, cancelled }) => quantity === cancelled)) {
    end(order, 'CANCELLED')
    return
  }
  const [owed, paid] = [owedOf(order), paidFor(model, order)]
  if (paid + promisedFor(model, order) < owed) {
    if (order.status === 'COMPLETED') order.status = 'CONFIRMED'
    return
  }
  const isShipped = order.lines.every(
    (line) => line.isService || line.shipped + line.cancelled === line.quantity,
  )
  if (isShipped && paid >= owed) end(order, 'COMPLETED')
  else {
    order.status = 'CONFIRMED'
    order.expiresAt = null
  }
}

export function end(order: ModelOrder, status: 'CANCELLED' | 'COMPLETED' | 'EXPIRED'): void {
  order.status = status
  order.onHold = false
  if (status !== 'EXPIRED') order.expiresAt = null
}

export function cancelUnits(model: Model, line: ModelLine, quantity: number): void {
  giveBack(model, line, quantity)
  line.cancelled += quantity
}

/** Gives back what so many units held: locations that are asked last give first. */
export function giveBack(model: Model, line: ModelLine, quantity: number): void {
  let left = quantity
  for (const { id } of [...model.locations].reverse()) {
    const held = line.held.get(id)
    if (!held) continue
    const units = Math.min(left, held.quantity - held.ready)
    held.quantity -= units
    levelAt(model, line.variantId, id).allocated -= units
    left -= units
  }
}

export function makeReady(line: ModelLine, locationId: string, units: number): void {
  const held = line.held.get(locationId)
  if (held) held.ready += units
  else line.looseReady += units
}

export function shipUnits(model: Model, { units, locationId }: ModelFulfilment): void {
  for (const [line, quantity] of units) {
    makeReady(line, locationId, -quantity)
    line.shipped += quantity
    moveShipped(model, line, locationId, -quantity)
  }
}

export function takeBack(model: Model, fulfilment: ModelFulfilment): void {
  const { units, locationId, status } = fulfilment
  for (const [line, quantity] of units)
    if (status === 'PENDING') makeReady(line, locationId, -quantity)
    else {
      line.shipped -= quantity
      moveShipped(model, line, locationId, quantity)
    }
  fulfilment.status = 'CANCELLED'
}

/** Units that no location holds for a line are counted nowhere. */
function moveShipped(model: Model, line: ModelLine, locationId: string, quantity: number): void {
  const held = line.held.get(locationId)
  if (!held) return
  held.quantity += quantity
  const level = levelAt(model, line.variantId, locationId)
  level.onHand += quantity
  level.allocated += quantity
}

/** Shipped units of a line that no return speaks for. */
export function returnableOf({ returns }: Model, line: ModelLine): number {
  const claimed = (back: ModelReturn) => {
    const units = back.units.get(line)
    if (!units || back.status === 'REJECTED' || back.status === 'CANCELLED') return 0
    return back.status === 'RECEIVED' ? units.restocked + units.damaged : units.asked
  }
  return line.shipped - sum(returns.map(claimed))
}
