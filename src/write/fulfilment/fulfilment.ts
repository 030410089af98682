// A fulfilment's own rows, as the commands after its creation need them: there, at a fitting status,
// and with what it holds.
import { asc, eq } from 'drizzle-orm'
import type { FulfilmentState } from '#domain/fulfilment-state.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { as, insertInto, type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import {
  allocationsOf,
  type OrderAllocation,
  type OrderLine,
  orderLinesOf,
} from '#write/orders/order.ts'
import { type LinePart, putInFulfilment } from '#write/orders/quantities.ts'
import { fulfilmentCreated } from './events.ts'
import { FulfilmentNotFound, FulfilmentNotOpen } from './rejections.ts'
import { fulfilmentLines, fulfilments } from './tables.ts'

export type Fulfilment = typeof fulfilments.$inferSelect
/** Units of a fulfilment, and of which variant they are. */
export type FulfilmentPart = LinePart & { variantId: string }

const PATH = ['input', 'fulfilmentId']

export async function requireFulfilment(tx: Connection, fulfilmentId: string): Promise<Fulfilment> {
  const [fulfilment] = await fulfilmentBy(tx, { fulfilmentId })
  if (!fulfilment) throw new FulfilmentNotFound({ fulfilmentId }, PATH)
  return fulfilment
}

/** The fulfilment, which must be at one of these statuses. */
export async function requireFulfilmentAt(
  tx: Connection,
  fulfilmentId: string,
  statuses: readonly FulfilmentState[],
): Promise<Fulfilment> {
  const fulfilment = await requireFulfilment(tx, fulfilmentId)
  const { orderId, status } = fulfilment
  if (!statuses.includes(status))
    throw new FulfilmentNotOpen({ fulfilmentId, orderId, status }, PATH)
  return fulfilment
}

/** What is in a fulfilment. Whether a location was asked to hold it stands in the allocations. */
export async function partsOf(
  tx: Connection,
  { id, orderId, locationId }: Fulfilment,
): Promise<FulfilmentPart[]> {
  const lines = await orderLinesOf(tx, orderId)
  const allocations = await allocationsOf(tx, orderId)
  const known = placedUnits(lines, allocations)
  return (await linesOf(tx, { fulfilmentId: id })).map(({ orderLineId, quantity }) => ({
    ...known(orderLineId),
    locationId,
    quantity,
  }))
}

export function placedUnits(
  lines: readonly OrderLine[],
  allocations: readonly OrderAllocation[],
): (orderLineId: string) => Pick<FulfilmentPart, 'orderLineId' | 'variantId' | 'isAllocated'> {
  const variantIds = new Map(lines.map(({ id, variantId }) => [id, variantId]))
  const allocated = new Set(allocations.map(({ orderLineId }) => orderLineId))
  return (orderLineId) => ({
    orderLineId,
    variantId: variantIds.get(orderLineId) as string, // A fulfilment's lines are its order's.
    isAllocated: allocated.has(orderLineId),
  })
}

/** Makes units ready at a location that holds them, as a new fulfilment. */
export async function makeReady(
  { tx, newId, record }: Context,
  { orderId, locationId, at }: { orderId: string; locationId: string; at: number },
  parts: readonly LinePart[],
): Promise<Fulfilment> {
  const fulfilment: Fulfilment = {
    id: newId('fulfilment'),
    orderId,
    locationId,
    status: 'PENDING',
    trackings: [],
    createdAt: at,
    shippedAt: null,
    deliveredAt: null,
    cancelledAt: null,
    cancelReason: null,
  }
  const fulfilmentId = fulfilment.id
  await insertFulfilments(tx, [fulfilment])
  await insertLines(
    tx,
    parts.map(({ orderLineId, quantity }) => ({ fulfilmentId, orderLineId, quantity })),
  )
  await putInFulfilment(tx, parts)
  record(fulfilmentCreated({ orderId, fulfilmentId }))
  return fulfilment
}

/** Writes what a fulfilment is from now on. */
export const writeFulfilment = (tx: Connection, fulfilment: Fulfilment): Promise<unknown> => {
  const { orderId: _order, locationId: _location, createdAt: _at, ...changes } = fulfilment
  return updateFulfilment(tx, changes)
}

type Of = { fulfilmentId: string }

const insertFulfilments = insertInto(fulfilments)
const insertLines = insertInto(fulfilmentLines)

const fulfilmentBy = statement((db, $: Params<Of>) =>
  db.select().from(fulfilments).where(eq(fulfilments.id, $.fulfilmentId)),
)

const linesOf = statement((db, $: Params<Of>) =>
  db
    .select()
    .from(fulfilmentLines)
    .where(eq(fulfilmentLines.fulfilmentId, $.fulfilmentId))
    .orderBy(asc(fulfilmentLines.orderLineId)),
)

type Changes = Omit<Fulfilment, 'orderId' | 'locationId' | 'createdAt'>

const updateFulfilment = statement((db, $: Params<Changes>) =>
  db
    .update(fulfilments)
    .set({
      status: as(fulfilments.status, $.status),
      trackings: as(fulfilments.trackings, $.trackings),
      shippedAt: as(fulfilments.shippedAt, $.shippedAt),
      deliveredAt: as(fulfilments.deliveredAt, $.deliveredAt),
      cancelledAt: as(fulfilments.cancelledAt, $.cancelledAt),
      cancelReason: as(fulfilments.cancelReason, $.cancelReason),
    })
    .where(eq(fulfilments.id, $.id)),
)
