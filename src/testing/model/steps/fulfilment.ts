// Steps of goods going out, and of fulfilments that are taken back.
import type { Model, ModelFulfilment, ModelLine, ModelOrder } from '../model.ts'
import { dueOf, makeReady, openOf, returnableOf, settle, shipUnits, takeBack } from '../orders.ts'
import { promisedFor } from '../payments.ts'
import { answer, fitting, iso, type Move, type Plans, pick, type Step } from '../plan.ts'
import { onHandAt } from '../stock.ts'

const HOUR = 3_600_000

/** What a location can make ready of a line. What nobody holds, anybody may send. */
function readyable(line: ModelLine, locationId: string): number {
  if (line.held.size === 0) return openOf(line)
  const held = line.held.get(locationId)
  return held ? held.quantity - held.ready : 0
}

const isAt =
  (...statuses: ModelFulfilment['status'][]) =>
  ({ status }: ModelFulfilment) =>
    statuses.includes(status)

export const fulfilmentSteps = {
  createFulfilment: [
    2,
    (model, step) => {
      const order = fitting(
        model.orders,
        step.a,
        ({ status, onHold, lines }) =>
          status === 'CONFIRMED' && !onHold && lines.some((line) => openOf(line) > 0),
      )
      return order ? fulfilling(model, order, step) : null
    },
  ],
  shipFulfilment: [
    2,
    (model, { a, n }) => {
      const fulfilment = fitting(model.fulfilments, a, isAt('PENDING'))
      return fulfilment ? shipping(model, fulfilment, n) : null
    },
  ],
  deliverFulfilment: [
    2,
    (model, { a, n }) => {
      const fulfilment = fitting(model.fulfilments, a, isAt('SHIPPED'))
      const isEarly = n % 12 === 0
      return fulfilment
        ? {
            command: 'DeliverFulfilment',
            input: {
              fulfilmentId: fulfilment.id,
              ...(isEarly && { occurredAt: iso(model.now + HOUR) }),
            },
            expected: answer(
              [isEarly, 'DATE_IN_FUTURE'],
              [!isAt('SHIPPED')(fulfilment), 'FULFILMENT_NOT_OPEN'],
            ),
            apply: () => {
              fulfilment.status = 'DELIVERED'
            },
          }
        : null
    },
  ],
  cancelFulfilment: [
    1.5,
    (model, { a }) => {
      const fulfilment = fitting(model.fulfilments, a, isAt('PENDING', 'SHIPPED'))
      if (!fulfilment) return null
      const isReturning =
        fulfilment.status === 'SHIPPED' &&
        [...fulfilment.units].some(([line, units]) => units > returnableOf(model, line))
      return {
        command: 'CancelFulfilment',
        input: { fulfilmentId: fulfilment.id },
        expected: answer(
          [!isAt('PENDING', 'SHIPPED')(fulfilment), 'FULFILMENT_NOT_OPEN'],
          [isReturning, 'FULFILMENT_RETURNING'],
        ),
        apply: () => {
          takeBack(model, fulfilment)
          settle(model, fulfilment.order, true)
        },
      }
    },
  ],
  updateFulfilmentTracking: [
    2,
    (model, { a, n }) => {
      const fulfilment = pick(model.fulfilments, a)
      return fulfilment
        ? {
            command: 'UpdateFulfilmentTracking',
            input: {
              fulfilmentId: fulfilment.id,
              trackings: [{ carrier: 'Royal Mail', number: `RM${n}` }],
            },
            expected: answer([isAt('CANCELLED')(fulfilment), 'FULFILMENT_NOT_OPEN']),
            apply: () => {},
          }
        : null
    },
  ],
} satisfies Plans

function fulfilling(model: Model, order: ModelOrder, { b, n }: Step): Move | null {
  const line = fitting(order.lines, n, (line) => !line.isService && openOf(line) > 0)
  if (!line) return null
  const asked = b % 3 === 0 ? null : ([line, 1 + (n % 2)] as const)
  const goods = asked ? [line] : order.lines.filter(({ isService }) => !isService)
  const fit = fitting(model.locations, b, ({ id }) => readyable(line, id) > 0)
  const named = b % 5 === 0 ? undefined : fit
  const [sole, obstacle] = soleLocation(goods)
  const locationId = named?.id ?? sole
  const units = new Map<ModelLine, number>()
  if (locationId && asked) units.set(...asked)
  if (locationId && !asked)
    for (const one of goods)
      if (readyable(one, locationId) > 0) units.set(one, readyable(one, locationId))
  return {
    command: 'CreateFulfilment',
    input: {
      orderId: order.id,
      ...(named && { locationId: named.id }),
      ...(asked && { lines: [{ orderLineId: line.id, quantity: asked[1] }] }),
    },
    expected: answer(
      [order.status !== 'CONFIRMED', 'ORDER_NOT_OPEN'],
      [order.onHold, 'ORDER_ON_HOLD'],
      [asked !== null && line.isService, 'SERVICE_NOT_SHIPPED'],
      [!locationId, obstacle],
      [asked !== null && asked[1] > readyable(line, locationId ?? ''), 'FULFILMENT_EXCEEDED'],
      [units.size === 0, 'NOTHING_TO_FULFIL'],
    ),
    apply: ({ result }) => {
      const from = locationId as string
      for (const [one, quantity] of units) makeReady(one, from, quantity)
      const id = result.fulfilment as string
      model.fulfilments.push({ id, order, locationId: from, units, status: 'PENDING' })
    },
  }
}

/** The one location that holds units of these lines, or why there is no one. */
function soleLocation(goods: readonly ModelLine[]): [string | undefined, string] {
  const holders = new Set(
    goods.flatMap(({ held }) =>
      [...held].filter(([, { quantity, ready }]) => quantity > ready).map(([id]) => id),
    ),
  )
  if (holders.size === 1) return [[...holders][0], '']
  const isLoose = goods.some((line) => line.held.size === 0 && openOf(line) > 0)
  return [
    undefined,
    holders.size === 0 && !isLoose ? 'NOTHING_TO_FULFIL' : 'FULFILMENT_LOCATION_REQUIRED',
  ]
}

function shipping(model: Model, fulfilment: ModelFulfilment, n: number): Move {
  const { id, order, locationId, units, status } = fulfilment
  const occurredAt = n % 20 === 0 ? model.now + HOUR : null
  const wanted = new Map<string, number>()
  for (const [line, quantity] of units)
    if (line.held.size > 0) wanted.set(line.variantId, (wanted.get(line.variantId) ?? 0) + quantity)
  const isShort = [...wanted].some(
    ([variantId, quantity]) => onHandAt(model, variantId, locationId) < quantity,
  )
  return {
    command: 'ShipFulfilment',
    input: { fulfilmentId: id, ...(occurredAt && { occurredAt: iso(occurredAt) }) },
    expected: answer(
      [occurredAt !== null, 'DATE_IN_FUTURE'],
      [status === 'CANCELLED', 'FULFILMENT_NOT_OPEN'],
      [status !== 'PENDING', 'FULFILMENT_ALREADY_SHIPPED'],
      [order.onHold, 'ORDER_ON_HOLD'],
      [
        !model.shop.shipsUnpaid && dueOf(model, order) - promisedFor(model, order) > 0,
        'ORDER_NOT_PAID',
      ],
      [isShort, 'INSUFFICIENT_STOCK'],
    ),
    apply: () => {
      shipUnits(model, fulfilment)
      fulfilment.status = 'SHIPPED'
      settle(model, order)
    },
  }
}
