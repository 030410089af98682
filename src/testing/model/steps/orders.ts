// Steps on orders, from the moment they stand: cancelled, held, released, closed, expired, taken over.
import type { Cost, Model, ModelLine, ModelOrder } from '../model.ts'
import { cancelUnits, end, isOpen, openOf, readyOf, settle, totalOf } from '../orders.ts'
import { begin } from '../payments.ts'
import { answer, emailOf, fitting, iso, type Move, type Plans, pick, type Step } from '../plan.ts'
import { free, levelAt, onHandAt, splitOf } from '../stock.ts'
import { newLine } from './carts.ts'

const DAY = 86_400_000

const isUntouched = ({ lines }: ModelOrder) =>
  lines.every((line) => line.shipped === 0 && readyOf(line) === 0)
const notOpen = (order: ModelOrder) => [!isOpen(order), 'ORDER_NOT_OPEN'] as const

export function expire(model: Model, order: ModelOrder): void {
  for (const line of order.lines) cancelUnits(model, line, openOf(line))
  end(order, 'EXPIRED')
}

export const orderSteps = {
  cancelOrderLines: [
    2,
    (model, { a, b, n }) => {
      const order = fitting(model.orders, a, isOpen)
      const line = order && fitting(order.lines, b, (line) => openOf(line) > 0)
      if (!order || !line) return null
      const quantity = 1 + (n % 3)
      return {
        command: 'CancelOrderLines',
        input: { orderId: order.id, lines: [{ orderLineId: line.id, quantity }] },
        expected: answer(notOpen(order), [openOf(line) < quantity, 'CANCELLATION_EXCEEDED']),
        apply: () => {
          cancelUnits(model, line, quantity)
          settle(model, order)
        },
      }
    },
  ],
  cancelOrder: [
    2,
    (model, { a }) => {
      const order = fitting(model.orders, a, (order) => isOpen(order) && isUntouched(order))
      return order
        ? {
            command: 'CancelOrder',
            input: { orderId: order.id },
            expected: answer([!isOpen(order) || !isUntouched(order), 'ORDER_NOT_CANCELLABLE']),
            apply: () => {
              for (const line of order.lines) cancelUnits(model, line, openOf(line))
              settle(model, order)
            },
          }
        : null
    },
  ],
  holdOrder: [
    2,
    (model, { a }) => {
      const order = fitting(model.orders, a, (order) => isOpen(order) && !order.onHold)
      return order
        ? {
            command: 'HoldOrder',
            input: { orderId: order.id, reason: 'Looks odd.' },
            expected: answer(notOpen(order), [order.onHold, 'ORDER_ON_HOLD']),
            apply: () => {
              order.onHold = true
            },
          }
        : null
    },
  ],
  releaseOrder: [
    3,
    (model, { a }) => {
      const order = fitting(model.orders, a, ({ onHold }) => onHold)
      return order
        ? {
            command: 'ReleaseOrder',
            input: { orderId: order.id },
            expected: answer(notOpen(order), [!order.onHold, 'ORDER_NOT_ON_HOLD']),
            apply: () => {
              order.onHold = false
            },
          }
        : null
    },
  ],
  closeOrder: [
    3,
    (model, { a }) => {
      const hasShipped = ({ lines }: ModelOrder) =>
        lines.every((line) => line.isService || line.shipped + line.cancelled === line.quantity)
      const order = fitting(
        model.orders,
        a,
        (order) => order.status === 'CONFIRMED' && hasShipped(order),
      )
      return order
        ? {
            command: 'CloseOrder',
            input: { orderId: order.id },
            expected: answer(
              [order.status !== 'CONFIRMED', 'ORDER_NOT_OPEN'],
              [order.onHold, 'ORDER_ON_HOLD'],
              [!hasShipped(order), 'ORDER_HAS_OPEN_UNITS'],
            ),
            apply: () => end(order, 'COMPLETED'),
          }
        : null
    },
  ],
  expireOrder: [
    2,
    (model, { a }) => {
      const order = fitting(model.orders, a, ({ status }) => status === 'PENDING')
      return order
        ? {
            command: 'ExpireOrder',
            input: { orderId: order.id },
            expected: answer(
              [order.status !== 'PENDING', 'ORDER_NOT_OPEN'],
              [(order.expiresAt ?? 0) > model.now, 'ORDER_STILL_AWAITED'],
            ),
            apply: () => expire(model, order),
          }
        : null
    },
  ],
  addOrderNote: [
    1,
    (model, { a }) => {
      const order = pick(model.orders, a)
      return order
        ? {
            command: 'AddOrderNote',
            input: { orderId: order.id, text: 'Rang twice.' },
            expected: 'ACCEPTED',
            apply: () => {
              order.notes++
            },
          }
        : null
    },
  ],
  importOrders: [2, (model, step) => importing(model, step)],
} satisfies Plans

/** One past order of one line: paid or not, shipped or still to be. */
function importing(model: Model, { a, b, n }: Step): Move | null {
  const variant = pick(model.variants, a)
  if (!variant) return null
  const externalId = `order-${b % 16}`
  const [quantity, unitPrice] = [1 + (n % 3), 50 + b]
  const [isPaid, isShipped, isKnown] = [n % 2 === 0, n % 3 === 0, n % 13 !== 0]
  const placedAt = n % 17 === 0 ? model.now + DAY : model.now - (1 + (n % 9)) * DAY
  const split = variant.isService ? new Map<string, number>() : splitOf(model, variant.id, quantity)
  const isAbsent = [...(split ?? [])].some(
    ([locationId, units]) => onHandAt(model, variant.id, locationId) < units,
  )
  return {
    command: 'ImportOrders',
    input: {
      orders: [
        {
          ...{ externalId, placedAt: iso(placedAt), currency: 'GBP', email: emailOf(b) },
          lines: [{ sku: isKnown ? variant.sku : 'NOBODY-KNOWS', quantity, unitPrice }],
          ...(isPaid && { payment: { method: 'Card' } }),
          ...(isShipped && { fulfilment: { shippedAt: iso(placedAt) } }),
        },
      ],
    },
    expected: answer(
      [model.externalIds.has(externalId), 'ORDER_ALREADY_IMPORTED'],
      [placedAt > model.now, 'ORDER_DATE_IN_FUTURE'],
      [!isKnown, 'SKU_NOT_FOUND'],
      [split === null, 'INSUFFICIENT_STOCK'],
      [isShipped && !variant.isService && split?.size === 0, 'FULFILMENT_LOCATION_REQUIRED'],
      [isShipped && isAbsent, 'INSUFFICIENT_STOCK'],
    ),
    apply: ({ refreshed }) => {
      const [row] = refreshed.order_view as unknown as [ImportedRow]
      if (!variant.isService) free(model, [variant.id])
      const given = split as Map<string, number>
      const lineId = row.lines[0]?.id as string
      const item = { id: lineId, variantId: variant.id, quantity, unitPrice }
      const line = newLine(model, item, untaxed(quantity * unitPrice), given)
      const order: ModelOrder = {
        ...{ id: row.id, status: 'CONFIRMED', email: emailOf(b), customerId: null, lines: [line] },
        ...{ country: null, shipping: { price: 0, ...untaxed(0) }, discounts: new Map() },
        ...{
          pricesIncludeTax: true,
          edits: 0,
          granted: 0,
          expiresAt: null,
          onHold: false,
          notes: 0,
        },
      }
      model.orders.push(order)
      model.externalIds.add(externalId)
      if (isPaid) {
        const payment = begin(model, order, row.payments[0]?.id as string, 'manual', null)
        const amount = totalOf(order)
        const reference = null
        payment.entries.push({ type: 'CAPTURED', amount, reference, occurredAt: placedAt })
      }
      if (isShipped) {
        shipWhole(model, order, line, row.fulfilments)
        settle(model, order)
      }
    },
  }
}

const untaxed = (gross: number): Cost => ({
  ...{ discount: 0, parts: new Map(), net: gross, tax: 0, gross, taxRate: 0 },
})

type ImportedRow = {
  id: string
  lines: { id: string }[]
  payments: { id: string }[]
  fulfilments: { id: string; locationId: string }[]
}

function shipWhole(
  model: Model,
  order: ModelOrder,
  line: ModelLine,
  rows: ImportedRow['fulfilments'],
): void {
  for (const { id, locationId } of rows) {
    const held = line.held.get(locationId) as { quantity: number }
    const units = held.quantity
    held.quantity = 0
    line.shipped += units
    const level = levelAt(model, line.variantId, locationId)
    level.onHand -= units
    level.allocated -= units
    model.fulfilments.push({
      id,
      order,
      locationId,
      units: new Map([[line, units]]),
      status: 'SHIPPED',
    })
  }
}
