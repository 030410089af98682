// An order's own rows, as the commands after its placement need them: there or refused.
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import type { OrderStatus } from '#domain/order-status.ts'
import type { Actor } from '#kernel/actor.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { OrderLineNotFound, OrderNotFound, OrderNotOpen } from './rejections.ts'
import { orderAllocations, orderLines, orders } from './tables.ts'

export type Order = typeof orders.$inferSelect
export type OrderLine = typeof orderLines.$inferSelect
export type OrderAllocation = typeof orderAllocations.$inferSelect

/** Lines that one command may name. */
export const ORDER_LINES_MAX = 1_000

export async function requireOrder(
  tx: Connection,
  orderId: string,
  path: readonly string[] = ['input', 'orderId'],
): Promise<Order> {
  const [order] = await orderBy(tx, { orderId })
  if (!order) throw new OrderNotFound({ orderId }, path)
  return order
}

/** Refuses a customer another's order, in the words for one that does not exist. */
export async function requireOwnOrder(
  tx: Connection,
  { kind, id }: Actor,
  orderId: string,
): Promise<void> {
  const { customerId } = await requireOrder(tx, orderId)
  if (kind === 'CUSTOMER' && customerId !== id)
    throw new OrderNotFound({ orderId }, ['input', 'orderId'])
}

/** The order, which must be at one of these statuses. */
export async function requireOrderAt(
  tx: Connection,
  orderId: string,
  statuses: readonly OrderStatus[],
): Promise<Order> {
  const order = await requireOrder(tx, orderId)
  const { status } = order
  if (!statuses.includes(status)) throw new OrderNotOpen({ orderId, status }, ['input', 'orderId'])
  return order
}

/** Writes that so much more of what was paid for the order is to be given back. */
export const addRefundGranted = (tx: Connection, orderId: string, amount: number) =>
  raiseGranted(tx, { orderId, amount })

/** In the order in which they were placed; without those that an edit took off. */
export const orderLinesOf = (tx: Connection, orderId: string): Promise<OrderLine[]> =>
  linesBy(tx, { orderId })

/** What each location holds for the order. A line without any is a service, or not tracked. */
export const allocationsOf = (tx: Connection, orderId: string): Promise<OrderAllocation[]> =>
  allocationsBy(tx, { orderId })

/** Units of a line that are neither cancelled nor in a fulfilment. */
export const openUnitsOf = ({
  quantity,
  cancelled,
  inFulfilment,
}: Pick<OrderLine, 'quantity' | 'cancelled' | 'inFulfilment'>): number =>
  quantity - cancelled - inFulfilment

export type AskedUnits = {
  line: OrderLine
  quantity: number
  /** Where the line first stands in the input. */
  path: string[]
}

/**
 * The order's lines that an input names, each once: quantities of a line named twice add up.
 * @param within Where the lines stand in the input.
 */
export function askedUnits(
  orderId: string,
  lines: readonly OrderLine[],
  asked: readonly { orderLineId: string; quantity: number }[],
  within: readonly string[] = ['input', 'lines'],
): AskedUnits[] {
  const known = new Map(lines.map((line) => [line.id, line]))
  const units = new Map<string, AskedUnits>()
  for (const [index, { orderLineId, quantity }] of asked.entries()) {
    const path = [...within, String(index)]
    const line = known.get(orderLineId)
    if (!line) throw new OrderLineNotFound({ orderId, orderLineId }, [...path, 'orderLineId'])
    const earlier = units.get(orderLineId)
    if (earlier) earlier.quantity += quantity
    else units.set(orderLineId, { line, quantity, path })
  }
  return [...units.values()]
}

type Of = { orderId: string }

const orderBy = statement((db, $: Params<Of>) =>
  db.select().from(orders).where(eq(orders.id, $.orderId)),
)

const raiseGranted = statement((db, $: Params<Of & { amount: number }>) =>
  db
    .update(orders)
    .set({ refundGranted: sql`${orders.refundGranted} + ${$.amount}` })
    .where(eq(orders.id, $.orderId)),
)

const linesBy = statement((db, $: Params<Of>) =>
  db
    .select()
    .from(orderLines)
    .where(and(eq(orderLines.orderId, $.orderId), gt(orderLines.quantity, 0)))
    .orderBy(asc(orderLines.position), asc(orderLines.id)),
)

const allocationsBy = statement((db, $: Params<Of>) =>
  db
    .select({
      orderLineId: orderAllocations.orderLineId,
      locationId: orderAllocations.locationId,
      quantity: orderAllocations.quantity,
      inFulfilment: orderAllocations.inFulfilment,
    })
    .from(orderLines)
    .innerJoin(orderAllocations, eq(orderAllocations.orderLineId, orderLines.id))
    .where(eq(orderLines.orderId, $.orderId))
    .orderBy(asc(orderLines.position), asc(orderLines.id), asc(orderAllocations.locationId)),
)
