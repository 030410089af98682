// Steps of editing: a line of an order gets more or fewer units, and another line comes in at a price that
// staff set. Orders of which something was cancelled or came back are edited in edit-books.test.ts.
import type { Accepted } from '#kernel/outcome.ts'
import type { Model, ModelLine, ModelOrder } from '../model.ts'
import { sum } from '../model.ts'
import { giveBack, isOpen, readyOf, settle } from '../orders.ts'
import { answer, fitting, type Move, type Plans, pick, type Step } from '../plan.ts'
import { rateOf, repriceEdited } from '../prices.ts'
import { free, levelAt, splitOf } from '../stock.ts'
import { newLine } from './carts.ts'

const isPlain = ({ lines }: ModelOrder) =>
  lines.every(({ cancelled, returned }) => cancelled === 0 && returned === 0)

export const editSteps = {
  editOrder: [
    4,
    (model, step) => {
      const plain = model.orders.filter(isPlain)
      const order = fitting(plain, step.a, (one) => isOpen(one) && !one.onHold)
      const line = order && pick(order.lines, step.b)
      return order && line ? editing(model, order, line, step) : null
    },
  ],
} satisfies Plans

type Added = { variantId: string; quantity: number; unitPrice: number }

function editing(model: Model, order: ModelOrder, line: ModelLine, { a, b, n }: Step): Move {
  const quantity = n % 3 === 1 ? line.quantity : n % 5 === 0 ? 0 : 1 + (b % 4)
  const others = model.variants.filter(({ id }) => id !== line.variantId)
  const variant = n % 3 === 0 ? undefined : pick(others, a + b)
  const added: Added | null = variant
    ? { variantId: variant.id, quantity: 1 + (n % 3), unitPrice: b % 600 }
    : null
  const grown = Math.max(0, quantity - line.quantity)
  const isArchived = variant?.isArchived || variant?.product.status === 'ARCHIVED'
  const isSoldOut = (variantId: string, units: number) =>
    units > 0 && !model.variant(variantId).isService && splitOf(model, variantId, units) === null
  const units = sum(order.lines.map((one) => one.quantity)) - line.quantity + quantity
  return {
    command: 'EditOrder',
    input: {
      ...{ orderId: order.id, reason: 'They rang.' },
      setLines: [{ orderLineId: line.id, quantity }],
      addLines: added ? [{ ...added, priceReason: `Agreed at ${model.now}.` }] : [],
    },
    expected: answer(
      [!isOpen(order), 'ORDER_NOT_OPEN'],
      [order.onHold, 'ORDER_ON_HOLD'],
      [quantity < line.shipped + readyOf(line), 'QUANTITY_TOO_LOW'],
      [isArchived === true, 'VARIANT_NOT_SELLABLE'],
      [grown > 0 && !isGrowable(model, line), 'ORDER_LINE_NOT_GROWABLE'],
      [units + (added?.quantity ?? 0) === 0, 'ORDER_WOULD_BE_EMPTY'],
      [quantity === line.quantity && !added, 'NOTHING_TO_EDIT'],
      [isSoldOut(line.variantId, grown), 'INSUFFICIENT_STOCK'],
      [added !== null && isSoldOut(added.variantId, added.quantity), 'INSUFFICIENT_STOCK'],
    ),
    apply: (accepted) => {
      const isConcerned = quantity !== line.quantity
      resize(model, line, quantity)
      if (quantity === 0) order.lines = order.lines.filter((one) => one !== line)
      const come = added ? [comes(model, order, added, accepted)] : []
      order.lines.push(...come)
      order.discounts = repriceEdited(model, order, [...(isConcerned ? [line] : []), ...come])
      order.edits++
      settle(model, order)
    },
  }
}

/** Units more are held by locations as those are that it has. */
const isGrowable = (model: Model, { variantId, isService, held }: ModelLine): boolean =>
  isService || held.size > 0 === model.policy(variantId).tracked

function resize(model: Model, line: ModelLine, quantity: number): void {
  const { variantId, isService } = line
  const more = quantity - line.quantity
  if (more < 0) giveBack(model, line, -more)
  if (more > 0 && !isService) {
    const split = splitOf(model, variantId, more) as Map<string, number>
    free(model, [variantId])
    for (const [locationId, units] of split) {
      levelAt(model, variantId, locationId).allocated += units
      const held = line.held.get(locationId) ?? { quantity: 0, ready: 0 }
      line.held.set(locationId, { ...held, quantity: held.quantity + units })
    }
  }
  line.quantity = quantity
}

/** A line that comes in, priced with the others once it is there. */
function comes(model: Model, { country }: ModelOrder, added: Added, { refreshed }: Accepted) {
  const [row] = refreshed.order_view as unknown as [{ lines: { id: string }[] }]
  const { variantId, quantity } = added
  const isService = model.variant(variantId).isService
  const split = isService ? null : splitOf(model, variantId, quantity)
  if (!isService) free(model, [variantId])
  const taxRate = rateOf(model, country ?? 'GB', variantId)
  const cost = { discount: 0, parts: new Map(), net: 0, tax: 0, gross: 0, taxRate }
  const id = row.lines.at(-1)?.id as string
  return newLine(model, { id, ...added }, cost, split ?? new Map())
}
