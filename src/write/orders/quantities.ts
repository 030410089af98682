// How units of an order's lines move between open, cancelled, in a fulfilment, shipped and back. Whoever
// calls has checked the rules; what would not add up is a fault that the tables' checks stop.
import { and, eq, sql } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { orderAllocations, orderLines } from './tables.ts'

/** Units of a line at a location. */
export type LinePart = {
  orderLineId: string
  locationId: string
  quantity: number
  /** False for units that no location was asked to hold, because the variant isn't tracked. */
  isAllocated: boolean
}

export async function addCancelled(
  tx: Connection,
  units: readonly { orderLineId: string; quantity: number }[],
): Promise<void> {
  for (const { orderLineId, quantity } of units)
    await changeLine(tx, { ...UNCHANGED, orderLineId, cancelled: quantity })
}

/** What a location held for a line it holds no more. */
export async function takeFromAllocations(
  tx: Connection,
  parts: readonly Omit<LinePart, 'isAllocated'>[],
): Promise<void> {
  for (const { orderLineId, locationId, quantity } of parts)
    await changeAllocation(tx, { orderLineId, locationId, quantity: -quantity, inFulfilment: 0 })
}

/** What locations hold for lines from now on, beside what they held before. */
export async function addToAllocations(
  tx: Connection,
  parts: readonly Omit<LinePart, 'isAllocated'>[],
): Promise<void> {
  for (const part of parts) await putAllocation(tx, { ...part, inFulfilment: 0 })
}

export async function putInFulfilment(tx: Connection, parts: readonly LinePart[]): Promise<void> {
  for (const { orderLineId, locationId, quantity, isAllocated } of parts) {
    await changeLine(tx, { ...UNCHANGED, orderLineId, inFulfilment: quantity })
    if (isAllocated)
      await changeAllocation(tx, { orderLineId, locationId, quantity: 0, inFulfilment: quantity })
  }
}

/** Units that were made ready and have not shipped are open again. */
export const takeFromFulfilment = (tx: Connection, parts: readonly LinePart[]): Promise<void> =>
  putInFulfilment(tx, parts.map(negated))

export async function addFulfilled(tx: Connection, parts: readonly LinePart[]): Promise<void> {
  for (const { orderLineId, locationId, quantity, isAllocated } of parts) {
    await changeLine(tx, { ...UNCHANGED, orderLineId, fulfilled: quantity })
    const left = { quantity: -quantity, inFulfilment: -quantity }
    if (isAllocated) await changeAllocation(tx, { orderLineId, locationId, ...left })
  }
}

/** Units that had shipped are open again, and held by the location that they had left. */
export async function takeFromFulfilled(tx: Connection, parts: readonly LinePart[]): Promise<void> {
  for (const { orderLineId, locationId, quantity, isAllocated } of parts) {
    const back = { inFulfilment: -quantity, fulfilled: -quantity }
    await changeLine(tx, { ...UNCHANGED, orderLineId, ...back })
    if (isAllocated)
      await changeAllocation(tx, { orderLineId, locationId, quantity, inFulfilment: 0 })
  }
}

export async function addReturned(
  tx: Connection,
  units: readonly { orderLineId: string; quantity: number }[],
): Promise<void> {
  for (const { orderLineId, quantity } of units)
    await changeLine(tx, { ...UNCHANGED, orderLineId, returned: quantity })
}

const negated = (part: LinePart): LinePart => ({ ...part, quantity: -part.quantity })

/** By how much each count of a line changes. */
type LineChange = {
  orderLineId: string
  cancelled: number
  inFulfilment: number
  fulfilled: number
  returned: number
}

const UNCHANGED = { cancelled: 0, inFulfilment: 0, fulfilled: 0, returned: 0 }

const changeLine = statement((db, $: Params<LineChange>) =>
  db
    .update(orderLines)
    .set({
      cancelled: sql`${orderLines.cancelled} + ${$.cancelled}`,
      inFulfilment: sql`${orderLines.inFulfilment} + ${$.inFulfilment}`,
      fulfilled: sql`${orderLines.fulfilled} + ${$.fulfilled}`,
      returned: sql`${orderLines.returned} + ${$.returned}`,
    })
    .where(eq(orderLines.id, $.orderLineId)),
)

type AllocationChange = typeof orderAllocations.$inferSelect

const changeAllocation = statement((db, $: Params<AllocationChange>) =>
  db
    .update(orderAllocations)
    .set({
      quantity: sql`${orderAllocations.quantity} + ${$.quantity}`,
      inFulfilment: sql`${orderAllocations.inFulfilment} + ${$.inFulfilment}`,
    })
    .where(
      and(
        eq(orderAllocations.orderLineId, $.orderLineId),
        eq(orderAllocations.locationId, $.locationId),
      ),
    ),
)

const putAllocation = statement((db, $: Params<AllocationChange>) =>
  db
    .insert(orderAllocations)
    .values({
      orderLineId: $.orderLineId,
      locationId: $.locationId,
      quantity: $.quantity,
      inFulfilment: $.inFulfilment,
    })
    .onConflictDoUpdate({
      target: [orderAllocations.orderLineId, orderAllocations.locationId],
      set: { quantity: sql`${orderAllocations.quantity} + excluded.quantity` },
    }),
)
