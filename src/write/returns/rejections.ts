// What returns and granted refunds refuse.
import { RETURN_STATUSES } from '#domain/returns.ts'
import { amount, choice, integer, list, object, text } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'
import { currency, id } from '#write/command.ts'

const returnId = () => id('return').describe('The return that was meant.')
const orderId = () => id('order').describe('The order that was meant.')
const orderLineId = () => id('orderLine').describe('The order line.')
const sku = () => text().describe('Its SKU.')

export const ReturnNotFound = rejection({
  name: 'ReturnNotFound',
  summary: 'There is no such return.',
  facts: { returnId: returnId() },
  message: ({ returnId }) => `There is no return ${returnId}.`,
})

export const ReturnNotOpen = rejection({
  name: 'ReturnNotOpen',
  summary: 'The return is at a status in which this can no longer be done, or not yet.',
  facts: {
    returnId: returnId(),
    orderId: orderId(),
    status: choice('ReturnStatus', RETURN_STATUSES).describe('Where the return stands.'),
  },
  message: ({ returnId, status }) => `Return ${returnId} is ${status}, which does not allow this.`,
})

export const ReturnLineNotFound = rejection({
  name: 'ReturnLineNotFound',
  summary: 'The return has nothing of this order line.',
  facts: { returnId: returnId(), orderLineId: orderLineId() },
  message: ({ returnId, orderLineId }) => `Return ${returnId} has nothing of ${orderLineId}.`,
})

export const ReturnExceeded = rejection({
  name: 'ReturnExceeded',
  summary:
    'More was to be returned than has shipped and no earlier return speaks for; `lines` says what is left.',
  facts: {
    orderId: orderId(),
    lines: list(
      object('ReturnExcess', 'An order line of which less can be returned.', {
        orderLineId: orderLineId(),
        sku: sku(),
        requested: integer().describe('Units that were to be returned.'),
        returnable: integer().describe('Units that can be returned.'),
      }),
      { max: 1_000 },
    ).describe('One entry a line of which too much was asked.'),
  },
  message: ({ lines }) =>
    lines
      .map(
        ({ sku, requested, returnable }) =>
          `${sku}: ${requested} to return, ${returnable} returnable`,
      )
      .join('; '),
})

export const OrderLineRepeated = rejection({
  name: 'OrderLineRepeated',
  summary: 'An order line stands twice in the input; what is said of it belongs in one place.',
  facts: { orderLineId: orderLineId() },
  message: ({ orderLineId }) => `The order line ${orderLineId} stands twice in the input.`,
})

export const ReceiptExceeded = rejection({
  name: 'ReceiptExceeded',
  summary: 'More came than the return still expects; `lines` says of what, and what it expects.',
  facts: {
    returnId: returnId(),
    orderId: orderId(),
    lines: list(
      object('ReceiptExcess', 'An order line of which the return expects less.', {
        orderLineId: orderLineId(),
        received: integer({ max: 2_000_000 }).describe('Units that were to be received.'),
        expected: integer().describe('Units that are still to come.'),
      }),
      { max: 1_000 },
    ).describe('One entry a line of which too much came.'),
  },
  message: ({ lines }) =>
    lines
      .map(
        ({ orderLineId, received, expected }) =>
          `${orderLineId}: ${received} received, ${expected} expected`,
      )
      .join('; '),
})

export const NothingReceived = rejection({
  name: 'NothingReceived',
  summary: 'Nothing came, and it was not said that nothing more is expected.',
  facts: { returnId: returnId(), orderId: orderId() },
  message: ({ returnId }) => `Nothing of return ${returnId} was received.`,
})

export const ServiceNotReturned = rejection({
  name: 'ServiceNotReturned',
  summary: 'The order line is a service, which can not be sent back; a refund can be granted.',
  facts: { orderLineId: orderLineId(), sku: sku() },
  message: ({ sku }) => `${sku} is a service: it can not be sent back.`,
})

export const RefundGrantExceeded = rejection({
  name: 'RefundGrantExceeded',
  summary:
    'More was to be granted than the order is worth: its total less cancelled units and earlier grants.',
  facts: {
    orderId: orderId(),
    requested: amount().describe('What was to be granted, in minor units.'),
    grantable: amount().describe('What can be granted, in minor units.'),
    currency: currency().describe("The order's currency."),
  },
  message: ({ requested, grantable, currency }) =>
    `${requested} minor units of ${currency} were to be granted, ${grantable} can be.`,
})

export const NothingToRefund = rejection({
  name: 'NothingToRefund',
  summary:
    'Nothing came back that no refund was granted for: the command must say how much is granted.',
  facts: { returnId: returnId(), orderId: orderId() },
  message: ({ returnId }) =>
    `Nothing of return ${returnId} is received and not granted: say how much is granted.`,
})

export const ReturnAlreadyImported = rejection({
  name: 'ReturnAlreadyImported',
  summary: 'A return with this external id was taken before, or stands twice in the input.',
  facts: { externalId: text().describe('The external id.') },
  message: ({ externalId }) => `The return ${externalId} was imported before.`,
})

export const TooManyReturnLines = rejection({
  name: 'TooManyReturnLines',
  summary: 'The returns of one import have more lines together than the limit that is stated.',
  facts: {
    found: integer().describe('Lines that were given.'),
    linesMax: integer().describe('The most lines that one import may have.'),
  },
  message: ({ found, linesMax }) => `One import has at most ${linesMax} lines, found ${found}.`,
})

export const RefundAlreadyImported = rejection({
  name: 'RefundAlreadyImported',
  summary: 'A refund with this external id stands already, or twice in the input.',
  facts: { externalId: text().describe('The id that is known.') },
  message: ({ externalId }) => `The refund ${externalId} is imported already.`,
})
