// What fulfilment refuses.
import { integer, list, object, text } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'
import { id } from '#write/command.ts'

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
