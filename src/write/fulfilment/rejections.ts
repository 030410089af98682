// What fulfilment refuses.
import { FULFILMENT_STATES } from '#domain/fulfilment-state.ts'
import { amount, choice, integer, list, object, text } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'
import { currency, id } from '#write/command.ts'

const fulfilmentId = () => id('fulfilment').describe('The fulfilment that was meant.')
const orderId = () => id('order').describe('The order that was meant.')

export const FulfilmentNotFound = rejection({
  name: 'FulfilmentNotFound',
  summary: 'There is no such fulfilment.',
  facts: { fulfilmentId: fulfilmentId() },
  message: ({ fulfilmentId }) => `There is no fulfilment ${fulfilmentId}.`,
})

export const FulfilmentAlreadyShipped = rejection({
  name: 'FulfilmentAlreadyShipped',
  summary: 'The fulfilment has shipped already.',
  facts: {
    fulfilmentId: fulfilmentId(),
    orderId: orderId(),
  },
  message: ({ fulfilmentId }) => `Fulfilment ${fulfilmentId} has shipped already.`,
})

export const FulfilmentNotOpen = rejection({
  name: 'FulfilmentNotOpen',
  summary: 'The fulfilment is at a status in which this can no longer be done, or not yet.',
  facts: {
    fulfilmentId: fulfilmentId(),
    orderId: orderId(),
    status: choice('FulfilmentState', FULFILMENT_STATES).describe('How far it is.'),
  },
  message: ({ fulfilmentId, status }) =>
    `Fulfilment ${fulfilmentId} is ${status}, which does not allow this.`,
})

export const FulfilmentReturning = rejection({
  name: 'FulfilmentReturning',
  summary:
    'Units of the fulfilment have come back, or a return speaks for them: it can not be cancelled as a whole.',
  facts: {
    fulfilmentId: fulfilmentId(),
    orderId: orderId(),
    lines: list(
      object('ReturningUnits', 'An order line of which returns leave too little to cancel.', {
        orderLineId: id('orderLine').describe('The line.'),
        sku: text().describe('Its SKU.'),
        units: integer().describe('Units of it in the fulfilment.'),
        cancellable: integer().describe('Units of it that have shipped and no return speaks for.'),
      }),
      { max: 1_000 },
    ).describe('One entry a line that returns speak for.'),
  },
  message: ({ lines }) =>
    lines
      .map(
        ({ sku, units, cancellable }) => `${sku}: ${units} to cancel, ${cancellable} cancellable`,
      )
      .join('; '),
})

export const OrderNotPaid = rejection({
  name: 'OrderNotPaid',
  summary: 'This shop ships only what is paid, or authorized, in full; `due` says what is missing.',
  facts: {
    orderId: orderId(),
    due: amount().describe('What is neither paid nor authorized, in minor units.'),
    currency: currency().describe("The order's currency."),
  },
  message: ({ orderId, due, currency }) =>
    `Order ${orderId} lacks ${due} minor units of ${currency}, and this shop ships only what is paid.`,
})

export const FulfilmentExceeded = rejection({
  name: 'FulfilmentExceeded',
  summary:
    'The location holds less for the order than was to be made ready; `lines` says of what, and what it holds.',
  facts: {
    orderId: orderId(),
    locationId: id('location').describe('The location that was to send it.'),
    lines: list(
      object('FulfilmentExcess', 'An order line of which the location holds less.', {
        orderLineId: id('orderLine').describe('The line.'),
        sku: text().describe('Its SKU.'),
        requested: integer().describe('Units that were to be made ready.'),
        held: integer().describe(
          'Units that the location holds for the line and that are in no fulfilment.',
        ),
      }),
      { max: 1_000 },
    ).describe('One entry a line of which too much was asked.'),
  },
  message: ({ lines }) =>
    lines
      .map(({ sku, requested, held }) => `${sku}: ${requested} to make ready, ${held} held`)
      .join('; '),
})

export const FulfilmentLocationRequired = rejection({
  name: 'FulfilmentLocationRequired',
  summary:
    'Not one location alone holds what is to be made ready: the command must say which one sends.',
  facts: {
    orderId: orderId(),
    locations: list(
      object('HoldingLocation', 'A location that holds units for an order.', {
        locationId: id('location').describe('The location.'),
        held: integer().describe('Units that it holds and that are in no fulfilment.'),
      }),
      { max: 1_000 },
    ).describe('Those that hold some of it; empty where it is not tracked and any may send it.'),
  },
  message: ({ orderId, locations }) =>
    `${locations.length} locations hold what is open of order ${orderId}: say which one sends.`,
})

export const NothingToFulfil = rejection({
  name: 'NothingToFulfil',
  summary: 'Nothing of the order is left to be made ready there.',
  facts: { orderId: orderId() },
  message: ({ orderId }) => `Nothing of order ${orderId} is left to be made ready there.`,
})

export const ServiceNotShipped = rejection({
  name: 'ServiceNotShipped',
  summary: 'The order line is a service, which nothing ships.',
  facts: {
    orderLineId: id('orderLine').describe('The line.'),
    sku: text().describe('Its SKU.'),
  },
  message: ({ sku }) => `${sku} is a service: nothing ships it.`,
})
