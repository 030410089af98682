// What editing an order refuses, beside what placing one does.
import { integer, list, object, text } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'
import { id } from '#write/command.ts'
import { country } from '#write/customers/address-input.ts'

const orderId = () => id('order').describe('The order that was meant.')
const discountCode = () => text().describe('The code, as it was given.')

export const NothingToEdit = rejection({
  name: 'NothingToEdit',
  summary: 'The order is as the edit would have it: nothing would change.',
  facts: { orderId: orderId() },
  message: ({ orderId }) => `The edit would change nothing of order ${orderId}.`,
})

export const QuantityTooLow = rejection({
  name: 'QuantityTooLow',
  summary:
    'A line was to have fewer units than are cancelled, in fulfilments and shipped of it; `lines` says the least that it can have.',
  facts: {
    orderId: orderId(),
    lines: list(
      object('QuantityShortfall', 'An order line that can not be made so small.', {
        orderLineId: id('orderLine').describe('The line.'),
        sku: text().describe('Its SKU.'),
        requested: integer().describe('Units that it was to have.'),
        minimum: integer().describe('The least that it can have.'),
      }),
      { max: 1_000 },
    ).describe('One entry a line that can not be made so small.'),
  },
  message: ({ lines }) =>
    lines
      .map(({ sku, requested, minimum }) => `${sku}: ${requested} requested, at least ${minimum}`)
      .join('; '),
})

export const OrderWouldBeEmpty = rejection({
  name: 'OrderWouldBeEmpty',
  summary: 'No unit would be left in the order: cancel it instead.',
  facts: { orderId: orderId() },
  message: ({ orderId }) => `Nothing would be left of order ${orderId}: cancel it instead.`,
})

export const OrderLineNotGrowable = rejection({
  name: 'OrderLineNotGrowable',
  summary:
    'The stock of the variant is counted now and was not when the line was made, or the other way round: add a line of it instead.',
  facts: {
    orderLineId: id('orderLine').describe('The line that was to have more units.'),
    sku: text().describe('Its SKU.'),
  },
  message: ({ sku }) => `${sku} is counted otherwise than it was: add a line of it instead.`,
})

export const OrderLineNamedTwice = rejection({
  name: 'OrderLineNamedTwice',
  summary: 'A line can be given one quantity only.',
  facts: { orderLineId: id('orderLine').describe('The line that was named twice.') },
  message: ({ orderLineId }) => `The line ${orderLineId} is named twice.`,
})

export const OrderFull = rejection({
  name: 'OrderFull',
  summary: 'An order can be given no more lines than the limit that is stated.',
  facts: { orderId: orderId(), linesMax: integer().describe('The most lines that it can get.') },
  message: ({ linesMax }) => `An order can be given at most ${linesMax} lines.`,
})

export const TooManyEdits = rejection({
  name: 'TooManyEdits',
  summary: 'The order was edited as often as it can be.',
  facts: { orderId: orderId(), editsMax: integer().describe('How often an order can be edited.') },
  message: ({ orderId, editsMax }) => `Order ${orderId} was edited ${editsMax} times already.`,
})

export const OrderCountryFixed = rejection({
  name: 'OrderCountryFixed',
  summary:
    'Units have shipped and were taxed by the country that they went to: the order can not go to another one any more.',
  facts: {
    orderId: orderId(),
    required: country().describe('The country that it goes to.'),
    found: country().describe('The country of the address that was given.'),
    unitsShipped: integer().describe('Units that have shipped and did not come back.'),
  },
  message: ({ required, found, unitsShipped }) =>
    `${unitsShipped} units have shipped to ${required}; the rest can not go to ${found}.`,
})

export const DiscountCodeNotOnOrder = rejection({
  name: 'DiscountCodeNotOnOrder',
  summary: 'The order does not have this code.',
  facts: { orderId: orderId(), discountCode: discountCode() },
  message: ({ orderId, discountCode }) =>
    `The order ${orderId} does not have the code ${discountCode}.`,
})

export const DiscountCodeOnOrder = rejection({
  name: 'DiscountCodeOnOrder',
  summary: 'The order has this code already.',
  facts: { orderId: orderId(), discountCode: discountCode() },
  message: ({ orderId, discountCode }) => `The order ${orderId} has the code ${discountCode}.`,
})
