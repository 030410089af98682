// Changes an order after it was placed: lines, address, discounts and shipping, all at once. Stock moves
// with it, the price follows, what it was before is kept, and who owes whom is worked out anew.
import type { Address } from '#domain/address.ts'
import { sumOf } from '#domain/money.ts'
import { integer, list, maybe, object, text } from '#kernel/input.ts'
import { DISCOUNT_CODES_PER_CART_MAX } from '#write/carts/cart.ts'
import { PriceMissing, QuantityTooLarge } from '#write/carts/rejections.ts'
import { VariantNotFound, VariantNotSellable } from '#write/catalog/rejections.ts'
import { command, id } from '#write/command.ts'
import { addressInput, addressOf } from '#write/customers/address-input.ts'
import { CODE_REJECTIONS } from '#write/discounts/code-problems.ts'
import { discountCode } from '#write/discounts/discount-input.ts'
import { DiscountCodeUnknown, TooManyDiscountCodes } from '#write/discounts/rejections.ts'
import { useDiscounts } from '#write/discounts/usage.ts'
import { staffPrice, staffPriceRule } from '#write/draft-orders/staff-price.ts'
import {
  ShippingMethodIsArchived,
  ShippingMethodNotFound,
  ShippingMethodUnavailable,
} from '#write/shipping/rejections.ts'
import { InsufficientStock } from '#write/stock/rejections.ts'
import {
  DiscountCodeNotOnOrder,
  DiscountCodeOnOrder,
  NothingToEdit,
  OrderCountryFixed,
  OrderFull,
  OrderLineNamedTwice,
  OrderLineNotGrowable,
  OrderWouldBeEmpty,
  QuantityTooLow,
  TooManyEdits,
} from './edit-rejections.ts'
import { type EditedDiscounts, editedDiscounts } from './edited-discounts.ts'
import { editedLines, LINE_QUANTITY_MAX } from './edited-lines.ts'
import { type Destination, editedPrice } from './edited-price.ts'
import { orderEdited } from './events.ts'
import { requireNotHeld } from './hold.ts'
import { settleLifecycle } from './lifecycle.ts'
import {
  ORDER_LINES_MAX,
  type Order,
  type OrderLine,
  orderLinesOf,
  requireOrderAt,
} from './order.ts'
import { OrderTooLarge } from './placing-rejections.ts'
import { OrderLineNotFound, OrderNotFound, OrderNotOpen, OrderOnHold } from './rejections.ts'
import { keepRevision } from './revisions.ts'
import { type Edited, isChanged, writeEdited } from './write-edited.ts'

/** As many as a page of revisions shows. */
const EDITS_MAX = 100

const newLine = object('AddOrderLine', 'Units of a variant that the order is to have more.', {
  variantId: id('variant').describe('The variant, published or not.'),
  quantity: integer({ min: 1 }).describe('How many units.'),
  ...staffPrice,
})

const codes = () => list(discountCode(), { min: 0, max: DISCOUNT_CODES_PER_CART_MAX })

export const editOrder = command({
  name: 'EditOrder',
  summary: `Changes what is in an order that is not yet done and not on hold, where it goes, its discounts and its shipping, all at once or not at all. Lines that stand keep their price, and what the edit does not concern keeps its discount and tax to the penny. Discounts that the order has stay as they were promised: neither their end nor a minimum that the edit undercuts takes them away. Units that were cancelled or came back, and refunds that were granted, stay what they are. A dry run previews it, at most ${EDITS_MAX} times an order is edited.`,
  permission: 'orders.edit',
  input: {
    orderId: id('order').describe('The order.'),
    addLines: maybe(list(staffPriceRule(newLine), { min: 0, max: ORDER_LINES_MAX })).describe(
      'What it gets more, at the price of now unless staff set another. A line of the same variant at the same price grows; otherwise it is a line of its own.',
    ),
    setLines: maybe(
      list(
        object('SetOrderLine', 'How many units a line is to have.', {
          orderLineId: id('orderLine').describe('The line.'),
          quantity: integer({ max: LINE_QUANTITY_MAX }).describe(
            'Units from now on, as `OrderLine.quantity` tells them: cancelled and shipped ones are among them, and it can not have fewer than those. 0 takes the line off.',
          ),
        }),
        { min: 0, max: ORDER_LINES_MAX },
      ),
    ).describe('Lines that it has, each at most once. Those left out stay.'),
    shippingAddress: maybe(addressInput).describe(
      'Where it goes from now on. Another country taxes all of it anew, at the rates of now; it can not be given once units have shipped, unless all came back.',
    ),
    addDiscountCodes: maybe(codes()).describe(
      'Codes of discounts that it gets. Each must count now, as for whoever places an order.',
    ),
    removeDiscountCodes: maybe(codes()).describe(
      'Codes of discounts that it loses, whose uses are given back. One that is named in both lists is given anew, on the terms of now.',
    ),
    shippingMethodId: maybe(id('shippingMethod')).describe(
      'How it ships from now on, at the price of now; null is by no method, which costs nothing. Left out, the way and the price stay.',
    ),
    reason: text({ max: 500 }).describe('Why, for staff to read.'),
  },
  target: ({ orderId }) => ({ aggregate: 'order', id: orderId }),
  rejections: [
    OrderNotFound,
    OrderNotOpen,
    OrderOnHold,
    TooManyEdits,
    NothingToEdit,
    OrderLineNotFound,
    OrderLineNamedTwice,
    QuantityTooLow,
    QuantityTooLarge,
    OrderLineNotGrowable,
    OrderWouldBeEmpty,
    OrderFull,
    OrderTooLarge,
    VariantNotFound,
    VariantNotSellable,
    PriceMissing,
    InsufficientStock,
    OrderCountryFixed,
    DiscountCodeNotOnOrder,
    DiscountCodeOnOrder,
    DiscountCodeUnknown,
    TooManyDiscountCodes,
    ...CODE_REJECTIONS,
    ShippingMethodNotFound,
    ShippingMethodIsArchived,
    ShippingMethodUnavailable,
  ],

  async handle(context, { orderId, reason, ...asked }) {
    const { tx, record } = context
    const order = await requireOrderAt(tx, orderId, ['PENDING', 'CONFIRMED'])
    requireNotHeld(order)
    if (order.edits >= EDITS_MAX)
      throw new TooManyEdits({ orderId, editsMax: EDITS_MAX }, ['input', 'orderId'])

    const standing = await orderLinesOf(tx, orderId)
    const address = asked.shippingAddress ? addressOf(asked.shippingAddress) : order.shippingAddress
    const destination = destinationOf(order, standing, address)
    const lines = await editedLines(context, order, standing, {
      setLines: asked.setLines ?? [],
      addLines: asked.addLines ?? [],
    })
    const discounts = await editedDiscounts(context, order, lines, {
      addDiscountCodes: asked.addDiscountCodes ?? [],
      removeDiscountCodes: asked.removeDiscountCodes ?? [],
    })
    const priced = await editedPrice(context, order, lines, {
      ...{ discounts, destination, chosen: asked.shippingMethodId },
    })
    const edited: Edited = {
      head: { ...priced.head, shippingAddress: address, countryCode: destination.countryCode },
      lines: lines.map((line, index) => ({ ...line, ...(priced.lines[index] as PricedLine) })),
    }
    if (!isChanged(order, edited)) throw new NothingToEdit({ orderId }, ['input'])

    const number = await keepRevision(context, order, standing, reason)
    await writeEdited(context, order, edited)
    await useDiscounts(context, { ...order, orderId }, newlyUsed(discounts, edited))
    record(orderEdited({ orderId, customerId: order.customerId, number }))
    await settleLifecycle(context, orderId)
    const amount = edited.head.total - order.total
    return { order: orderId, difference: { amount, currency: order.currency } }
  },
})

type PricedLine = Awaited<ReturnType<typeof editedPrice>>['lines'][number]

/** Refuses another country for an order of which something was taxed by the one that it went to. */
function destinationOf(
  { id: orderId, countryCode }: Order,
  lines: readonly OrderLine[],
  address: Address | null,
): Destination {
  const found = address?.countryCode ?? countryCode
  if (countryCode === null || found === null || found === countryCode)
    return { countryCode: found, isRetaxed: false }
  const unitsShipped = sumOf(lines.map(({ fulfilled, returned }) => fulfilled - returned))
  if (unitsShipped > 0)
    throw new OrderCountryFixed({ orderId, required: countryCode, found, unitsShipped }, [
      ...['input', 'shippingAddress', 'countryCode'],
    ])
  return { countryCode: found, isRetaxed: true }
}

/** What was added and takes something: what takes nothing is not used, as in placing. */
const newlyUsed = ({ added }: EditedDiscounts, { head }: Edited): string[] =>
  added
    .map(({ id }) => id)
    .filter((id) => head.discounts.some(({ discountId }) => discountId === id))
