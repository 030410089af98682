// Steps of goods coming back, and of money that is owed for them.
import { type Model, type ModelLine, type ModelOrder, type ModelReturn, sum } from '../model.ts'
import { owedOf, returnableOf, settle, takesMoney, worthOfFirst } from '../orders.ts'
import { payBackByHand, refundableByHand } from '../payments.ts'
import { answer, fitting, gbp, iso, type Move, type Plans, pick, type Step } from '../plan.ts'
import { levelAt } from '../stock.ts'

const DAY = 86_400_000

const isUnderWay = ({ status }: ModelOrder) => status === 'CONFIRMED' || status === 'COMPLETED'
const isAt =
  (...statuses: ModelReturn['status'][]) =>
  ({ status }: ModelReturn) =>
    statuses.includes(status)
const notAt = (back: ModelReturn, ...statuses: ModelReturn['status'][]) =>
  [!isAt(...statuses)(back), 'RETURN_NOT_OPEN'] as const

type Units = { asked: number; restocked: number; damaged: number; granted: number }
const receivedOf = ({ restocked, damaged }: Units) => restocked + damaged

export const returnSteps = {
  requestReturn: [
    1.5,
    (model, { a, b, n }) => {
      const isReturnable = (line: ModelLine) => returnableOf(model, line) > 0
      const order = fitting(
        model.orders,
        a,
        (order) => isUnderWay(order) && order.lines.some(isReturnable),
      )
      const line = order && fitting(order.lines, b, isReturnable)
      if (!order || !line) return null
      const quantity = 1 + (n % 2)
      const named = { orderLineId: line.id, quantity, reason: 'UNWANTED' }
      const isTwice = n % 15 === 0
      return {
        command: 'RequestReturn',
        input: { orderId: order.id, lines: isTwice ? [named, named] : [named] },
        expected: answer(
          [!isUnderWay(order), 'ORDER_NOT_OPEN'],
          [isTwice, 'ORDER_LINE_REPEATED'],
          [line.isService, 'SERVICE_NOT_RETURNED'],
          [quantity > returnableOf(model, line), 'RETURN_EXCEEDED'],
        ),
        apply: ({ result }) => {
          const units = { asked: quantity, restocked: 0, damaged: 0, granted: 0 }
          model.returns.push({
            ...{ id: result.return as string, order, units: new Map([[line, units]]) },
            ...{ status: 'REQUESTED', granted: 0 },
          })
        },
      }
    },
  ],
  approveReturn: [
    1.5,
    (model, { a }) => deciding(model, 'ApproveReturn', a, ['REQUESTED'], 'APPROVED'),
  ],
  rejectReturn: [
    3,
    (model, { a }) => deciding(model, 'RejectReturn', a, ['REQUESTED'], 'REJECTED'),
  ],
  cancelReturn: [
    4,
    (model, { a }) => deciding(model, 'CancelReturn', a, ['REQUESTED', 'APPROVED'], 'CANCELLED'),
  ],
  receiveReturn: [2, (model, step) => receiving(model, step)],
  refundReturn: [
    2,
    (model, { a, b }) => {
      const back = fitting(model.returns, a, isAt('APPROVED', 'PARTIALLY_RECEIVED', 'RECEIVED'))
      return back ? refunding(model, back, b) : null
    },
  ],
  grantRefund: [
    1.5,
    (model, { a, b, n }) => {
      const order = fitting(model.orders, a, (order) => takesMoney(order) && owedOf(order) > 0)
      if (!order) return null
      const amount = b % 3 === 0 ? owedOf(order) + 1 : 1 + (n % 200)
      return {
        command: 'GrantRefund',
        input: { orderId: order.id, amount: gbp(amount), reason: 'Goodwill.' },
        expected: answer(
          [!takesMoney(order), 'ORDER_NOT_OPEN'],
          [amount > owedOf(order), 'REFUND_GRANT_EXCEEDED'],
        ),
        apply: () => grant(model, order, amount),
      }
    },
  ],
  importReturns: [3, (model, step) => importing(model, step)],
  importRefunds: [2, (model, step) => importingRefund(model, step)],
} satisfies Plans

function grant(model: Model, order: ModelOrder, amount: number): void {
  order.granted += amount
  settle(model, order)
}

function deciding(
  model: Model,
  command: string,
  at: number,
  from: ModelReturn['status'][],
  to: ModelReturn['status'],
): Move | null {
  const back = fitting(model.returns, at, isAt(...from))
  return back
    ? {
        command,
        input: { returnId: back.id, ...(command === 'RejectReturn' && { reason: 'Worn.' }) },
        expected: answer(notAt(back, ...from)),
        apply: () => {
          back.status = to
        },
      }
    : null
}

/** Units that came back: damaged ones stand on no shelf, and neither does what is not counted. */
function take(model: Model, line: ModelLine, units: Units, came: Came): void {
  units.restocked += came.restock
  units.damaged += came.damaged
  line.returned += came.restock + came.damaged
  if (came.restock > 0 && model.policy(line.variantId).tracked)
    levelAt(model, line.variantId, came.locationId).onHand += came.restock
}

type Came = { restock: number; damaged: number; locationId: string }

function receiving(model: Model, { a, b, n }: Step): Move | null {
  const isOpen = isAt('APPROVED', 'PARTIALLY_RECEIVED')
  const [back, location] = [fitting(model.returns, a, isOpen), pick(model.locations, b)]
  const found = back && [...back.units][0]
  if (!back || !location || !found) return null
  const [line, units] = found
  const came = { restock: n % 2, damaged: n % 3 === 0 ? 1 : 0, locationId: location.id }
  const isNothing = came.restock + came.damaged === 0
  const isLast = b % 3 === 0
  const { locationId, ...counted } = came
  return {
    command: 'ReceiveReturn',
    input: {
      returnId: back.id,
      locationId,
      lines: [{ orderLineId: line.id, ...counted }],
      isLast,
    },
    expected: answer(
      notAt(back, 'APPROVED', 'PARTIALLY_RECEIVED'),
      [came.restock + came.damaged > units.asked - receivedOf(units), 'RECEIPT_EXCEEDED'],
      [isNothing && !isLast, 'NOTHING_RECEIVED'],
    ),
    apply: () => {
      take(model, line, units, came)
      const hasEnded = isLast || receivedOf(units) === units.asked
      back.status = hasEnded ? 'RECEIVED' : 'PARTIALLY_RECEIVED'
    },
  }
}

/** Units of a line for which refunds of returns were granted. */
const grantedOf = ({ returns }: Model, line: ModelLine): number =>
  sum(returns.map(({ units }) => units.get(line)?.granted ?? 0))

const worthOfLast = (line: ModelLine, units: number): number =>
  line.cost.gross - worthOfFirst(line, line.quantity - units)

function refunding(model: Model, back: ModelReturn, b: number): Move {
  const { order } = back
  const price = sum(
    [...back.units].map(([line, units]) => {
      const before = grantedOf(model, line)
      const fresh = Math.max(0, receivedOf(units) - units.granted)
      return worthOfLast(line, before + fresh) - worthOfLast(line, before)
    }),
  )
  const given = b % 4 === 0 ? 1 + (b % 300) : null
  const amount = given ?? price
  return {
    command: 'RefundReturn',
    input: { returnId: back.id, ...(given !== null && { amount: gbp(given) }) },
    expected: answer(
      notAt(back, 'APPROVED', 'PARTIALLY_RECEIVED', 'RECEIVED'),
      [amount === 0, 'NOTHING_TO_REFUND'],
      [amount > owedOf(order), 'REFUND_GRANT_EXCEEDED'],
    ),
    apply: () => {
      for (const units of back.units.values())
        units.granted = Math.max(units.granted, receivedOf(units))
      back.granted += amount
      grant(model, order, amount)
    },
  }
}

/** A past return of one line, whole: asked for, approved, received and refunded. */
function importing(model: Model, { a, b, n }: Step): Move | null {
  const isReturnable = (line: ModelLine) => returnableOf(model, line) > 0
  const order = fitting(model.orders, a, ({ lines }) => lines.some(isReturnable))
  const line = order && fitting(order.lines, b, isReturnable)
  const location = pick(model.locations, n)
  if (!order || !line || !location) return null
  const externalId = `return-${b % 16}`
  const quantity = 1 + (n % 2)
  const restock = n % 7 === 0 ? quantity + 1 : n % (quantity + 1)
  const amount = n % 2 === 0 ? 1 + (n % 100) : null
  const occurredAt = n % 11 === 0 ? model.now + DAY : model.now - DAY
  return {
    command: 'ImportReturns',
    input: {
      returns: [
        {
          ...{ externalId, orderId: order.id, occurredAt: iso(occurredAt) },
          locationId: location.id,
          lines: [{ orderLineId: line.id, quantity, restock }],
          ...(amount !== null && { refund: { amount } }),
        },
      ],
    },
    expected: answer(
      [model.externalIds.has(externalId), 'RETURN_ALREADY_IMPORTED'],
      [occurredAt > model.now, 'DATE_IN_FUTURE'],
      [!isUnderWay(order), 'ORDER_NOT_OPEN'],
      [line.isService, 'SERVICE_NOT_RETURNED'],
      [quantity > returnableOf(model, line), 'RETURN_EXCEEDED'],
      [restock > quantity, 'RECEIPT_EXCEEDED'],
      [amount !== null && amount > refundableByHand(model, order), 'MANUAL_REFUND_EXCEEDED'],
      [amount !== null && amount > owedOf(order), 'REFUND_GRANT_EXCEEDED'],
    ),
    apply: ({ result }) => {
      const [id] = result.returns as unknown as [string]
      const units: Units = { asked: quantity, restocked: 0, damaged: 0, granted: 0 }
      take(model, line, units, { restock, damaged: quantity - restock, locationId: location.id })
      if (amount !== null) units.granted = quantity
      model.returns.push({
        ...{ id, order, units: new Map([[line, units]]), status: 'RECEIVED' },
        granted: amount ?? 0,
      })
      model.externalIds.add(externalId)
      if (amount === null) return
      payBackByHand(model, order, amount, occurredAt)
      grant(model, order, amount)
    },
  }
}

/** A past refund that nothing came back for. */
function importingRefund(model: Model, { a, b, n }: Step): Move | null {
  const order = fitting(model.orders, a, (order) => refundableByHand(model, order) > 0)
  if (!order) return null
  const refundable = refundableByHand(model, order)
  const externalId = `refund-${b % 64}`
  const amount = b % 4 === 0 ? refundable + 1 : 1 + (n % Math.max(1, refundable))
  const occurredAt = n % 11 === 0 ? model.now + DAY : model.now - DAY
  return {
    command: 'ImportRefunds',
    input: {
      refunds: [{ externalId, orderId: order.id, occurredAt: iso(occurredAt), amount }],
    },
    expected: answer(
      [model.externalIds.has(externalId), 'REFUND_ALREADY_IMPORTED'],
      [occurredAt > model.now, 'DATE_IN_FUTURE'],
      [!isUnderWay(order), 'ORDER_NOT_OPEN'],
      [amount > refundable, 'MANUAL_REFUND_EXCEEDED'],
      [amount > owedOf(order), 'REFUND_GRANT_EXCEEDED'],
    ),
    apply: () => {
      model.externalIds.add(externalId)
      payBackByHand(model, order, amount, occurredAt)
      grant(model, order, amount)
    },
  }
}
