// What an order refuses once it is placed.
import { ORDER_STATUSES } from '#domain/order-status.ts'
import { choice, instant, integer, list, object, text } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'
import { id } from '#write/command.ts'

const orderId = () => id('order').describe('The order that was meant.')
const status = () => choice('OrderStatus', ORDER_STATUSES).describe('What the order is at now.')

export const OrderNotFound = rejection({
  name: 'OrderNotFound',
  summary: 'There is no such order.',
  facts: { orderId: orderId() },
  message: ({ orderId }) => `There is no order ${orderId}.`,
})

export const OrderNotOpen = rejection({
  name: 'OrderNotOpen',
  summary: 'The order is at a status in which this can no longer be done, or not yet.',
  facts: { orderId: orderId(), status: status() },
  message: ({ orderId, status }) => `Order ${orderId} is ${status}, which does not allow this.`,
})

export const OrderLineNotFound = rejection({
  name: 'OrderLineNotFound',
  summary: 'The order has no such line.',
  facts: {
    orderId: orderId(),
    orderLineId: id('orderLine').describe('The line that was asked for.'),
  },
  message: ({ orderId, orderLineId }) => `Order ${orderId} has no line ${orderLineId}.`,
})

export const EmailNotVerified = rejection({
  name: 'EmailNotVerified',
  summary: "The customer's token has no e-mail that the identity provider has verified.",
  facts: {},
  message: () => 'The token must have `email`, and `email_verified` must be true.',
})

export const OrderOnHold = rejection({
  name: 'OrderOnHold',
  summary: 'The order is on hold: release it first.',
  facts: {
    orderId: orderId(),
    heldAt: instant().describe('Since when it is on hold.'),
    reason: text().describe('Why it was put on hold.'),
  },
  message: ({ orderId, reason }) => `Order ${orderId} is on hold: ${reason}`,
})

export const OrderNotOnHold = rejection({
  name: 'OrderNotOnHold',
  summary: 'The order is not on hold.',
  facts: { orderId: orderId() },
  message: ({ orderId }) => `Order ${orderId} is not on hold.`,
})

export const OrderHasOpenUnits = rejection({
  name: 'OrderHasOpenUnits',
  summary: 'Units of the order have neither shipped nor been cancelled; `lines` says which.',
  facts: {
    orderId: orderId(),
    lines: list(
      object(
        'OpenUnits',
        'An order line with units that have neither shipped nor been cancelled.',
        {
          orderLineId: id('orderLine').describe('The line.'),
          sku: text().describe('Its SKU.'),
          open: integer().describe('How many units.'),
        },
      ),
      { max: 1_000 },
    ).describe('One entry a line.'),
  },
  message: ({ lines }) => lines.map(({ sku, open }) => `${sku}: ${open} open`).join('; '),
})

export const OrderStillAwaited = rejection({
  name: 'OrderStillAwaited',
  summary: 'The time that the order has to be paid in is not over.',
  facts: { orderId: orderId(), expiresAt: instant().describe('When it is.') },
  message: ({ orderId, expiresAt }) =>
    `Order ${orderId} can be paid until ${new Date(expiresAt).toISOString()}.`,
})

export const CancellationExceeded = rejection({
  name: 'CancellationExceeded',
  summary:
    'More was to be cancelled than is neither cancelled nor in a fulfilment; `lines` says what is left.',
  facts: {
    orderId: orderId(),
    lines: list(
      object('CancellationExcess', 'An order line of which less can be cancelled.', {
        orderLineId: id('orderLine').describe('The line.'),
        sku: text().describe('Its SKU.'),
        requested: integer().describe('Units that were to be cancelled.'),
        cancellable: integer().describe('Units that can be cancelled.'),
      }),
      { max: 1_000 },
    ).describe('One entry a line of which too much was asked.'),
  },
  message: ({ lines }) =>
    lines
      .map(
        ({ sku, requested, cancellable }) =>
          `${sku}: ${requested} to cancel, ${cancellable} cancellable`,
      )
      .join('; '),
})

export const CANCEL_OBSTACLES = {
  NOT_OPEN: 'It is completed, cancelled or expired already.',
  IN_FULFILMENT:
    'Units of it stand in a fulfilment or have shipped; what has not can be cancelled by line.',
} as const

export const OrderNotCancellable = rejection({
  name: 'OrderNotCancellable',
  summary: 'The order can not be cancelled whole; `obstacle` says why.',
  facts: {
    orderId: orderId(),
    status: status(),
    obstacle: choice('CancelObstacle', CANCEL_OBSTACLES).describe('What stands in the way.'),
    unitsInFulfilment: integer().describe('Units that stand in a fulfilment, shipped or not.'),
  },
  message: ({ orderId, status, unitsInFulfilment }) =>
    unitsInFulfilment > 0
      ? `Order ${orderId} is ${status} and has ${unitsInFulfilment} units in fulfilments.`
      : `Order ${orderId} is ${status}.`,
})
