// Makes units of an order ready at one location. They are taken from what that location holds for the
// order, so that a unit can't stand in two fulfilments; on-hand falls when it ships.
import { integer, list, maybe, object } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { requireNotHeld } from '#write/orders/hold.ts'
import {
  type AskedUnits,
  allocationsOf,
  askedUnits,
  ORDER_LINES_MAX,
  type OrderLine,
  orderLinesOf,
  requireOrderAt,
} from '#write/orders/order.ts'
import type { LinePart } from '#write/orders/quantities.ts'
import {
  OrderLineNotFound,
  OrderNotFound,
  OrderNotOpen,
  OrderOnHold,
} from '#write/orders/rejections.ts'
import { DateInFuture, momentOf, occurredAtInput, PastDateDenied } from '#write/past.ts'
import { LocationNotFound } from '#write/stock/rejections.ts'
import { requireLocation } from '#write/stock/require.ts'
import { makeReady } from './fulfilment.ts'
import { type Holdings, holdingsOf } from './held.ts'
import {
  FulfilmentExceeded,
  FulfilmentLocationRequired,
  NothingToFulfil,
  ServiceNotShipped,
} from './rejections.ts'

export const createFulfilment = command({
  name: 'CreateFulfilment',
  summary:
    'Makes units of an order ready at one location, out of what that location holds for it. One order may have many; each ships by itself.',
  permission: 'fulfilment.write',
  input: {
    orderId: id('order').describe('The order.'),
    locationId: maybe(id('location')).describe(
      'Which location sends it. May be left out where one location alone holds what is asked for.',
    ),
    lines: maybe(
      list(
        object('CreateFulfilmentLine', 'Units of one order line that are made ready.', {
          orderLineId: id('orderLine').describe('The line.'),
          quantity: integer({ min: 1 }).describe('How many units of it.'),
        }),
        { max: ORDER_LINES_MAX },
      ),
    ).describe(
      `What is made ready: 1 to ${ORDER_LINES_MAX} lines. Left out, all that the location holds for the order.`,
    ),
    occurredAt: occurredAtInput(),
  },
  target: ({ orderId }) => ({ aggregate: 'order', id: orderId }),
  rejections: [
    OrderNotFound,
    OrderNotOpen,
    OrderOnHold,
    OrderLineNotFound,
    ServiceNotShipped,
    LocationNotFound,
    FulfilmentLocationRequired,
    FulfilmentExceeded,
    NothingToFulfil,
    PastDateDenied,
    DateInFuture,
  ],

  async handle(context, { orderId, locationId: given, lines: asked, occurredAt }) {
    const { tx } = context
    const at = momentOf(context, occurredAt)
    requireNotHeld(await requireOrderAt(tx, orderId, ['CONFIRMED']))
    if (given) await requireLocation(tx, given)
    const lines = await orderLinesOf(tx, orderId)
    const holdings = holdingsOf(await allocationsOf(tx, orderId))
    const units = asked ? goodsOnly(askedUnits(orderId, lines, asked)) : null
    const goods = units ? units.map(({ line }) => line) : lines.filter((line) => !line.isService)
    const locationId = given ?? soleLocation(orderId, goods, holdings)
    const parts = units
      ? partsOf(orderId, locationId, units, holdings)
      : goods.map((line) => holdings.at(line, locationId)).filter(({ quantity }) => quantity > 0)
    if (parts.length === 0) throw new NothingToFulfil({ orderId }, ['input', 'orderId'])

    const { id: fulfilmentId } = await makeReady(context, { orderId, locationId, at }, parts)
    return { order: orderId, fulfilment: fulfilmentId }
  },
})

function goodsOnly(units: AskedUnits[]): AskedUnits[] {
  const service = units.find(({ line }) => line.isService)
  if (!service) return units
  const { line, path } = service
  throw new ServiceNotShipped({ orderLineId: line.id, sku: line.sku }, [...path, 'orderLineId'])
}

function soleLocation(orderId: string, goods: readonly OrderLine[], holdings: Holdings): string {
  const held = [...holdings.byLocation(goods)]
  const [sole] = held
  if (sole && held.length === 1) return sole[0]
  if (!sole && !holdings.anywhere(goods))
    throw new NothingToFulfil({ orderId }, ['input', 'orderId'])
  const locations = held.map(([locationId, held]) => ({ locationId, held }))
  throw new FulfilmentLocationRequired({ orderId, locations }, ['input', 'locationId'])
}

function partsOf(
  orderId: string,
  locationId: string,
  units: readonly AskedUnits[],
  holdings: Holdings,
): LinePart[] {
  const excess = units.filter(
    ({ line, quantity }) => quantity > holdings.at(line, locationId).quantity,
  )
  if (excess.length === 0)
    return units.map(({ line, quantity }) => ({ ...holdings.at(line, locationId), quantity }))
  throw new FulfilmentExceeded(
    {
      orderId,
      locationId,
      lines: excess.map(({ line, quantity }) => ({
        orderLineId: line.id,
        sku: line.sku,
        requested: quantity,
        held: holdings.at(line, locationId).quantity,
      })),
    },
    excess[0] && [...excess[0].path, 'quantity'],
  )
}
