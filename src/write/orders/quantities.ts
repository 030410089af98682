// How units of an order's lines move between open, cancelled, in a fulfilment and shipped. Whoever
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
  for (const { orderLineId, quantity } of units) await cancelUnits(tx, { orderLineId, quantity })
}

/** What a location held for a line it holds no more. */
export async function takeFromAllocations(
  tx: Connection,
  parts: readonly Omit<LinePart, 'isAllocated'>[],
): Promise<void> {
  for (const { orderLineId, locationId, quantity } of parts)
    await changeAllocation(tx, { orderLineId, locationId, quantity: -quantity, inFulfilment: 0 })
}

export async function putInFulfilment(tx: Connection, parts: readonly LinePart[]): Promise<void> {
  for (const { orderLineId, locationId, quantity, isAllocated } of parts) {
    await makeReady(tx, { orderLineId, quantity })
    if (isAllocated)
      await changeAllocation(tx, { orderLineId, locationId, quantity: 0, inFulfilment: quantity })
  }
}

export async function addFulfilled(tx: Connection, parts: readonly LinePart[]): Promise<void> {
  for (const { orderLineId, locationId, quantity, isAllocated } of parts) {
    await fulfilUnits(tx, { orderLineId, quantity })
    const left = { quantity: -quantity, inFulfilment: -quantity }
    if (isAllocated) await changeAllocation(tx, { orderLineId, locationId, ...left })
  }
}

type Units = { orderLineId: string; quantity: number }

const cancelUnits = statement((db, $: Params<Units>) =>
  db
    .update(orderLines)
    .set({ cancelled: sql`${orderLines.cancelled} + ${$.quantity}` })
    .where(eq(orderLines.id, $.orderLineId)),
)

const makeReady = statement((db, $: Params<Units>) =>
  db
    .update(orderLines)
    .set({ inFulfilment: sql`${orderLines.inFulfilment} + ${$.quantity}` })
    .where(eq(orderLines.id, $.orderLineId)),
)

const fulfilUnits = statement((db, $: Params<Units>) =>
  db
    .update(orderLines)
    .set({ fulfilled: sql`${orderLines.fulfilled} + ${$.quantity}` })
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
