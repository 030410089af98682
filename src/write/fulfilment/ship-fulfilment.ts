// Lets a fulfilment leave its location: on-hand falls here, its units count as fulfilled, and an order
// that is paid and has nothing left to ship is completed.
import { asc, eq } from 'drizzle-orm'
import { as, type Params, statement } from '#kernel/database/statement.ts'
import { list, maybe, object, text, textWhere } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { requireNotHeld } from '#write/orders/hold.ts'
import { settleLifecycle } from '#write/orders/lifecycle.ts'
import { allocationsOf, orderLinesOf, requireOrder } from '#write/orders/order.ts'
import { addFulfilled } from '#write/orders/quantities.ts'
import { OrderOnHold } from '#write/orders/rejections.ts'
import { shipStock } from '#write/stock/allocation.ts'
import { InsufficientStock } from '#write/stock/rejections.ts'
import { fulfilmentShipped } from './events.ts'
import { FulfilmentAlreadyShipped, FulfilmentNotFound } from './rejections.ts'
import { fulfilmentLines, fulfilments, type Tracking } from './tables.ts'

const TRACKINGS_MAX = 10

const isWebAddress = (value: string): boolean =>
  URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)

export const shipFulfilment = command({
  name: 'ShipFulfilment',
  summary:
    "Ships a fulfilment: its units leave the location's stock and count as fulfilled. An order that is paid and has nothing left to ship is completed.",
  permission: 'fulfilment.write',
  input: {
    fulfilmentId: id('fulfilment').describe('The fulfilment that leaves.'),
    trackings: maybe(
      list(
        object('TrackingInput', 'By which a parcel can be followed.', {
          carrier: text({ max: 60 }).describe('Who carries it.'),
          number: text({ max: 100 }).describe("The carrier's number for it."),
          url: maybe(
            textWhere(isWebAddress, 'must be an http or https address', { max: 1_000 }),
          ).describe('Where it can be followed.'),
        }),
        { min: 0, max: TRACKINGS_MAX },
      ),
    ).describe(`One entry a parcel, up to ${TRACKINGS_MAX}.`),
  },
  rejections: [FulfilmentNotFound, FulfilmentAlreadyShipped, OrderOnHold, InsufficientStock],

  async handle(context, { fulfilmentId, trackings }) {
    const { tx, now, record } = context
    const [fulfilment] = await fulfilmentBy(tx, { fulfilmentId })
    const path = ['input', 'fulfilmentId']
    if (!fulfilment) throw new FulfilmentNotFound({ fulfilmentId }, path)
    const { orderId, locationId } = fulfilment
    if (fulfilment.status === 'SHIPPED')
      throw new FulfilmentAlreadyShipped({ fulfilmentId, orderId }, path)
    requireNotHeld(await requireOrder(tx, orderId), path)

    const variantIds = new Map(
      (await orderLinesOf(tx, orderId)).map(({ id, variantId }) => [id, variantId]),
    )
    const allocated = new Set(
      (await allocationsOf(tx, orderId)).map(({ orderLineId }) => orderLineId),
    )
    const parts = (await linesOf(tx, { fulfilmentId })).map(({ orderLineId, quantity }) => ({
      orderLineId,
      variantId: variantIds.get(orderLineId) as string, // A fulfilment's lines are its order's.
      locationId,
      quantity,
      isAllocated: allocated.has(orderLineId),
    }))
    const stocked = parts.filter(({ isAllocated }) => isAllocated)
    if (stocked.length > 0) await shipStock(context, { reference: orderId, parts: stocked })
    await addFulfilled(tx, parts)
    await setShipped(tx, {
      fulfilmentId,
      trackings: (trackings ?? []).map(({ url, ...tracking }) => ({
        ...tracking,
        url: url ?? null,
      })),
      shippedAt: now,
    })
    record(fulfilmentShipped({ orderId, fulfilmentId }))
    await settleLifecycle(context, orderId)
    return { order: orderId, fulfilment: fulfilmentId }
  },
})

type Of = { fulfilmentId: string }

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

const setShipped = statement((db, $: Params<Of & { trackings: Tracking[]; shippedAt: number }>) =>
  db
    .update(fulfilments)
    .set({
      status: 'SHIPPED',
      trackings: as(fulfilments.trackings, $.trackings),
      shippedAt: as(fulfilments.shippedAt, $.shippedAt),
    })
    .where(eq(fulfilments.id, $.fulfilmentId)),
)
